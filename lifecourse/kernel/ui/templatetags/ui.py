"""The tags every template may use: fields, buttons, states, times, money, lists of facts, pages of a list."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lifecourse.kernel.ui import error_words, fields, states, views, words
from lifecourse.kernel.ui.charts import Chart
from lifecourse.kernel.ui.facets import Facet, FacetOption
from lifecourse.kernel.ui.tables import Table

register = template.Library()


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    size: str = "",
    heading: bool = False,
    optional: bool | None = None,
    rows: int = 5,
    threshold: int = 0,
    width: str = "",
    prefix: str = "",
    suffix: str = "",
    inline: bool = False,
    small: bool = False,
) -> SafeString:
    """`{% field form.name %}`: label, hint, error and control, as the GOV.UK component for its widget.

    `size` s, m, l, xl is the size of the label; `heading=True` makes it the page's h1 (then size is l unless given).
    """
    made = fields.component(bound, label=label, hint=hint, optional=optional)
    if made.kind == "hidden":
        return SafeString(bound.as_hidden())
    context = {
        "c": made,
        "size": size or ("l" if heading else ""),
        "heading": heading,
        "rows": rows,
        "threshold": threshold,
        "width": width,
        "prefix": prefix,
        "suffix": suffix,
        "inline": inline,
        "small": small,
        "checked": made.kind == "checkbox" and bool(bound.value()),
    }
    return render_to_string(f"ui/field/{made.kind}.html", context)


@register.simple_tag
def error_summary(*forms: BaseForm | None) -> SafeString:
    """`{% error_summary form %}`: nothing, or the box of errors, each a link to the control that mends it."""
    errors = [error for form in forms if form is not None and form.is_bound for error in _errors(form)]
    return render_to_string("ui/_error_summary.html", {"errors": errors}) if errors else SafeString("")


def _errors(form: BaseForm) -> Iterable[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"text": str(text), "target": ""}
    for bound in form:
        if bound.errors:
            yield {
                "text": error_words.error_texts(bound)[0],
                "target": "" if bound.is_hidden else fields.error_target(bound),
            }


@register.simple_tag
def button(
    text: str,
    *,
    kind: str = "",
    href: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    formaction: str = "",
) -> SafeString:
    """`{% button "Send to agencies" %}`; `kind` secondary, warning or inverse; with `href` a link that looks so."""
    classes = f"govuk-button govuk-button--{kind}" if kind else "govuk-button"
    if href:
        return format_html(
            '<a href="{}" role="button" draggable="false" class="{}" data-module="govuk-button">{}</a>',
            href,
            classes,
            text,
        )
    extra = format_html(' name="{}" value="{}"', name, value) if name else SafeString("")
    if form:
        extra += format_html(' form="{}"', form)
    if formaction:
        extra += format_html(' formaction="{}"', formaction)
    return format_html(
        '<button type="submit"{} class="{}" data-module="govuk-button" data-prevent-double-click="true">{}</button>',
        extra,
        classes,
        text,
    )


@register.simple_tag
def tag_for(value: object, *, colour: str = "", text: str = "") -> SafeString:
    """`{% tag_for concern.state %}`: the state in words, in a colour that only repeats them."""
    if value is None or value == "":
        return SafeString("")
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>',
        colour or states.colour_for(value),
        text or states.words_for(value),
    )


@register.simple_tag(takes_context=True)
def summary_list(context: Context, rows: Iterable[Any], *, plain: bool = False) -> SafeString:
    """`{% summary_list rows %}`: each row has key and value, and may have source, told_at, url, act, empty."""
    rows = list(rows)
    has_actions = any(_get(row, "url") for row in rows)
    return render_to_string(
        "ui/_summary_list.html", {"rows": rows, "plain": plain, "actions": has_actions, "at": _now(context)}
    )


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], *, parameter: str = "page") -> SafeString:
    """`{% pagination page %}`: links to the pages of a list that keep every filter in the address."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def url(number: int | str) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    items = [
        {"number": number, "current": number == page.number, "url": url(number)}
        if isinstance(number, int)
        else {"number": None}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return render_to_string(
        "ui/_pagination.html",
        {"page": page, "items": items, "previous": url(page.number - 1), "next": url(page.number + 1)},
    )


@register.simple_tag
def money(pence: int | None) -> str:
    """`{% money 123456 %}` is £1,234.56."""
    return "" if pence is None else words.money(pence)


@register.simple_tag(takes_context=True)
def when(context: Context, value: datetime | date | None) -> SafeString:
    """`{% when concern.due_at %}`: "4:20pm today"; a plain date: "24 November 2026"."""
    if value is None or value == "":
        return SafeString("")
    now = _now(context)
    text = words.when(value, at=now) if isinstance(value, datetime) else words.calendar_day(value)
    return _time(value, text)


@register.simple_tag(takes_context=True)
def ago(context: Context, value: datetime | None) -> SafeString:
    """`{% ago event.at %}`: "3 hours ago", with the exact time behind it."""
    return _time(value, words.ago(value, at=_now(context))) if value else SafeString("")


@register.simple_tag(takes_context=True)
def due(context: Context, value: datetime | None, *, capital: bool = False) -> SafeString:
    """`{% due clock.due_at %}`: "due in 3 hours, by 4:20pm today"; `capital=True` where it begins a cell."""
    if not value:
        return SafeString("")
    text = words.due(value, at=_now(context))
    return _time(value, text[:1].upper() + text[1:] if capital else text)


@register.inclusion_tag("ui/_clock.html", takes_context=True)
def clock_line(context: Context, clock: Any, *, large: bool = False) -> dict[str, Any]:
    """`{% clock_line clock %}`: the clock that matters most, in words; shape `shapes.ClockLine`."""
    due_at = _get(clock, "due_at")
    now = _now(context)
    ended = _get(clock, "met_at")
    late = bool(due_at) and ((ended or now) > due_at) and not (_get(clock, "paused") and not ended)
    left = due_at - now if due_at else None
    return {
        "clock": clock,
        "at": now,
        "late": late,
        "soon": bool(left is not None and not late and not ended and left.total_seconds() < 2 * 3600),
        "span": words.span(now - due_at) if due_at else "",
        "large": large,
    }


@register.simple_tag
def allowed_acts(acts: Iterable[Any]) -> list[Any]:
    """The acts of `ui/_next.html` that may be done now, in their order."""
    return [act for act in acts or () if not _get(act, "why_not")]


@register.simple_tag
def refused_acts(acts: Iterable[Any]) -> list[Any]:
    """The acts that may not be done yet, each with its reason."""
    return [act for act in acts or () if _get(act, "why_not")]


@register.simple_tag
def chosen_options(facets: Iterable[Facet]) -> list[FacetOption]:
    """Every answer turned on in the filters of a list."""
    return [option for facet in facets or () for option in facet.current]


@register.simple_tag(takes_context=True)
def printed_at(context: Context) -> str:
    """The moment in full, for the foot of a printed page: "24 November 2026, 1:20pm"."""
    now = _now(context)
    return f"{words.calendar_day(now)}, {words.clock_time(now)}"


@register.simple_tag(takes_context=True)
def idle_attributes(context: Context) -> SafeString:
    """What the script on the body must know to warn before time-out; nothing for somebody not signed in."""
    user = context.get("user")
    seconds = context.get("idle_seconds") or getattr(settings, "SESSION_IDLE_SECONDS", 0)
    if not seconds or not getattr(user, "is_authenticated", False):
        return SafeString("")
    keep_alive = context.get("keep_alive_url") or _address("web:still_here")
    return format_html(
        ' data-idle-seconds="{}" data-keep-alive="{}" data-viewer="{}"', seconds, keep_alive, views.viewer_key(user)
    )


def _address(name: str) -> str:
    """A page's address by name, or nothing where an installation (or a test) has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("ui/_chart.html")
def chart(chart: Chart, *, csv_url: str = "", open: bool = False) -> dict[str, Any]:
    """`{% chart figure csv_url=address %}`: the picture, the table of its numbers under it, and the file of them."""
    return {"chart": chart, "svg": mark_safe(chart.svg), "table": chart.table, "csv_url": csv_url, "open": open}


@register.inclusion_tag("ui/_table.html")
def figures(table: Table, *, csv_url: str = "") -> dict[str, Any]:
    """`{% figures table csv_url=address %}`: a table of figures whose gaps say what they are."""
    return {"table": table, "csv_url": csv_url}


def _time(value: datetime | date, text: str) -> SafeString:
    machine = value.astimezone(words.LONDON) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', machine.isoformat(), text)


def _now(context: Context) -> datetime:
    """The page's own moment, so that every time on it agrees; the clock when the view gave none."""
    for name in ("at", "now"):
        if isinstance(moment := context.get(name), datetime):
            return moment
    return timezone.now()


def _get(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else getattr(row, name, None)
