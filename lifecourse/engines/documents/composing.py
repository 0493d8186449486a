"""Composes a document: Markdown into blocks, references into figures with the number of their note. No HTML passes."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import Kind
from lifecourse.engines.prose import Reference, read_references, show
from lifecourse.engines.prose.references import with_unit

from .blocks import Block, Cell, Document, Inline, Note, Part, Placed

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Stand in the Markdown where a reference stood, so that nothing of a figure can be taken for Markdown.
_OPEN, _CLOSE = "\ue000", "\ue001"
HIDDEN = ("c", "hidden so that nobody can be recognised")
SIGNS = {
    Kind.ROUNDS_TO_ZERO: ("k", "rounds to nought"),
    Kind.SUPPRESSED: HIDDEN,
    Kind.UNAVAILABLE: ("..", "not available"),
    Kind.NOT_APPLICABLE: ("–", "not applicable"),
    Kind.BLANK: ("[blank]", "left blank"),
}
_SAFE = ("https://", "http://", "mailto:", "#", "/")
# What `{table: …}` and `{chart: …}` name: title, columns, rows of keys ("" is no figure), source; or why there is none.
Lay = Callable[[str], tuple[str, tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...], str] | str]


@lru_cache(maxsize=1)
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence", "html_block", "html_inline"])


@dataclass
class _Composer:
    figures: Mapping[str, Figure]
    hidden: Collection[str]
    lay: Lay
    facts: Callable[[Figure], tuple[tuple[str, str], ...]]
    numbers: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    tables: int = 0

    def number_of(self, figure: Figure) -> int:
        """The number of a figure's note: its first place in the document, the same wherever it stands again."""
        if figure.key not in self.numbers:
            self.numbers[figure.key] = len(self.notes) + 1
            title = f"{figure.title}, {figure.period}"
            self.notes.append(Note(len(self.notes) + 1, figure.key, title, self._shown(figure), self.facts(figure)))
        return self.numbers[figure.key]

    def _is_hidden(self, figure: Figure) -> bool:
        return figure.key in self.hidden or figure.value.kind is Kind.SUPPRESSED

    def _shown(self, figure: Figure) -> str:
        if self._is_hidden(figure):
            return HIDDEN[1]
        return show(_reference(figure.key), {figure.key: figure}).text

    def _derived(self, one: Reference, figures: tuple[Figure, ...], text: str, how: str) -> int:
        """A note of its own for what is worked out of two figures: the working, and where each of the two is from."""
        if one.raw not in self.numbers:
            self.numbers[one.raw] = len(self.notes) + 1
            at = len(self.notes)
            self.notes.append(Note(at + 1, one.raw[1:-1], one.word.capitalize(), text, ()))
            parts = tuple(
                (f"Figure {number}", f"{f.title}, {f.period}: {self._shown(f)}")
                for f in figures
                for number in (self.number_of(f),)
            )
            facts = ((("Working", how),) if how and not any(self._is_hidden(f) for f in figures) else ()) + parts
            self.notes[at] = Note(at + 1, one.raw[1:-1], one.word.capitalize(), text, facts)
        return self.numbers[one.raw]

    def inline(self, one: Reference) -> Inline:
        shown = show(one, self.figures)
        if shown.problem:
            return Inline(shown.text, strong=True)
        hidden = any(self._is_hidden(figure) for figure in shown.figures)
        text = HIDDEN[1] if hidden else shown.text
        if len(shown.figures) == 1:
            return Inline(text, note=self.number_of(shown.figures[0]))
        return Inline(text, note=self._derived(one, shown.figures, text, shown.how))

    def cell(self, key: str) -> Cell:
        figure = self.figures.get(key)
        if figure is None:
            return Cell(*SIGNS[Kind.UNAVAILABLE])
        note = self.number_of(figure)
        if key in self.hidden:
            return Cell(*HIDDEN, note=note, hidden=True)
        if figure.value.number is None:
            shown, said = SIGNS[figure.value.kind]
            return Cell(shown, said, note, hidden=figure.value.kind is Kind.SUPPRESSED)
        # Pounds stand in the cell; every other unit stands in the caption or at the head.
        text = with_unit(figure.value.shown(figure.decimals), "£" if figure.unit == "£" else "")
        return Cell(text, note=note, plotted=float(figure.value.number))

    def placed(self, one: Reference) -> Block:
        found = one.problem or self.lay(one.keys[0])
        if isinstance(found, str):
            return Block("paragraph", (Inline(f"[{one.raw[1:-1]}: {found}]", strong=True),))
        title, columns, rows, source = found
        self.tables += 1
        made = tuple((label, tuple(self.cell(key) for key in keys)) for label, keys in rows)
        return Block("placed", placed=Placed(self.tables, title, columns, made, one.word == "chart", source))

    def blocks(self, words: str) -> tuple[Block, ...]:
        plain = words.replace(_OPEN, "").replace(_CLOSE, "").replace("\r\n", "\n")
        references, pieces, at = read_references(plain), [], 0
        for number, one in enumerate(references):
            pieces += [plain[at : one.start], f"{_OPEN}{number}{_CLOSE}"]
            at = one.end
        text = "".join([*pieces, plain[at:]])
        return tuple(self._walk(_markdown().parse(text), references))

    def _walk(self, tokens: "list[Token]", references: tuple[Reference, ...]) -> Iterable[Block]:
        lists: list[str] = []
        quoted = 0
        heading = last = 0
        fresh: set[int] = set()
        for token in tokens:
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                lists.append("numbered" if token.type.startswith("ordered") else "item")
                fresh.add(len(lists))
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                lists.pop()
            elif token.type == "blockquote_open":
                quoted += 1
            elif token.type == "blockquote_close":
                quoted -= 1
            elif token.type == "heading_open":
                # A section's own title is a level of its own above: "#" begins below it. No level is passed over, for
                # whoever is read to finds their way by them.
                heading = last = min(int(token.tag[1]), 3, last + 1)
            elif token.type == "inline":
                alone = token.content.strip()
                if alone.startswith(_OPEN) and alone.endswith(_CLOSE) and alone[1:-1].isdigit():
                    one = references[int(alone[1:-1])]
                    if one.is_placed:
                        yield self.placed(one)
                        continue
                inlines = tuple(self._inlines(token.children or [], references))
                kind = "heading" if heading else lists[-1] if lists else "quote" if quoted else "paragraph"
                depth = heading or len(lists)
                yield Block(kind, inlines, depth, first=kind == "numbered" and depth in fresh)
                fresh.discard(len(lists))
                heading = 0

    def _inlines(self, tokens: "list[Token]", references: tuple[Reference, ...]) -> Iterable[Inline]:
        strong = emphasis = 0
        href = ""
        for token in tokens:
            if token.type == "strong_open":
                strong += 1
            elif token.type == "strong_close":
                strong -= 1
            elif token.type == "em_open":
                emphasis += 1
            elif token.type == "em_close":
                emphasis -= 1
            elif token.type == "link_open":
                address = str(token.attrs.get("href", ""))
                href = address if address.startswith(_SAFE) and not address.startswith("//") else ""
            elif token.type == "link_close":
                href = ""
            elif token.type in {"softbreak", "hardbreak"}:
                yield Inline(" ")
            elif token.content:
                yield from self._words(token.content, references, bool(strong), bool(emphasis), href)

    def _words(
        self, text: str, references: tuple[Reference, ...], strong: bool, emphasis: bool, href: str
    ) -> Iterable[Inline]:
        for number, piece in enumerate(text.split(_OPEN)):
            if number == 0:
                before, rest = "", piece
            else:
                before, _, rest = piece.partition(_CLOSE)
            if before.isdigit():
                one = references[int(before)]
                # A table in the middle of a sentence has no place there.
                yield (
                    Inline(f"[{one.raw[1:-1]}: stands alone in a paragraph]", True)
                    if one.is_placed
                    else self.inline(one)
                )
            if rest:
                yield Inline(rest, strong, emphasis, href)


def _reference(key: str) -> Reference:
    return Reference("figure", (key,), f"{{{key}}}", 0, 0)


def compose(
    *,
    title: str,
    subtitle: str,
    edition: str,
    sections: Iterable[tuple[str, str, str]],
    figures: Mapping[str, Figure],
    lay: Lay,
    facts: Callable[[Figure], tuple[tuple[str, str], ...]],
    hidden: Collection[str] = (),
    before: tuple[str, ...] = (),
    reasons: tuple[tuple[str, str], ...] = (),
    changes: tuple[str, ...] = (),
) -> Document:
    """A document of sections (code, title, words). `hidden`: keys whose numbers are not to be seen or worked back.

    What is worked out from a hidden figure is hidden too. `facts` says of a figure where it is from.
    """
    composer = _Composer(figures, hidden, lay, facts)
    parts = tuple(Part(code, name, composer.blocks(words)) for code, name, words in sections)
    return Document(title, subtitle, edition, parts, tuple(composer.notes), before, reasons, changes)
