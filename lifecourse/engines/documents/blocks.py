"""What a document is made of: sections of blocks, blocks of inlines, figures with a number that leads to their note."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Inline:
    """A run of words. `note` is the number of the figure that it shows; 0 where it shows none."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    note: int = 0


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what is shown, what a screen reader says if that is a sign, and the height on a chart."""

    shown: str
    said: str = ""
    note: int = 0
    plotted: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Placed:
    """A table, drawn as a chart as well if `chart`. `rows`: a label and cells under all columns but the first."""

    number: int
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    chart: bool = False
    source: str = ""

    @property
    def signs(self) -> list[tuple[str, str]]:
        """The signs that it uses, each with its meaning, in order of first use."""
        return list({cell.shown: cell.said for _, cells in self.rows for cell in cells if cell.said}.items())


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, quotation, list item or placed table. `depth`: level of a heading, nesting of an item.

    `kind`: "paragraph", "heading", "item", "numbered", "quote", "placed". `first`: a numbered list begins here.
    """

    kind: str
    inlines: tuple[Inline, ...] = ()
    depth: int = 0
    placed: Placed | None = None
    first: bool = False


@dataclass(frozen=True)
class Part:
    """A section."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Note:
    """Where a figure is from: its number in the document, what it is, and what there is to say of it."""

    number: int
    key: str
    title: str
    shown: str
    facts: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        return f"figure-{self.number}"


@dataclass(frozen=True)
class Document:
    """A whole report. `before`: paragraphs on the cover; `reasons` and `changes` are printed at the end, if any."""

    title: str
    subtitle: str
    edition: str
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    before: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def placed(self) -> tuple[Placed, ...]:
        return tuple(b.placed for part in self.parts for b in part.blocks if b.placed is not None)
