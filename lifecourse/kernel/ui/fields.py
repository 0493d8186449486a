"""Maps one field of a Django form to the GOV.UK component that shows it."""

from dataclasses import dataclass, field

from django import forms
from django.forms import BoundField, widgets

from lifecourse.kernel.ui.error_words import error_texts
from lifecourse.kernel.ui.forms import PARTS, DateWidget

_WIDTHS = {"day": "2", "month": "2", "year": "4"}


@dataclass(frozen=True)
class Option:
    """One choice of a radio group, checkbox group or select list."""

    id: str
    value: str
    label: str
    chosen: bool
    hint: str = ""
    exclusive: bool = False
    reveals: BoundField | None = None


@dataclass(frozen=True)
class Part:
    """One box of a date."""

    id: str
    name: str
    label: str
    value: str
    width: str
    wrong: bool
    autocomplete: str


@dataclass(frozen=True)
class Component:
    """All that a template in `ui/field/` needs, worked out before it."""

    kind: str
    id: str
    name: str
    label: str
    hint: str
    error: str
    value: str
    described_by: str
    required: bool
    attrs: dict[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    parts: tuple[Part, ...] = ()
    limit: int | None = None
    multiple: bool = False


def component(bound: BoundField, *, label: str = "", hint: str = "", optional: bool | None = None) -> Component:
    """The component for a bound field.

    A field that may be left empty says "(optional)", unless its form says `mark_optional = False` (drafts, searches).
    The widget may carry `option_hints` {value: text}, `exclusive` {values} and `reveals` {value: name of another
    field of the same form}.
    """
    widget = bound.field.widget
    kind = _kind(widget)
    hint = hint or str(bound.help_text or "")
    id_ = bound.auto_id or f"id_{bound.html_name}"
    error = _first_error(bound)
    limit = getattr(bound.field, "max_length", None) if kind == "textarea" else None
    if optional is None:
        optional = not bound.field.required and kind != "checkbox" and getattr(bound.form, "mark_optional", True)
    label = label or str(bound.label or "")
    options, groups = _options(bound, id_) if kind in {"radios", "checkboxes", "select"} else ((), ())
    return Component(
        kind=kind,
        id=id_,
        name=bound.html_name,
        label=f"{label} (optional)" if optional and label else label,
        hint=hint,
        error=error,
        value=_text(bound),
        described_by=" ".join(
            filter(
                None,
                [f"{id_}-info" if limit else "", f"{id_}-hint" if hint else "", f"{id_}-error" if error else ""],
            )
        ),
        required=bound.field.required,
        attrs=_attrs(widget, kind),
        options=options,
        groups=groups,
        parts=_parts(bound, id_) if kind == "date" else (),
        limit=limit,
        multiple=bool(getattr(widget, "allow_multiple_selected", False)),
    )


def error_target(bound: BoundField) -> str:
    """The id an error summary links to: the first control of the field, or the part of a date that is wrong."""
    id_ = bound.auto_id or f"id_{bound.html_name}"
    if isinstance(bound.field.widget, DateWidget):
        return next((part.id for part in _parts(bound, id_) if part.wrong), f"{id_}_day")
    return id_


def _kind(widget: widgets.Widget) -> str:
    kinds: tuple[tuple[type[widgets.Widget], str], ...] = (
        (DateWidget, "date"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.SelectMultiple, "checkboxes"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
        (forms.PasswordInput, "password"),
        (widgets.Input, "input"),
    )
    if isinstance(widget, forms.MultipleHiddenInput) or widget.is_hidden:
        return "hidden"
    for type_, kind in kinds:
        if isinstance(widget, type_):
            return kind
    raise TypeError(f"{{% field %}} has no component for the widget {type(widget).__name__}.")


def _first_error(bound: BoundField) -> str:
    texts = error_texts(bound)
    return texts[0] if texts else ""


def _text(bound: BoundField) -> str:
    """The value as text; a password or a file is never sent back."""
    widget = bound.field.widget
    if isinstance(widget, forms.PasswordInput | forms.FileInput | forms.MultiWidget):
        return ""
    value = widget.format_value(bound.value())
    return value if isinstance(value, str) else ""


def _attrs(widget: widgets.Widget, kind: str) -> dict[str, str]:
    """Attributes that pass through to the control; what the component sets itself, and style, do not."""
    attrs = {
        name: "" if value is True else str(value)
        for name, value in widget.attrs.items()
        if value is not False and value is not None and name not in {"id", "class", "style", "rows", "cols"}
    }
    if kind == "textarea":
        attrs.pop("maxlength", None)  # the character count warns; cutting pasted text short without a word loses facts
    if kind != "input":
        return attrs
    type_ = str(widget.input_type) if isinstance(widget, widgets.Input) and widget.input_type else "text"
    # A number box drops what it does not understand and changes under a mouse wheel, so numbers are typed as text.
    defaults = {
        "number": {"type": "text", "inputmode": "numeric"},
        "email": {"type": "email", "autocomplete": "email", "spellcheck": "false"},
        "tel": {"type": "tel", "autocomplete": "tel"},
        "search": {"type": "search"},
        "url": {"type": "url"},
    }.get(type_, {"type": "text"})
    if type_ == "number":
        attrs = {name: value for name, value in attrs.items() if name not in {"min", "max", "step"}}
    return {**defaults, **attrs}


def _options(bound: BoundField, id_: str) -> tuple[tuple[Option, ...], tuple[tuple[str, tuple[Option, ...]], ...]]:
    widget = bound.field.widget
    assert isinstance(widget, widgets.ChoiceWidget)
    hints: dict[str, str] = getattr(widget, "option_hints", {})
    exclusive: set[str] = getattr(widget, "exclusive", set())
    reveals: dict[str, str] = getattr(widget, "reveals", {})
    is_select = isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple)
    value = widget.format_value(bound.value()) or []
    flat: list[Option] = []
    groups: list[tuple[str, tuple[Option, ...]]] = []
    for name, subwidgets, _index in widget.optgroups(bound.html_name, value):
        made: list[Option] = []
        for choice in subwidgets:
            text = str(choice["value"])
            if not text and not is_select:
                continue  # the empty "---------" means nothing beside a radio button
            option = Option(
                id=id_ if not flat else f"{id_}-{len(flat) + 1}",
                value=text,
                label=str(choice["label"]),
                chosen=bool(choice["selected"]),
                hint=str(hints.get(text, "")),
                exclusive=text in exclusive,
                reveals=bound.form[reveals[text]] if text in reveals else None,
            )
            flat.append(option)
            made.append(option)
        groups.append((str(name or ""), tuple(made)))
    return tuple(flat), tuple(groups)


def _parts(bound: BoundField, id_: str) -> tuple[Part, ...]:
    widget = bound.field.widget
    assert isinstance(widget, DateWidget)
    value = bound.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    errors = bound.form.errors.get(bound.name)
    codes = {error.code for error in errors.as_data()} if errors else set()
    whole = bool(codes) and not codes & set(PARTS)
    birthday = widget.attrs.get("autocomplete") == "bday"
    return tuple(
        Part(
            id=f"{id_}_{part}",
            name=f"{bound.html_name}_{part}",
            label=part.title(),
            value=str(values[index] or ""),
            width=_WIDTHS[part],
            wrong=whole or part in codes,
            autocomplete=f"bday-{part}" if birthday else "",
        )
        for index, part in enumerate(PARTS)
    )
