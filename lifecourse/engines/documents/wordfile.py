"""A document as DOCX, for those who must edit it: real headings, tables with a heading row, notes at the end."""

import io
from collections.abc import Mapping
from typing import Any

from .blocks import Block, Document, Inline, Placed


def docx(document: Document, pictures: Mapping[int, str]) -> bytes:
    """The document as a Word file. `pictures`: the SVG of each chart by its number; Word is given it as a picture."""
    from docx import Document as new

    made = new()
    made.core_properties.title = f"{document.title}. {document.subtitle}"
    made.core_properties.language = "en-GB"
    made.core_properties.author = made.core_properties.comments = ""
    made.add_heading(document.title, 0)
    for words in (document.subtitle, document.edition, *document.before):
        made.add_paragraph(words)
    for part in document.parts:
        made.add_heading(part.title, 1)
        for block in part.blocks:
            _block(made, block, pictures)
    if document.reasons:
        made.add_heading("What does not add up, and why it stays", 1)
        for what, why in document.reasons:
            paragraph = made.add_paragraph()
            paragraph.add_run(f"{what} ").bold = True
            paragraph.add_run(why)
    if document.changes:
        made.add_heading("What changed since the last edition", 1)
        for change in document.changes:
            made.add_paragraph(change, style="List Bullet")
    if document.notes:
        made.add_heading("Where the figures are from", 1)
        for note in document.notes:
            facts = "; ".join(f"{key}: {value}" for key, value in note.facts)
            made.add_paragraph(f"{note.number}. {note.title}: {note.shown}. {facts}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _block(made: Any, block: Block, pictures: Mapping[int, str]) -> None:
    if block.placed is not None:
        _placed(made, block.placed, pictures.get(block.placed.number, ""))
        return
    if block.kind == "heading":
        paragraph = made.add_heading("", min(block.depth + 1, 4))
    else:
        deep = f" {block.depth}" if 1 < block.depth < 4 else ""
        style = {"item": f"List Bullet{deep}", "numbered": f"List Number{deep}", "quote": "Intense Quote"}
        paragraph = made.add_paragraph(style=style.get(block.kind))
    for one in block.inlines:
        _inline(paragraph, one)


def _clean(words: str) -> str:
    """Without what no XML may hold."""
    return "".join(c for c in words if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))


def _inline(paragraph: Any, one: Inline) -> None:
    words = f"{one.text} ({one.href})" if one.href else one.text
    run = paragraph.add_run(_clean(words))
    run.bold, run.italic = one.strong or None, one.emphasis or None
    if one.note:
        paragraph.add_run(f"[{one.note}]").font.superscript = True


def _placed(made: Any, placed: Placed, svg: str) -> None:
    if svg:
        import vl_convert
        from docx.shared import Cm

        picture = made.add_picture(io.BytesIO(vl_convert.svg_to_png(svg, scale=1.5)), width=Cm(16))
        said = picture._inline.docPr
        said.set("descr", f"Chart of {placed.title}. The numbers are in the table under it.")
        said.set("title", placed.title)
    made.add_paragraph(f"Table {placed.number}: {placed.title}", style="Caption")
    table = made.add_table(rows=1 + len(placed.rows), cols=len(placed.columns), style="Table Grid")
    for cell, column in zip(table.rows[0].cells, placed.columns, strict=True):
        cell.text = _clean(column)
    _heads(table.rows[0])
    for row, (label, cells) in zip(table.rows[1:], placed.rows, strict=True):
        shown = row.cells
        shown[0].text = _clean(label)
        for place, cell in zip(shown[1:], cells, strict=True):
            place.text = cell.shown
            if cell.note:
                place.paragraphs[0].add_run(f"[{cell.note}]").font.superscript = True
    small = "; ".join(f"{sign} {said}" for sign, said in placed.signs)
    if small or placed.source:
        made.add_paragraph("; ".join(filter(None, [small, f"Source: {placed.source}" if placed.source else ""])))


def _heads(row: Any) -> None:
    """Say that a row heads its table: it is repeated on each page, and read out as what it is."""
    from docx.oxml import OxmlElement

    mark = OxmlElement("w:tblHeader")
    mark.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", "true")
    row._tr.get_or_add_trPr().append(mark)
