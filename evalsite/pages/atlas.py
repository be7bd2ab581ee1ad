"""Where everything stands and what it is called: the one place that makes addresses, ids and names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.study import Study
from evalsite.config import Config, Words
from evalsite.metrics import Metric
from evalsite.names import Shortener, slugs
from evalsite.pages import numbers
from evalsite.pages.model import Link, Localised, Message, Name, RowHead, Shared, Text
from evalsite.pages.standings import Standings, standings

MOST_NAMES = 8
"""How many models a sentence names before it says how many more there are."""


class Atlas(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """A study with the words and addresses that evalsite.yml gives its parts.

    What each benchmark's page says of a model in the same words is made once (``_rows`` and so on), in the order
    of the study's models.
    """

    study: Study
    config: Config
    benchmark_slugs: Mapping[str, str]
    model_slugs: Mapping[str, str]
    baseline_slugs: Mapping[str, str]
    shown: Mapping[str, str]

    @classmethod
    def of(cls, study: Study, config: Config) -> "Atlas":
        """An atlas of ``study``.

        Raises:
            AddressError: two benchmarks, two models or two baselines share a slug.
        """
        return cls(
            study=study,
            config=config,
            benchmark_slugs=slugs(study.benchmarks, _declared(config.benchmarks), what="benchmark"),
            model_slugs=slugs(study.models, _declared(config.models), what="model"),
            baseline_slugs=slugs(config.baselines, _declared(config.baselines), what="baseline"),
            shown=_shown(study.models, Shortener(tuple((entry.pattern, entry.show) for entry in config.short))),
        )

    def benchmark_address(self, benchmark: str, fragment: str = "") -> str:
        """``benchmarks/mbpp/`` or a place on that page."""
        return f"benchmarks/{self.benchmark_slugs[benchmark]}/{fragment}"

    def model_address(self, model: str) -> str:
        """``models/sft/``."""
        return f"models/{self.model_slugs[model]}/"

    def matrix_address(self, baseline: str, part: int = 1) -> str:
        """``matrix/sft/``, and ``matrix/sft/2/`` where a matrix is too large for one page."""
        return f"matrix/{self.baseline_slugs[baseline]}/" + (f"{part}/" if part > 1 else "")

    def row_id(self, model: str) -> str:
        """The id of a model's row in a main table: ``m-sft``."""
        return f"m-{self.model_slugs[model]}"

    def versus_id(self, baseline: str, model: str = "") -> str:
        """The id of a comparison table (``vs-sft``), or of a model's row in it (``vs-sft-m-qfs``)."""
        table = f"vs-{self.baseline_slugs[baseline]}"
        return f"{table}-{self.row_id(model)}" if model else table

    def reason_address(self, benchmark: str, baseline: str, model: str) -> str:
        """Where a verdict has its reason: the model's row in the comparison."""
        return self.benchmark_address(benchmark, f"#{self.versus_id(baseline, model)}")

    def benchmark(self, benchmark: str, fragment: str = "") -> Link:
        """A benchmark's title, linked to its page."""
        return Link(self.benchmark_title(benchmark), self.benchmark_address(benchmark, fragment))

    def benchmarks(self, benchmarks: Iterable[str]) -> tuple[Text, ...]:
        """Several benchmarks' titles, each linked to its page."""
        return tuple(self.benchmark(name) for name in benchmarks)

    def benchmark_title(self, benchmark: str) -> Text:
        """A benchmark's title, without a link."""
        settings = self.config.benchmarks.get(benchmark)
        return words(settings.title) if settings and settings.title else Name(benchmark)

    def model(self, model: str, *, short: bool = False, href: str | None = None) -> Name:
        """A model's name, linked to its page or to ``href``."""
        return Name(
            text=self.shown[model] if short else model,
            full=model,
            href=self.model_address(model) if href is None else href,
        )

    def models(self, models: Iterable[str]) -> tuple[Text, ...]:
        """Short names of several models, each linked to its page."""
        return tuple(self.model(name, short=True) for name in models)

    def some_models(self, models: Sequence[str], *, rows: bool = False, most: int = MOST_NAMES) -> tuple[Text, ...]:
        """The first of several models, as :meth:`models` has them or linked to their ``rows``, and how many more."""
        first = models[:most]
        names: tuple[Text, ...] = tuple(self.row_names(list(map(self.place, first)))) if rows else self.models(first)
        more = len(models) - most
        return (*names, Message("list.more", {"count": more})) if more > 0 else names

    def plain_row(self, model: str) -> RowHead:
        """A model's row in a table that nobody links to."""
        return RowHead(name=self.model(model), tags=self.tags(model))

    def member(self, model: str) -> Name:
        """The name of a model that a baseline names, linked where the site has a page for it."""
        return self.model(model, short=True) if model in self.model_slugs else Name(model)

    def baseline(self, baseline: str) -> Text:
        """A baseline's label."""
        label = self.config.baselines[baseline].label
        return words(label) if label else Name(baseline)

    def baseline_link(self, baseline: str, benchmark: str = "") -> Link:
        """A baseline's label, linked to its section on a benchmark's page (or on the same page)."""
        fragment = f"#baseline-{self.baseline_slugs[baseline]}"
        return Link(self.baseline(baseline), self.benchmark_address(benchmark, fragment) if benchmark else fragment)

    def metric(self, metric: Metric) -> Text:
        """A metric's label."""
        settings = self.config.metrics.get(metric.name)
        return words(settings.label) if settings and settings.label else Name(metric.label)

    def rows(self, places: Sequence[int]) -> Shared[RowHead]:
        """The rows in a main table of the models at these places among the study's."""
        return Shared(self._rows, places)

    def row_names(self, places: Sequence[int]) -> Shared[Name]:
        """The short names of the models at these places, linked to their rows in the main table on the same page."""
        return Shared(self._row_names, places)

    def versus(self, baseline: str, places: Sequence[int]) -> tuple[Shared[RowHead], Shared[Name]]:
        """Each model's row in a comparison with a baseline, and its short name, linked to that row on the same page.

        The models are those at ``places``.
        """
        return Shared(self._versus_rows[baseline], places), Shared(self._versus_names[baseline], places)

    def benchmark_rows(self, benchmarks: Iterable[str]) -> Shared[RowHead]:
        """Each benchmark's row, its name linked to its page."""
        return Shared(self._benchmark_rows, self.benchmark_places(benchmarks))

    @cached_property
    def _benchmark_rows(self) -> Sequence[RowHead]:
        return [
            RowHead(name=self.benchmark(name), id=f"b-{self.benchmark_slugs[name]}") for name in self.study.benchmarks
        ]

    def benchmark_places(self, benchmarks: Iterable[str]) -> list[int]:
        """Their places among the study's benchmarks."""
        return list(map(self._benchmark_place.__getitem__, benchmarks))

    @cached_property
    def benchmark_addresses(self) -> Sequence[str]:
        """The benchmarks' addresses, in the order of the study."""
        return list(map(self.benchmark_address, self.study.benchmarks))

    @cached_property
    def _benchmark_place(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.study.benchmarks)}

    def place(self, model: str) -> int:
        """A model's place among the study's models."""
        return self._place[model]

    @cached_property
    def standings(self) -> tuple[Standings, ...]:
        """Each metric of every model on every benchmark."""
        return standings(self.study, self.digits)

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {model: place for place, model in enumerate(self.study.models)}

    @cached_property
    def _rows(self) -> Sequence[RowHead]:
        return [self._row(model) for model in self.study.models]

    @cached_property
    def _row_names(self) -> Sequence[Name]:
        return [self.model(model, short=True, href=f"#{self.row_id(model)}") for model in self.study.models]

    def _row(self, model: str) -> RowHead:
        stands_for = [each.id for each in self.baselines() if each.rule == "model" and model in each.members]
        tags = (*(Message("tag.baseline", {"baseline": self.baseline(name)}) for name in stands_for), *self.tags(model))
        return RowHead(name=self.model(model), id=self.row_id(model), tags=tags, baseline=bool(stands_for))

    @cached_property
    def _versus_rows(self) -> Mapping[str, Sequence[RowHead]]:
        return {
            each.id: [
                RowHead(name=self.model(model), id=self.versus_id(each.id, model), tags=self.tags(model))
                for model in self.study.models
            ]
            for each in self.baselines()
        }

    @cached_property
    def _versus_names(self) -> Mapping[str, Sequence[Name]]:
        return {
            each.id: [
                self.model(model, short=True, href=f"#{self.versus_id(each.id, model)}") for model in self.study.models
            ]
            for each in self.baselines()
        }

    def tags(self, model: str) -> tuple[Text, ...]:
        """What a model's name carries wherever it is listed."""
        return (Message("tag.reference"),) if model in self.references() else ()

    @cached_property
    def digits(self) -> Mapping[str, tuple[int, ...]]:
        """How many decimals each metric of each benchmark is shown with."""
        return {
            name: tuple(numbers.digits(metric, board.values[:, j]) for j, metric in enumerate(board.metrics))
            for name, board in ((name, findings.board) for name, findings in self.study.benchmarks.items())
        }

    @cached_property
    def tested(self) -> bool:
        """Whether any judged difference of the site has an interval."""
        return any(
            bool(found.tested.any())
            for findings in self.study.benchmarks.values()
            for comparison in findings.comparisons.values()
            for j, found in comparison.tested.items()
            if j in findings.board.judged
        )

    def references(self) -> frozenset[str]:
        """The reference rows' names."""
        return self.study.question.references.models

    def baselines(self) -> Sequence[Baseline]:
        """The baselines in the order of declaration."""
        return self.study.question.baselines


def words(text: Words) -> Localised:
    """Words from evalsite.yml as a part of a page."""
    return Localised({"": text} if isinstance(text, str) else dict(text))


def described(text: Words | None) -> tuple[Text, ...]:
    """A description as sentences: none when there is none."""
    return (words(text),) if text else ()


def count_of(count: int, total: int) -> Message:
    """``3 of 4``."""
    return Message("count.of", {"part": count, "total": total})


def _declared(settings: Mapping[str, object]) -> dict[str, str]:
    return {name: declared for name, entry in settings.items() if (declared := getattr(entry, "slug", None))}


def _shown(models: Iterable[str], shorten: Shortener) -> dict[str, str]:
    """What each model is shown as in lists: its short name, unless another model has it or would be shown the same."""
    short = {model: shorten(model) for model in models}
    uses = Counter(short.values())
    return {model: text if uses[text] == 1 and text not in short else model for model, text in short.items()}
