"""Tables as HTML, joined column by column: a page may have a hundred thousand cells.

Nothing here looks at a cell twice. What a cell's mark and verdict look like is worked out once for a
column, and its text is checked once for a column.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import assert_never

from evalsite.pages.model import (
    Args,
    CodeColumn,
    Column,
    CountColumn,
    Message,
    Name,
    Number,
    NumberColumn,
    RowHead,
    Table,
    Text,
    TextColumn,
)
from evalsite.render.catalog import Catalog, name_html
from evalsite.render.escape import escape
from evalsite.render.ids import caption_id
from evalsite.render.laid import exactly, laid
from evalsite.render.links import Links, checked
from evalsite.render.shared import Prints

LONG = 100  # rows: they fill any screen, and so the box that they scroll in
MARKS = {"1": "🥇", "2": "🥈", "3": "🥉", "worst": "⤓"}
ARROWS = {"higher": "↑", "lower": "↓"}
_PLAIN_NUMBERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-.,%/ "


def sign(catalog: Catalog, family: str, code: str) -> str:
    """The word of a verdict, outcome or category, which the style sheet shows as a sign.

    The element around it says which, in ``data-verdict`` and so on.
    """
    return f'<i class="s">{catalog.words(f"{family}.{code}")}</i> '


def badge(catalog: Catalog, mark: str) -> str:
    """A medal, or the sign of the worst value, with its word for those who do not see it."""
    return _badge(mark, f"m m-{mark}", catalog.words(f"mark.{mark}"))


def hollow_badge(catalog: Catalog, mark: str, alike: tuple[Text, ...]) -> str:
    """A medal that is not surely earned, with the names of those that its holder is not distinguishable from."""
    args: Args = {"mark": Message(f"mark.{mark}")}
    said = Message("mark.hollow_from", {**args, "models": alike}) if alike else Message("mark.hollow", args)
    words = escape(catalog.plain(said))
    return _badge(mark, f'm m-{mark} m-hollow" title="{words}', words)


def _badge(mark: str, kind: str, words: str) -> str:
    return f'<span class="{kind}" role="img" aria-label="{words}">{_ascii(MARKS[mark])}</span>'


def judging_link(catalog: Catalog, links: Links) -> str:
    """Where every table and list of verdicts leads: how they come about."""
    return f'<a href="{links("judging/")}">{catalog.words("legend.judging")}</a>'


def missing(catalog: Catalog) -> str:
    """What stands where there is no result."""
    return f'<span aria-hidden="true">&mdash;</span><span class="es-hidden">{catalog.words("table.no-result")}</span>'


class TableWriter:
    """Writes the tables of one page."""

    def __init__(self, catalog: Catalog, links: Links, prints: Prints) -> None:
        self._catalog = catalog
        self._links = links
        self._prints = prints
        self._missing = missing(catalog)
        self._codes: dict[tuple[str, str | None], tuple[str, str]] = {}  # a page may have hundreds of such columns
        self._judging = judging_link(catalog, links)

    def __call__(self, table: Table) -> Iterator[str]:
        """The table as HTML, in pieces, inside a box that scrolls by itself.

        Raises:
            ValueError: a column is longer or shorter than the table has rows.
            BuildError: a link leads off the site, or something has no words.
        """
        name, caption = escape(table.id), escape(caption_id(table))
        how = f'\n<p class="es-how">{self._judging}</p>' if _judged(table) else ""
        titles = "".join(map(self._column_title, table.columns))
        rows = self._rows(table) or self._no_rows(1 + len(table.columns))
        kind = "es-table es-long" if len(table.rows) >= LONG else "es-table"
        yield (
            f'<div class="{kind}" tabindex="0" role="region" aria-labelledby="{caption}">\n'
            f'<table id="{name}" class="es">\n'
            f'<caption id="{caption}">{self._catalog.html(table.caption)}</caption>\n'
            f'<thead><tr><th scope="col" class="t">{self._catalog.html(table.head)}</th>{titles}</tr></thead>\n'
            f"<tbody>\n"
        )
        yield rows
        yield f"</tbody>\n</table>\n</div>{how}"

    def _no_rows(self, width: int) -> str:
        return f'<tr><td class="t es-empty" colspan="{width}">{self._catalog.words("table.no-rows")}</td></tr>\n'

    def _column_title(self, column: Column) -> str:
        aligned = "" if is_number(column) else ' class="t"'
        note = f' <small class="es-note">{self._catalog.html(column.note)}</small>' if column.note else ""
        label = f'<span class="l">{self._catalog.html(column.label, self._links)}{self._arrow(column)}</span>'
        return f'<th scope="col" data-key="{escape(column.key)}"{_direction(column)}{aligned}>{label}{note}</th>'

    def _arrow(self, column: Column) -> str:
        if not isinstance(column, NumberColumn) or column.direction is None:
            return ""
        word = self._catalog.words(f"direction.{column.direction}")
        arrow = _ascii(ARROWS[column.direction])
        return f'&nbsp;<span class="es-arrow" role="img" aria-label="{word}" title="{word}">{arrow}</span>'

    def _rows(self, table: Table) -> str:
        """The rows: their parts are laid out one after the other, and joined once."""
        heads = self._prints(table.rows, self._row_head)
        if table.place:
            # The first address in a head is that of its name, and ends like every page's.
            heads = [head.replace('/">', f'/{checked(table.place)}">', 1) for head in heads]
        return laid([heads, *chain.from_iterable(map(self._cells, table.columns))], "</tr>\n")

    def _row_head(self, row: RowHead) -> str:
        name = row.name
        printed = name_html(name, self._links) if isinstance(name, Name) else self._catalog.html(name, self._links)
        place = f' id="{escape(row.id)}"' if row.id else ""
        kind = ' class="es-baseline"' if row.baseline else ' class="es-tagged"' if row.tags else ""
        return f'<tr{place}{kind}><th scope="row">{printed}{self._tags(row.tags)}</th>'

    def _tags(self, tags: Sequence[Text]) -> str:
        return "".join(f' <small class="es-tag">{self._catalog.html(tag)}</small>' for tag in tags)

    def _cells(self, column: Column) -> list[str | Sequence[str]]:
        """The cells of a column, each in as many parts as there are sequences."""
        match column:
            case NumberColumn():
                return self._number_cells(column)
            case CodeColumn():
                return self._code_cells(column)
            case CountColumn():
                return [self._count_cells(column)]
            case TextColumn():
                return [self._text_cells(column)]
        assert_never(column)

    def _number_cells(self, column: NumberColumn) -> list[str | Sequence[str]]:
        texts = list(escaped(column.texts))
        exact = texts.copy() if column.exact else exactly(column.values)
        verdicts = column.verdicts or [None] * len(texts)
        opening = ['<td data-value="'] * len(texts)
        parts = [opening, exact, *_hints(column), self._looks(column, verdicts), texts, _ends(column)]
        for row in [row for row, value in enumerate(column.values) if value is None]:
            opening[row] = f"<td{_attributes(None, verdicts[row])}>{self._missing}</td>"
            for part in parts[1:]:
                part[row] = ""
        return [*parts]

    def _looks(self, column: NumberColumn, verdicts: Sequence[str | None]) -> list[str]:
        """What comes between each number as an attribute and as text: most have no mark, and look as many others do."""
        plain = {verdict: self._look(None, verdict) for verdict in {*verdicts}}
        looks = [plain[verdict] for verdict in verdicts]
        for row, mark in enumerate(column.marks or ()):
            if mark:
                looks[row] = self._look(mark, verdicts[row], column.hollow.get(row))
        return looks

    def _look(self, mark: str | None, verdict: str | None, alike: tuple[Text, ...] | None = None) -> str:
        """All that comes between a cell's number as an attribute and as text.

        ``alike`` are those that the holder of a hollow medal cannot be told from.
        """
        signs = sign(self._catalog, "verdict", verdict) if verdict else ""
        if mark:
            medal = badge(self._catalog, mark) if alike is None else hollow_badge(self._catalog, mark, alike)
            signs = medal + signs
        return f'"{_attributes(mark, verdict)}>{signs}<span class="n">'

    def _code_cells(self, column: CodeColumn) -> list[str | Sequence[str]]:
        looks = {code: self._code(column.family, code) for code in {*column.codes}}
        end = self._untested(column)
        if column.hrefs is None:
            return [["".join(looks[code]) for code in column.codes], end]
        page, hrefs = self._places(column.page, column.hrefs)
        openings = {code: f'{opening}<a href="{page}' for code, (opening, _) in looks.items()}
        closings = {code: f'">{words}</a>' for code, (_, words) in looks.items()}
        parts = [[openings[code] for code in column.codes], hrefs, [closings[code] for code in column.codes]]
        for row in [row for row, href in enumerate(column.hrefs) if href is None]:
            parts[0][row], parts[2][row] = looks[column.codes[row]]
        return [*parts, end]

    def _places(self, page: str, hrefs: Sequence[str | None]) -> tuple[str, list[str]]:
        """What all addresses begin with, and how each goes on."""
        if not page:
            return "", [href or "" for href in self._links.each(hrefs)]
        return self._links(page), [checked(href) if href else "" for href in hrefs]

    def _untested(self, column: CodeColumn) -> str | Sequence[str]:
        """How each cell ends: with a word where it stands on differences that were not tested."""
        if column.untested is None:
            return "</td>"
        said = f' <small class="u">{self._catalog.words("untested.word")}</small></td>'
        return [said if unsure else "</td>" for unsure in column.untested]

    def _code(self, family: str, code: str | None) -> tuple[str, str]:
        """What a cell opens with, and its words."""
        if (family, code) not in self._codes:
            self._codes[family, code] = self._said(family, code)
        return self._codes[family, code]

    def _said(self, family: str, code: str | None) -> tuple[str, str]:
        if code is None:
            return '<td class="c">', self._missing
        word = self._catalog.words(f"short.{family}.{code}" if family == "category" else f"{family}.{code}")
        return f'<td class="c" data-{family}="{code}">', word

    def _count_cells(self, column: CountColumn) -> list[str]:
        start, middle, end = self._catalog.frame("count.of", "part", "total")
        return [
            f'<td data-value="{part}">{start}{part}{middle}{total}{end}</td>'
            if part is not None
            else f"<td>{self._missing}</td>"
            for part, total in zip(column.parts, column.totals, strict=True)
        ]

    def _text_cells(self, column: TextColumn) -> list[str]:
        if column.number:
            return [f"<td{_counted(text)}>{self._text(text)}</td>" for text in column.texts]
        return [f'<td class="t">{self._text(text)}</td>' for text in column.texts]

    def _text(self, text: Text | None) -> str:
        return self._missing if text is None else self._catalog.html(text, self._links)


def _judged(table: Table) -> bool:
    """Whether the table shows verdicts, or what follows from them."""
    return any(isinstance(column, CodeColumn) or getattr(column, "verdicts", None) for column in table.columns)


def is_number(column: Column) -> bool:
    """Whether the column's cells are aligned as numbers."""
    return isinstance(column, NumberColumn | CountColumn) or (isinstance(column, TextColumn) and column.number)


def _attributes(mark: str | None, verdict: str | None) -> str:
    return (f' data-mark="{mark}"' if mark else "") + (f' data-verdict="{verdict}"' if verdict else "")


def _direction(column: Column) -> str:
    known = isinstance(column, NumberColumn) and column.direction
    return f' data-direction="{known}"' if known else ""


def _counted(text: Text | None) -> str:
    """The number that a cell of words is about, for sorting: the part of "3 of 4"."""
    value = text.args.get("part") if isinstance(text, Message) else text
    number = value.value if isinstance(value, Number) else value
    return f' data-value="{float(number)!r}"' if isinstance(number, int | float) else ""


def _hints(column: NumberColumn) -> list[list[str]]:
    """The titles of cells, in two parts: all but the quotation mark at the end, which follows anyway."""
    if column.hints is None:
        return []
    opening, hints = ['" title="'] * len(column.hints), list(escaped(column.hints))
    for row in [row for row, hint in enumerate(hints) if not hint]:
        opening[row] = ""
    return [opening, hints]


def _ends(column: NumberColumn) -> list[str]:
    """What stands behind each number: its interval, or else its standard error where one was reported."""
    ends = ["</span></td>"] * len(column.values)
    for row, error in enumerate(escaped(column.errors or ())):
        ends[row] = f'</span><small class="e"> &plusmn;&#160;{error}</small></td>' if error else ends[row]
    for row, interval in enumerate(escaped(column.intervals or ())):
        ends[row] = f'</span><small class="e i"> {interval}</small></td>' if interval else ends[row]
    return ends


def _ascii(sign: str) -> str:
    """A sign as a character reference.

    One character beyond ASCII would make the text of a whole table two or four times as large in memory.
    """
    return sign.encode("ascii", "xmlcharrefreplace").decode("ascii")


def escaped(texts: Sequence[str]) -> Sequence[str]:
    """The texts, escaped; a column of plain numbers is recognised at once and needs nothing."""
    # Bytes are looked through at ten times the speed of a regular expression.
    risky = "".join(texts).encode("utf-8", "replace").translate(None, _PLAIN_NUMBERS)
    return [escape(text) for text in texts] if risky else texts
