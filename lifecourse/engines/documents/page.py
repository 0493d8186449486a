"""A document as the body of a web page: GOV.UK classes, each figure a link to its note, tables that say their gaps."""

from collections.abc import Mapping
from html import escape

from .blocks import Block, Cell, Document, Inline, Note, Placed

_HEADINGS = {1: ("h3", "m"), 2: ("h4", "s"), 3: ("h5", "s")}


def parts_html(document: Document, pictures: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """Code, title and HTML of each section. `pictures`: each chart's SVG by its number. Safe: escaped."""
    return [(part.code, part.title, _blocks(part.blocks, pictures)) for part in document.parts]


def _blocks(blocks: tuple[Block, ...], pictures: Mapping[int, str]) -> str:
    out: list[str] = []
    open_lists: list[str] = []

    def close(to: int) -> None:
        while len(open_lists) > to:
            out.append(f"</li></{open_lists.pop()}>")

    for block in blocks:
        if block.kind in {"item", "numbered"}:
            tag = "ol" if block.kind == "numbered" else "ul"
            if len(open_lists) > block.depth or (len(open_lists) == block.depth and open_lists[-1] != tag):
                close(block.depth if len(open_lists) > block.depth else block.depth - 1)
            if len(open_lists) == block.depth:
                out.append("</li>")
            while len(open_lists) < block.depth:
                look = "number" if tag == "ol" else "bullet"
                out.append(f'<{tag} class="govuk-list govuk-list--{look}">')
                open_lists.append(tag)
            out.append(f"<li>{_inlines(block.inlines)}")
            continue
        close(0)
        if block.placed is not None:
            out.append(placed_html(block.placed, pictures.get(block.placed.number, "")))
        elif block.kind == "heading":
            tag, size = _HEADINGS[min(block.depth, 3)]
            out.append(f'<{tag} class="govuk-heading-{size}">{_inlines(block.inlines)}</{tag}>')
        elif block.kind == "quote":
            out.append(f'<blockquote class="govuk-inset-text">{_inlines(block.inlines)}</blockquote>')
        else:
            out.append(f'<p class="govuk-body">{_inlines(block.inlines)}</p>')
    close(0)
    return "".join(out)


def _inlines(inlines: tuple[Inline, ...]) -> str:
    return "".join(_inline(one) for one in inlines)


def _inline(one: Inline) -> str:
    text = escape(one.text)
    if one.note:
        return f'<a class="govuk-link lc-figure" href="#figure-{one.note}">{text}</a>'
    if one.href:
        text = f'<a class="govuk-link" href="{escape(one.href)}">{text}</a>'
    text = f"<em>{text}</em>" if one.emphasis else text
    return f"<strong>{text}</strong>" if one.strong else text


def _cell(cell: Cell) -> str:
    shown = escape(cell.shown)
    if cell.said:
        shown = f'<span aria-hidden="true">{shown}</span><span class="govuk-visually-hidden">{escape(cell.said)}</span>'
    if cell.note:
        shown = f'<a class="govuk-link lc-figure" href="#figure-{cell.note}">{shown}</a>'
    return f'<td class="lc-number">{shown}</td>'


def placed_html(placed: Placed, svg: str) -> str:
    """A table, under its chart if it has one."""
    title = escape(placed.title)
    head = "".join(
        f'<th scope="col"{"" if i == 0 else " class=lc-number"}>{escape(column)}</th>' if column else "<td></td>"
        for i, column in enumerate(placed.columns)
    ).replace("class=lc-number", 'class="lc-number"')
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{"".join(_cell(cell) for cell in cells)}</tr>'
        for label, cells in placed.rows
    )
    table = (
        f'<div class="lc-scroll" tabindex="0" role="group" aria-label="Table {placed.number}: {title}">'
        f'<table class="lc-table lc-table--figures"><caption>Table {placed.number}: {title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if placed.signs:
        signs = "; ".join(f"<strong>{escape(sign)}</strong> {escape(said)}" for sign, said in placed.signs)
        table += f'<p class="govuk-body-s lc-muted">{signs}</p>'
    if placed.source:
        table += f'<p class="govuk-body-s lc-muted">Source: {escape(placed.source)}</p>'
    if not svg:
        return table
    return (
        f'<div class="lc-chart__picture" tabindex="0" role="group" aria-label="Chart {placed.number}: {title}">'
        f"{svg}</div>{table}"
    )


def notes_html(notes: tuple[Note, ...], more: Mapping[str, str] | None = None) -> str:
    """Where each figure is from, in the order of first use, with an anchor. `more`: an address by a note's key."""
    out = []
    for note in notes:
        facts = ". ".join(
            f"{escape(key)}: {escape(value).rstrip('.')}" for key, value in (*note.facts, ("Key", note.key))
        )
        address = (more or {}).get(note.key)
        link = (
            f' <a class="govuk-link" href="{escape(address)}">Follow this figure home'
            f'<span class="govuk-visually-hidden">: {escape(note.title)}</span></a>'
            if address
            else ""
        )
        out.append(
            f'<li class="lc-note" id="{note.anchor}" tabindex="-1">'
            f"<strong>{escape(note.title)}: {escape(note.shown)}</strong>. "
            f'<span class="lc-muted">{facts}.</span>{link}</li>'
        )
    return f'<ol class="govuk-list govuk-list--number govuk-body-s lc-notes">{"".join(out)}</ol>' if out else ""
