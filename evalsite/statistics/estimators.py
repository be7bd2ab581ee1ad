"""Numbers of a benchmark from the outcomes of its tasks."""

from collections.abc import Iterable, Mapping, Sequence
from math import comb, fsum

KS = (1, 10, 100)
"""The k of pass@k that tools report, each only where every task has as many samples."""


def pass_at_k(samples: int, correct: int, k: int) -> float:
    """How likely one of ``k`` samples of a task is right, when ``correct`` of ``samples`` drawn ones are.

    The unbiased estimator ``1 - C(n-c, k) / C(n, k)`` of Chen et al. 2021, "Evaluating Large Language Models
    Trained on Code" (arXiv:2107.03374), section 2.1. Computed in integers and rounded once.

    >>> pass_at_k(10, 3, 1), pass_at_k(4, 2, 2)
    (0.3, 0.8333333333333334)

    Raises:
        ValueError: fewer than ``k`` samples, or more of them correct than there are.
    """
    if not 0 <= correct <= samples or not 1 <= k <= samples:
        raise ValueError(f"pass@{k} of {correct} correct among {samples} samples")
    drawn = comb(samples, k)
    return (drawn - comb(samples - correct, k)) / drawn


def pass_at_ks(tasks: Sequence[tuple[int, int]], ks: Iterable[int] = KS) -> Mapping[int, float]:
    """The mean of pass@k over ``tasks``, each (samples, correct), for every k that all tasks have samples for."""
    different = set(tasks)  # of many tasks few differ
    fewest = min((samples for samples, _ in different), default=0)
    means = {}
    for k in ks:
        if k <= fewest:
            chances = {task: pass_at_k(*task, k) for task in different}
            means[k] = fsum(map(chances.__getitem__, tasks)) / len(tasks)
    return means
