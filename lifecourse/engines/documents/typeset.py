"""A document as a tagged PDF (PDF/UA-1, ISO 14289-1), set by Typst with its own fonts; the same on every machine."""

import json
from collections.abc import Mapping
from datetime import datetime

from .blocks import Block, Document, Inline, Note, Placed

_FRAME = """
#set document(title: {title}, date: auto)
#let foot = context align(center, text(9pt)[#{running} #h(1em) Page #counter(page).display()])
#set page(paper: "a4", margin: (x: 2.2cm, y: 2.4cm), numbering: "1", footer: foot)
#set text(lang: "en", region: "GB", size: 11pt)
#set par(leading: 0.7em, spacing: 1.1em)
#set heading(numbering: none)
#show heading.where(level: 1): set text(22pt)
#show heading.where(level: 2): set text(15pt)
#show heading: set block(above: 1.6em, below: 0.8em)
#show link: set text(fill: rgb("#0f3d4c"))
#set table(stroke: (x, y) => (bottom: 0.5pt + luma(160)), inset: (x: 5pt, y: 4.5pt))
#let fig(n, body) = link(label("figure-" + str(n)))[#body#super("[" + str(n) + "]")]
"""


def pdf(document: Document, pictures: Mapping[int, str], *, made_at: datetime) -> bytes:
    """The document as PDF. `pictures`: the SVG of each chart by its number; `made_at` stands in the file's own data."""
    import typst

    def set_as(text: str) -> bytes:
        made = typst.compile(
            text.encode(),
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=made_at.replace(microsecond=0),
            ignore_system_fonts=True,
        )
        return bytes(made)

    text = source(document, pictures)
    try:
        return set_as(text)
    except typst.TypstError:
        # PDF/UA refuses a sign that its font does not have (an emoji, say): better a question mark than no report.
        plain = "".join(c if c < "\u0530" or "\u1e00" <= c < "\u2300" else "?" for c in text)
        return set_as(plain)


def _text(words: str) -> str:
    """Words as a string of Typst's: nothing in them is markup, and what cannot be printed is left out."""
    kept = "".join(c for c in words if c.isprintable() or c == "\n")
    return json.dumps(kept, ensure_ascii=False)


def source(document: Document, pictures: Mapping[int, str]) -> str:
    """The document in Typst's own words."""
    out = [_FRAME.format(title=_text(f"{document.title}. {document.subtitle}"), running=_text(document.title))]
    out.append(f"#title({_text(document.title)})\n#text(14pt, {_text(document.subtitle)})\n")
    out += [f"#par({_text(words)})" for words in (document.edition, *document.before)]
    out.append('#outline(title: "Contents", depth: 1)\n#pagebreak()')
    for part in document.parts:
        out.append(f"#heading(level: 1, {_text(part.title)})")
        out.append(_blocks(part.blocks, pictures))
    if document.reasons:
        out.append('#heading(level: 1, "What does not add up, and why it stays")')
        out += [f"*#{_text(what)}* #linebreak() #{_text(why)}\n" for what, why in document.reasons]
    if document.changes:
        out.append('#heading(level: 1, "What changed since the last edition")')
        out += [f"- #{_text(change)}" for change in document.changes]
    if document.notes:
        out.append('#heading(level: 1, "Where the figures are from")')
        out += [_note(note) for note in document.notes]
    return "\n\n".join(out)


def _blocks(blocks: tuple[Block, ...], pictures: Mapping[int, str]) -> str:
    out = []
    previous = None
    for block in blocks:
        body = "".join(_inline(one) for one in block.inlines)
        if block.placed is not None:
            out.append(_placed(block.placed, pictures.get(block.placed.number, "")))
        elif block.kind == "heading":
            out.append(f"#heading(level: {block.depth + 1})[{body}]")
        elif block.kind in {"item", "numbered"}:
            mark = "+" if block.kind == "numbered" else "-"
            line = f"{'  ' * (block.depth - 1)}{mark} {body}"
            if previous is not None and previous.kind in {"item", "numbered"} and not block.first:
                out[-1] += "\n" + line  # one list, and not a list for each item
            else:
                out.append(line)
        elif block.kind == "quote":
            out.append(f"#quote(block: true)[{body}]")
        else:
            out.append(body)
        previous = block
    return "\n\n".join(out)


def _inline(one: Inline) -> str:
    words = f"#{_text(one.text)}"
    if one.note:
        return f"#fig({one.note})[{words}]"
    if one.href.startswith(("http", "mailto:")):
        words = f"#link({_text(one.href)})[{words}]"
    words = f"#emph[{words}]" if one.emphasis else words
    return f"#strong[{words}]" if one.strong else words


def _placed(placed: Placed, svg: str) -> str:
    title = f"Table {placed.number}: {placed.title}"
    head = ", ".join(f"[*#{_text(column)}*]" if column else "[]" for column in placed.columns)
    cells = []
    for label, row in placed.rows:
        cells.append(f"[#{_text(label)}]")
        for cell in row:
            words = f"#{_text(cell.shown)}"
            cells.append(f"[#fig({cell.note})[{words}]]" if cell.note else f"[{words}]")
    width = len(placed.columns)
    table = (
        f"#table(columns: (2.2fr,) + (1fr,) * {width - 1}, align: (left,) + (right,) * {width - 1}, "
        f"table.header(repeat: true, {head}), {', '.join(cells)})"
    )
    out = []
    if svg:
        alt = _text(f"Chart of {placed.title}. The numbers are in the table under it.")
        out.append(f'#image(bytes({_text(svg)}), format: "svg", width: 100%, alt: {alt})')
    out.append(f"#block(sticky: true, above: 1.4em, strong({_text(title)}))")
    out.append(table)
    small = "; ".join(f"{sign} {said}" for sign, said in placed.signs)
    if small:
        out.append(f"#text(9pt, {_text(small)})")
    if placed.source:
        out.append(f"#text(9pt, {_text(f'Source: {placed.source}')})")
    return "\n\n".join(out)


def _note(note: Note) -> str:
    facts = "; ".join(f"{key}: {value}" for key, value in note.facts)
    words = _text(f"{note.number}. {note.title}: {note.shown}. {facts}")
    return f"#block(spacing: 0.8em)[#text(9pt, {words})] <{note.anchor}>"
