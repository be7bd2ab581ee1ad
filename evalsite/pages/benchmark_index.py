"""The index of benchmarks: what each measures, and who leads."""

from evalsite.analysis.study import Findings
from evalsite.metrics import Metric
from evalsite.pages.atlas import Atlas
from evalsite.pages.model import Message, Page, Paragraph, Table, Text, TextColumn


def benchmark_index(atlas: Atlas) -> Page:
    """Every benchmark with its number of models and the leader of each metric."""
    rows = tuple(atlas.study.benchmarks.values())
    metrics = tuple(metric for metric in atlas.study.question.metrics if metric.direction)
    found = Message("benchmarks.count", {"count": len(rows)})
    size = TextColumn(
        key="models",
        label=Message("table.models"),
        texts=[Message("count.plain", {"part": len(findings.board.models)}) for findings in rows],
        number=True,
    )
    return Page(
        address="benchmarks/",
        title=Message("section.benchmarks"),
        description=(found,),
        blocks=(
            Paragraph(sentences=(found,), lead=True),
            Table(
                id="benchmarks",
                caption=Message("section.benchmarks"),
                head=Message("table.benchmark"),
                rows=atlas.benchmark_rows(findings.benchmark for findings in rows),
                columns=(size, *(_leaders(atlas, metric, rows) for metric in metrics)),
            ),
        ),
    )


def _leaders(atlas: Atlas, metric: Metric, rows: tuple[Findings, ...]) -> TextColumn:
    return TextColumn(
        key=f"{metric.name}-leader",
        label=Message("table.leader", {"metric": atlas.metric(metric)}),
        texts=[_leader(atlas, metric, findings) for findings in rows],
    )


def _leader(atlas: Atlas, metric: Metric, findings: Findings) -> Text | None:
    for other, ranking in zip(findings.board.metrics, findings.rankings, strict=True):
        if other.name == metric.name:
            first = [findings.board.models[row] for row in ranking.rows(1)]
            names = tuple(
                atlas.model(
                    model, short=True, href=atlas.benchmark_address(findings.benchmark, f"#{atlas.row_id(model)}")
                )
                for model in first
            )
            return Message("list.plain", {"parts": names}) if names else None
    return None
