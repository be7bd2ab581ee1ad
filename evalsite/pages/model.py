"""The parts of a page, as values.

A page model knows neither HTML nor a language. Words are :class:`Message` (a key of the catalogue and
what goes into it) or :class:`Localised` (words from evalsite.yml); names from outside are :class:`Name`.
An ``href`` is an address from the site's root (``models/sft/``, ``benchmarks/mbpp/#m-sft``, ``""`` for
the home page) or a fragment of the same page (``#m-sft``); render makes it relative.

Tables are stored by column: a page may have a hundred thousand cells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, overload

from msgspec import Struct, field

from evalsite.metrics import Direction
from evalsite.verdicts import Mark, Verdict


class Name(Struct, frozen=True):
    """A name from outside, to be printed in ``<bdi>``: hostile until escaped.

    ``text`` is what is shown; ``full``, when it differs, is at hand in a title.
    """

    text: str
    full: str = ""
    href: str | None = None


class Number(Struct, frozen=True):
    """A number with the text that is shown for it."""

    text: str
    value: float


class Localised(Struct, frozen=True):
    """Words an author wrote in evalsite.yml: plain text by language; ``""`` holds the text for all others."""

    texts: Mapping[str, str]


class Literally(Struct, frozen=True):
    """A piece of data that is no name and has no language, such as a file's path; ``code`` sets it as code."""

    text: str
    code: bool = False


class Message(Struct, frozen=True):
    """Words of the catalogue. An argument ``count`` (an int) chooses between singular and plural.

    A tuple among the arguments is printed as a list of its members ("a, b and c").
    """

    key: str
    args: Mapping[str, "Text | int | tuple[Text, ...]"] = field(default_factory=dict)


class Link(Struct, frozen=True):
    """Words that lead somewhere."""

    text: "Text"
    href: str


Text = Message | Localised | Name | Number | Literally | Link
Args = dict[str, "Text | int | tuple[Text, ...]"]
"""The arguments of a message while they are put together."""
Sentences = tuple[Text, ...]
"""One after the other in one paragraph."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Shared(Sequence[T]):
    """Those of ``everything`` that stand at ``places``: what many pages show is one value, and printed once for all."""

    everything: Sequence[T]
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "Shared[T]": ...
    def __getitem__(self, index: int | slice) -> "T | Shared[T]":
        if isinstance(index, slice):
            return Shared(self.everything, self.places[index])
        return self.everything[self.places[index]]

    def __iter__(self) -> Iterator[T]:
        return iter([self.everything[place] for place in self.places])

    def some(self, members: Sequence[int]) -> "Shared[T]":
        """Those at the places ``members`` of this sequence."""
        return Shared(self.everything, [self.places[member] for member in members])


class RowHead(Struct, frozen=True, kw_only=True):
    """The first cell of a row, and the row's id. ``tags`` are small words beside the name ("reference")."""

    name: Text
    id: str | None = None
    tags: tuple[Text, ...] = ()
    baseline: bool = False


class NumberColumn(Struct, frozen=True, kw_only=True):
    """Numbers with their text; every sequence is as long as the table has rows.

    A missing value is None with the text ``""`` and no mark. ``marks`` and ``verdicts`` stand in ``data-mark`` and
    ``data-verdict``; a verdict is shown by colour, sign and a word for those who do not see it.
    ``hints`` are one per cell (a title, ``""`` for none), or None; ``errors`` are the standard errors that were
    reported with the values, as text, or None; ``intervals`` are the values' own, and stand instead of these. The marks
    in ``hollow`` rows are not surely earned, and tell whom their holders are not distinguishable from, where that is
    given. ``exact`` says that the texts read as numbers are the values, to the last digit.
    """

    key: str
    label: Text
    note: Text | None = None
    direction: Direction | None = None
    values: Sequence[float | None]
    texts: Sequence[str]
    marks: Sequence[Mark | None] | None = None
    verdicts: Sequence[Verdict | None] | None = None
    hints: Sequence[str] | None = None
    errors: Sequence[str] | None = None
    intervals: Sequence[str] | None = None
    hollow: Mapping[int, tuple[Text, ...]] = field(default_factory=dict)
    exact: bool = False
    kind: Literal["number"] = "number"


NOT_COMPARED = "not-compared"
"""The code of a cell of which nothing came out because the model was no candidate, though it has results."""


class CodeColumn(Struct, frozen=True, kw_only=True):
    """Verdicts, outcomes or categories without a number; the catalogue has the words (``<family>.<code>``).

    ``family`` is ``verdict``, ``outcome`` or ``category``. None is an empty cell ("no result"); besides the
    family's own codes there is :data:`NOT_COMPARED`.
    Each cell links to its reason when ``hrefs`` has one, a place on the ``page`` where that is given. Those marked in
    ``untested`` say that they are.
    """

    key: str
    label: Text
    family: Literal["verdict", "outcome", "category"]
    codes: Sequence[str | None]
    note: Text | None = None
    hrefs: Sequence[str | None] | None = None
    page: str = ""
    untested: Sequence[bool] | None = None
    kind: Literal["code"] = "code"


class TextColumn(Struct, frozen=True, kw_only=True):
    """Cells of words, names or counts; None is empty."""

    key: str
    label: Text
    texts: Sequence[Text | None]
    note: Text | None = None
    number: bool = False  # aligned as a number
    kind: Literal["text"] = "text"


class CountColumn(Struct, frozen=True, kw_only=True):
    """Counts with their denominators ("3 of 4"); a part of None is an empty cell."""

    key: str
    label: Text
    parts: Sequence[int | None]
    totals: Sequence[int]
    note: Text | None = None
    kind: Literal["count"] = "count"


Column = NumberColumn | CodeColumn | CountColumn | TextColumn


class Table(Struct, frozen=True, kw_only=True):
    """A table with a caption for those who do not see it, and a row header in each row.

    ``place`` is where on their pages the names of the rows lead to (``#m-sft``), beyond their own addresses.
    """

    id: str
    caption: Text
    head: Text
    rows: Sequence[RowHead]
    columns: Sequence[Column]
    place: str = ""
    kind: Literal["table"] = "table"


class Tick(Struct, frozen=True, kw_only=True):
    """A place on an axis, and what is written there."""

    value: float
    text: str


class Axis(Struct, frozen=True, kw_only=True):
    """One axis of a chart: from the value ``start`` (left or bottom) to ``end``, of which the smaller may be either.

    On a ``log`` axis all three of start, end and ticks are positive.
    """

    label: Text
    name: Text
    scale: Literal["linear", "log"]
    start: float
    end: float
    ticks: Sequence[Tick]


class Points(Struct, frozen=True, kw_only=True):
    """The points of a chart by column, each sequence as long as there are points; ``x_texts`` is how x is shown.

    A value beyond its axis is drawn at the edge, with its text beside it. ``x_ends`` and ``y_ends`` are the ends of the
    values' intervals, None for a value without one; empty when none has one.
    """

    names: Sequence[Name]
    x: Sequence[float]
    y: Sequence[float]
    x_texts: Sequence[str]
    y_texts: Sequence[str]
    x_ends: Sequence[tuple[float, float] | None] = ()
    y_ends: Sequence[tuple[float, float] | None] = ()


class Guide(Struct, frozen=True, kw_only=True):
    """A baseline that is no point: a line across the chart at each value it has."""

    label: Text
    x: float | None
    y: float | None


Sign = Literal["model", "front", "baseline", "reference", "guide", "interval"]


class Chart(Struct, frozen=True, kw_only=True):
    """Two metrics against each other, so that the top left is the better corner.

    ``front``, ``baselines`` and ``references`` are places in ``points``; the front's from the best x to the best y.
    ``description`` says what the drawing shows to those who do not see it; ``signs`` is the legend.
    """

    id: str
    title: Text
    notes: Sentences
    description: Sentences
    x: Axis
    y: Axis
    points: Points
    front: Sequence[int]
    baselines: Sequence[int]
    references: Sequence[int]
    guides: Sequence[Guide]
    signs: Sequence[tuple[Sign, Text]]
    kind: Literal["chart"] = "chart"


class Reasons(Struct, frozen=True, kw_only=True):
    """Why the members of a list are in it, on one metric: each one's difference, verdict, and tolerance."""

    metric: Text
    deltas: Sequence[str]
    verdicts: Sequence[Verdict]
    tolerances: Sequence[str]


class NameList(Struct, frozen=True, kw_only=True):
    """A category list: its id, what it means, and its members, whose names link to their rows; empty lists say so.

    The sequences of each of ``reasons`` are as long as ``names``.
    """

    id: str
    title: Text
    code: str
    family: Literal["category", "outcome"]
    names: Sequence[Name]
    reasons: Sequence[Reasons] = ()
    kind: Literal["names"] = "names"


class Log(Struct, frozen=True, kw_only=True):
    """A model, and where the log of what it did on an item is: an address of its own viewer (``""`` for none).

    Unlike every other href it may lead to another host, and is relative to the page where it does not.
    """

    model: Name
    href: str = ""


class Item(Struct, frozen=True, kw_only=True):
    """An item of a benchmark with the models that the list is about, each with its log."""

    name: Name
    logs: tuple[Log, ...] = ()


class ItemList(Struct, frozen=True, kw_only=True):
    """Items of one kind, ``total`` of them, of which the first stand in the page.

    The rest are in the file of data at ``data``, which the script reads when asked; ``query`` tells it which they are:
    the name of a list in the file, or ``gained`` or ``lost`` with the places of a model and of its baseline.
    ``named`` says that the models are what the list tells; else they are there for their logs alone.
    """

    id: str
    title: Text
    total: int
    items: Sequence[Item]
    query: str
    data: str
    named: bool = False
    kind: Literal["items"] = "items"


class Paragraph(Struct, frozen=True, kw_only=True):
    """Sentences that belong together."""

    sentences: Sentences
    lead: bool = False  # what the page found, set larger
    kind: Literal["paragraph"] = "paragraph"


class Bullets(Struct, frozen=True, kw_only=True):
    """Things of one kind, one below the other."""

    items: Sequence[Text]
    kind: Literal["bullets"] = "bullets"


class Notice(Struct, frozen=True, kw_only=True):
    """Something the reader must know before the figures: ``note`` or ``warning``."""

    sentences: Sentences
    level: Literal["note", "warning"] = "note"
    kind: Literal["notice"] = "notice"


class Facts(Struct, frozen=True, kw_only=True):
    """Pairs of a word and what it says; several values stand one below the other."""

    items: Sequence[tuple[Text, tuple[Text, ...]]]
    kind: Literal["facts"] = "facts"


class Snippet(Struct, frozen=True, kw_only=True):
    """What the page says in a few lines, as Markdown to paste elsewhere: an opening, a list, and a link to the page.

    ``link`` are the words of the link; names and data become code, which no Markdown reads as more than text.
    """

    opening: Text
    items: Sequence[Text]
    link: Text
    kind: Literal["snippet"] = "snippet"


class Legend(Struct, frozen=True, kw_only=True):
    """What marks and verdicts on this page mean; only those that occur."""

    marks: Sequence[Mark] = ()
    verdicts: Sequence[Verdict] = ()
    notes: Sentences = ()
    kind: Literal["legend"] = "legend"


class Section(Struct, frozen=True, kw_only=True):
    """A part of a page with a heading; its id is a fragment that people link to."""

    id: str
    title: Text
    blocks: Sequence["Block"]
    kind: Literal["section"] = "section"


Block = Section | Paragraph | Bullets | Notice | Facts | Snippet | Legend | Table | Chart | NameList | ItemList


class Page(Struct, frozen=True, kw_only=True):
    """One page: its address from the site's root (``benchmarks/mbpp/``), its title, and what it found.

    ``title`` is the heading and stands in the browser's title; ``description`` says the main finding.
    """

    address: str
    title: Text
    description: Sentences = ()
    blocks: Sequence[Block] = ()
