"""One page of each kind, of this repository's own site."""

import pytest

KINDS = {
    "home": "",
    "home in Chinese": "zh/",
    "prose": "introduction/",
    "reference": "settings/",
    "summary": "summary/",
    "summary in Chinese": "zh/summary/",
    "matrix": "matrix/",
    "matrix of a baseline": "matrix/sft/",
    "benchmarks": "benchmarks/",
    "benchmark": "benchmarks/mbpp/",
    "benchmark in Chinese": "zh/benchmarks/mbpp/",
    "models": "models/",
    "model": "models/sft-25-original-data-1b/",
    "sources": "sources/",
    "nothing here": "404.html",
}
EVERY_KIND = pytest.mark.parametrize("address", KINDS.values(), ids=KINDS.keys())
