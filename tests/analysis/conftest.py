"""Small studies from plain Python values, so that tests read as examples."""

from collections.abc import Mapping, Sequence

import pytest

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.boards import Measurements
from evalsite.analysis.study import Question, References, Study, study
from evalsite.metrics import Direction, Kind, Metric, Tolerance
from evalsite.readings import Reading
from evalsite.results import Results

Values = Mapping[str, Mapping[str, Mapping[str, float]]]
"""benchmark -> model -> metric -> value; NaN is a missing value"""


class Make:
    """What tests of analysis make their inputs with."""

    @staticmethod
    def metric(name: str, direction: str | None = "higher", tolerance: float | str = 0, **settings: object) -> Metric:
        """A judged metric: quality when higher is better, cost when lower is; a tolerance as in evalsite.yml."""
        relative = isinstance(tolerance, str)
        kind = settings.pop("kind", {"higher": "quality", "lower": "cost", None: None}[direction])
        return Metric(
            name=name,
            label=name,
            direction=Direction(direction) if direction else None,
            kind=Kind(kind) if kind else None,
            judged=bool(settings.pop("judged", direction is not None)),
            tolerance=Tolerance(amount=float(str(tolerance).rstrip("%")) / (100 if relative else 1), relative=relative),
            **settings,  # type: ignore[arg-type]
        )

    @staticmethod
    def results(values: Values, files: Sequence[str] = ("a.csv",)) -> Results:
        """The values as results, dealt out to ``files`` in turn."""
        rows = [
            (benchmark, model, name, float(number))
            for benchmark, models in values.items()
            for model, numbers in models.items()
            for name, number in numbers.items()
        ]
        names = ("benchmark", "model", "metric", "value")
        return Results.gather(
            Reading(
                file=file, format="table", columns=dict(zip(names, map(list, zip(*part, strict=True)), strict=True))
            )
            for k, file in enumerate(files)
            if (part := rows[k :: len(files)])
        )

    def study(
        self,
        values: Values,
        metrics: Sequence[Metric],
        baselines: Sequence[Baseline] = (),
        references: References | None = None,
    ) -> Study:
        """Everything that is found in the values."""
        question = Question(metrics=metrics, baselines=baselines, references=references or References())
        return study(Measurements(frame=self.results(values).frame), question)


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
