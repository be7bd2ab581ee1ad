"""The page of a benchmark's items: who solved which, and which ones a model gained or lost against a baseline."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct, field

from evalsite.analysis.comparison import Comparison
from evalsite.analysis.conditions import COMPARABLE
from evalsite.config.log_links import filled
from evalsite.pages.atlas import Atlas
from evalsite.pages.item_data import Entry, ItemData, data_address, items_address
from evalsite.pages.model import (
    Args,
    Block,
    Item,
    ItemList,
    Link,
    Log,
    Message,
    Name,
    NumberColumn,
    Page,
    Paragraph,
    RowHead,
    Section,
    Sentences,
    Table,
    Text,
)
from evalsite.statistics.items import FEWEST_MODELS, flips

MOST_ROWS = 200
"""How many items of a list stand in the page, and how many that flipped, over all pairs."""

MOST_PAIRS = 200
"""Of how many pairs the page lists what flipped; its tables count the items of all."""


NAMED = ("one", "flaky")
"""The lists that say of which models they are."""


def items_title(atlas: Atlas, benchmark: str) -> Text:
    """``mbpp: items``."""
    return Message("items.title", {"benchmark": atlas.benchmark_title(benchmark)})


def items_page(atlas: Atlas, data: ItemData) -> Page:
    """Everything that was found on the items of one benchmark."""
    writer = _Writer(atlas=atlas, data=data)
    benchmark = data.findings.benchmark
    return Page(
        address=items_address(atlas, benchmark),
        title=items_title(atlas, benchmark),
        description=writer.found(),
        blocks=(
            Paragraph(sentences=writer.found(), lead=True),
            Paragraph(sentences=writer.meaning()),
            writer.solved(),
            writer.suspicious(),
            writer.flaky(),
            *writer.against_baselines(),
            writer.whole(),
        ),
    )


class _Writer(Struct, kw_only=True):
    """Writes one page; ``rows_left`` and ``pairs_left`` are how many items that flipped, and pairs, it has room for."""

    atlas: Atlas
    data: ItemData
    rows_left: int = field(default_factory=lambda: MOST_ROWS)
    pairs_left: int = field(default_factory=lambda: MOST_PAIRS)

    def found(self) -> Sentences:
        counts: Args = {name: len(self.data.lists[name]) for name in ("none", "one", "all")}
        items = Message("items.size", {"count": len(self.data.scores.names), "metric": self._metric()})
        return (items, Message("items.models", {"count": len(self.data.models)}), Message("items.solved_by", counts))

    def meaning(self) -> Sentences:
        """What solved means, by what the scores are, and where the names of models lead."""
        binary = self.data.metric.binary
        key = (
            "items.right_or_wrong" if self.data.scores.binary else "items.any_sample" if binary else "items.above_zero"
        )
        benchmark = self.atlas.benchmark(self.data.findings.benchmark)
        logs = (Message("items.logs"),) if self.data.logs else ()
        return (Message(key), *logs, Message("items.back", {"benchmark": benchmark}))

    def solved(self) -> Section:
        lists = [self._list(name, Message(f"items.{name}")) for name in ("none", "one", "all")]
        return Section(id="solved", title=Message("items.who_solved"), blocks=lists)

    def suspicious(self) -> Section:
        blocks: list[Block] = []
        if self.data.can_be_suspicious:
            blocks.append(Paragraph(sentences=(Message("items.suspicious_told"),)))
            blocks.append(self._list("suspicious", Message("items.suspicious_list")))
        else:
            args = {"count": len(self.data.models), "fewest": FEWEST_MODELS}
            blocks.append(Paragraph(sentences=(Message("items.too_few_models", args),)))
        return Section(id="against-the-trend", title=Message("items.suspicious"), blocks=blocks)

    def flaky(self) -> Section:
        blocks: list[Block] = [Paragraph(sentences=(Message("items.one_sample"),))]
        if self.data.can_be_flaky:
            blocks = [
                Paragraph(sentences=(Message("items.flaky_told"),)),
                self._list("flaky", Message("items.flaky_list")),
            ]
        return Section(id="unsteady", title=Message("items.flaky"), blocks=blocks)

    def against_baselines(self) -> Iterator[Section]:
        """A section for each baseline: what flipped against the one model that it is, or why nothing can be told."""
        for name, comparison in self.data.findings.comparisons.items():
            rows = comparison.point.rows if comparison.baseline.rule == "model" else ()
            candidates = self._candidates(comparison)
            if candidates and len(rows) == 1 and self.data.scores.known[rows[0]]:
                yield self._against(name, rows[0], candidates)
            else:
                yield self._untold(name, comparison, alone=not candidates)

    def _untold(self, name: str, comparison: Comparison, *, alone: bool) -> Section:
        reason = "no_model" if comparison.baseline.rule != "model" else "no_candidates" if alone else "no_items"
        label = self.atlas.baseline(name)
        return Section(
            id=f"flips-{self.atlas.baseline_slugs[name]}",
            title=Message("items.against", {"baseline": label}),
            blocks=(Paragraph(sentences=(Message(f"items.{reason}", {"baseline": label}),)),),
        )

    def _candidates(self, comparison: Comparison) -> list[int]:
        """The rows that have items and may be compared."""
        comparable = (comparison.differing[:, self.data.j] == COMPARABLE).tolist()
        known = self.data.scores.known
        return [row for row, fits in zip(comparison.rows, comparable, strict=True) if fits and known[row]]

    def _against(self, name: str, base: int, candidates: Sequence[int]) -> Section:
        label = self.atlas.baseline(name)
        listed = candidates[: max(0, self.pairs_left)]
        self.pairs_left -= len(listed)
        lists = [block for row in listed for block in self._flipped(name, row, base)]
        unlisted = len(candidates) - len(listed)
        more = [Paragraph(sentences=(Message("items.more_pairs", {"count": unlisted, "file": self._file()}),))]
        return Section(
            id=f"flips-{self.atlas.baseline_slugs[name]}",
            title=Message("items.against", {"baseline": label}),
            blocks=(
                Paragraph(sentences=(Message("items.flips_told", {"baseline": label}),)),
                self._table(name, base, candidates),
                *lists,
                *(more if unlisted else ()),
            ),
        )

    def _table(self, name: str, base: int, candidates: Sequence[int]) -> Table:
        models, scores = self.data.findings.board.models, self.data.scores.scores
        found = [flips(scores[row], scores[base]) for row in candidates]
        rows = [RowHead(name=self.atlas.model(models[row]), tags=self.atlas.tags(models[row])) for row in candidates]
        columns = [
            _counts(kind, [len(getattr(each, kind)) for each in found])
            for kind in ("gained", "lost", "both", "neither")
        ]
        return Table(
            id=f"items-vs-{self.atlas.baseline_slugs[name]}",
            caption=Message("items.table", {"baseline": self.atlas.baseline(name)}),
            head=Message("table.model"),
            rows=rows,
            columns=columns,
        )

    def _flipped(self, name: str, own: int, base: int) -> Iterator[ItemList]:
        model = self.data.findings.board.models[own]
        for kind, entries in self.data.flipped(own, base).items():
            if not entries:
                continue
            shown = entries[: max(0, self.rows_left)]
            self.rows_left -= len(shown)
            yield ItemList(
                id=f"{kind}-{self.atlas.baseline_slugs[name]}-{self.atlas.row_id(model)}",
                title=Message(f"items.{kind}_by", {"model": self._model(own)}),
                total=len(entries),
                items=[self._item(entry) for entry in shown],
                query=f"{kind} {own} {base}",
                data=data_address(self.atlas, self.data.findings.benchmark),
            )

    def whole(self) -> Section:
        text = Message("items.data", {"file": self._file()})
        return Section(id="data", title=Message("items.data_title"), blocks=(Paragraph(sentences=(text,)),))

    def _list(self, name: str, title: Text) -> ItemList:
        entries = self.data.lists[name]
        return ItemList(
            id=name,
            title=title,
            total=len(entries),
            items=[self._item(entry) for entry in entries[:MOST_ROWS]],
            query=name,
            data=data_address(self.atlas, self.data.findings.benchmark),
            named=name in NAMED,
        )

    def _item(self, entry: Entry) -> Item:
        place, *rows = entry
        name = self.data.scores.names[place]
        return Item(name=Name(name), logs=tuple(self._log(row, name) for row in rows))

    def _log(self, row: int, item: str) -> Log:
        template = self.data.logs.get(self.data.findings.board.models[row], "")
        return Log(model=self._model(row), href=filled(template, {"item": item}) if template else "")

    def _model(self, row: int) -> Name:
        return Name(self.data.shown[row], self.data.findings.board.models[row])

    def _metric(self) -> Text:
        return self.atlas.metric(self.data.metric)

    def _file(self) -> Link:
        return Link(Message("items.file"), data_address(self.atlas, self.data.findings.benchmark))


def _counts(kind: str, counts: Sequence[int]) -> NumberColumn:
    values = np.array(counts, dtype=np.float64).tolist()
    return NumberColumn(
        key=kind, label=Message(f"items.{kind}"), values=values, texts=[str(count) for count in counts], exact=True
    )
