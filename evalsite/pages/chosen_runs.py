"""Which run counts where several stand for a model on a benchmark, as the benchmark's and the model's page say it."""

from collections.abc import Iterable, Sequence

from evalsite.pages.atlas import Atlas
from evalsite.pages.model import Block, Bullets, Message, Section, TextColumn
from evalsite.pages.run_book import RunBook


def chosen_runs(atlas: Atlas, book: RunBook, benchmark: str, models: Iterable[str]) -> tuple[Block, ...]:
    """A line for each of ``models`` of which several runs tell on the benchmark; nothing where there is none."""
    if not book.stands:
        return ()
    lines = tuple(
        Message("stand.line", {"model": atlas.model(model, short=True), "stand": book.told(stand)})
        for model in models
        if (stand := book.several(benchmark, model))
    )
    return (Section(id="runs", title=Message("section.chosen_runs"), blocks=(Bullets(items=lines),)),) if lines else ()


def runs_column(book: RunBook, model: str, benchmarks: Sequence[str]) -> tuple[TextColumn, ...]:
    """A column that says for each benchmark what stands of several runs of the model; none where there never are."""
    if not book.stands:
        return ()
    stands = [book.several(benchmark, model) for benchmark in benchmarks]
    if not any(stands):
        return ()
    words = [book.told(stand) if stand else Message("stand.one") for stand in stands]
    return (TextColumn(key="runs", label=Message("section.runs"), texts=words),)
