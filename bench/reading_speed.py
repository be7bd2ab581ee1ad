"""A thousand files of each format, against nothing but the parser of their syntax over the same bytes."""

import csv
import gc
import io
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import yaml
from msgspec import Struct

from evalsite.readers import registry
from evalsite.readers.base import Document

FILES = 1000
LIMIT = 3.0
"""Reading takes at most so many times what parsing takes, in seconds of processors."""
_AT_ONCE = 25  # files between two looks at the clock, so that both take turns
_MODELS = [f"org-{number % 7}/model-{number}-7b" for number in range(300)]

Random = random.Random
Make = Callable[[Random, int], tuple[str, str]]
"""The path and the text of the file with this number."""


class Ratio(Struct, frozen=True, kw_only=True):
    """Seconds of processors for reading and for parsing, and the bytes of all files."""

    reading: float
    parsing: float
    size: int

    @property
    def value(self) -> float:
        """How many times longer reading takes."""
        return self.reading / self.parsing


def measure(name: str, files: int = FILES) -> Ratio:
    """Read ``files`` files of the format ``name``, and parse them, by turns."""
    make, parse = FORMATS[name]
    source = Random(1)
    documents = [_document(*make(source, number)) for number in range(files)]
    if {registry.read(document).format for document in documents[:3]} != {name}:
        raise AssertionError(f"these are no files of {name}")
    reading = parsing = 0.0
    gc.collect()
    for start in range(0, files, _AT_ONCE):
        some = [_document(document.path, document.text) for document in documents[start : start + _AT_ONCE]]
        began = time.process_time()
        for document in some:
            parse(document.data.decode())
        between = time.process_time()
        while some:
            registry.read(some.pop())  # nothing of it is kept, as nothing of what is parsed
        parsing += between - began
        reading += time.process_time() - between
    return Ratio(reading=reading, parsing=parsing, size=sum(len(document.data) for document in documents))


def _document(path: str, text: str) -> Document:
    return Document(path=path, shown=f"results/{path}", data=text.encode())


def _rows(source: Random) -> Iterator[dict[str, Any]]:
    for model in _MODELS:
        yield {"model": model, "pass@1": round(source.random(), 4), "avg_time": round(source.uniform(1, 900), 2)}


def _csv(source: Random, number: int) -> tuple[str, str]:
    file = io.StringIO()
    writer = csv.DictWriter(file, ["model", "pass@1", "avg_time"])
    writer.writeheader()
    writer.writerows(_rows(source))
    return f"bench-{number}.csv", file.getvalue()


def _json(source: Random, number: int) -> tuple[str, str]:
    return f"bench-{number}.json", json.dumps(list(_rows(source)), indent=1)


def _json_lines(source: Random, number: int) -> tuple[str, str]:
    return f"bench-{number}.jsonl", "".join(json.dumps(row) + "\n" for row in _rows(source))


def _yaml(source: Random, number: int) -> tuple[str, str]:
    return f"bench-{number}.yaml", yaml.safe_dump(list(_rows(source)))


def _lm_eval(source: Random, number: int) -> tuple[str, str]:
    tasks = [f"mmlu_subject_{task}" for task in range(40)]
    scores = {
        task: {"alias": task, "acc,none": source.random(), "acc_stderr,none": 0.01, "acc_norm,none": source.random()}
        for task in tasks
    }
    prompt = {"doc_to_text": "{{question.strip()}} A. {{choices[0]}}" * 4, "doc_to_choice": ["A", "B", "C", "D"]}
    config = {"metric_list": [{"metric": "acc", "aggregation": "mean", "higher_is_better": True}], **prompt}
    data = {
        "results": scores,
        "configs": {
            task: {"task": task, "num_fewshot": 5, "output_type": "multiple_choice", **config} for task in tasks
        },
        "versions": dict.fromkeys(tasks, 1.0),
        "n-shot": dict.fromkeys(tasks, 5),
        "higher_is_better": {task: {"acc": True, "acc_norm": True} for task in tasks},
        "n-samples": {task: {"original": 100, "effective": 100} for task in tasks},
        "config": {"model": "hf", "model_args": f"pretrained=org/model-{number}", "batch_size": "auto"},
        "date": 1_715_000_000.0 + number,
        "model_name": f"org/model-{number}",
    }
    return f"org__model-{number}/results_2024-05-06T12-00-00.{number:06}.json", json.dumps(data, indent=2)


def _lm_eval_legacy(source: Random, number: int) -> tuple[str, str]:
    tasks = [f"hendrycksTest-subject_{task}" for task in range(57)]
    scores = {
        task: {"acc": source.random(), "acc_stderr": 0.01, "acc_norm": source.random(), "acc_norm_stderr": 0.01}
        for task in tasks
    }
    config = {"model": "hf-causal", "model_args": f"pretrained=org/model-{number}", "num_fewshot": 5, "limit": None}
    data = {"results": scores, "versions": dict.fromkeys(tasks, 1), "config": config}
    return f"run-{number}/results.json", json.dumps(data, indent=2)


def _evalplus(source: Random, number: int) -> tuple[str, str]:
    code = "def solve(xs):\n" + "    total = sum(x for x in xs if x)\n" * 12 + "    return total\n"
    tasks = {
        f"HumanEval/{task}": [
            {
                "task_id": f"HumanEval/{task}",
                "solution": code,
                "base_status": source.choice(["pass", "fail"]),
                "plus_status": source.choice(["pass", "timeout"]),
                "base_fail_tests": [],
                "plus_fail_tests": [],
            }
        ]
        for task in range(164)
    }
    data = {"date": "2024-05-01 18:37", "hash": "fe585eb4df8c88d844eeb463ea4d0302", "eval": tasks}
    return f"org--model-{number}_vllm_temp_0.0_eval_results.json", json.dumps(data)


def _helm(source: Random, number: int) -> tuple[str, str]:
    names = [f"metric_{name}" for name in range(30)] + ["exact_match", "num_references", "quasi_exact_match"]
    splits: list[dict[str, Any]] = [{"split": "test"}, {"split": "valid"}]
    stats = [
        {"name": {"name": name, **split}, "count": 1, "sum": 0.5, "sum_squared": 0.25, "min": 0.5, "max": 0.5}
        | {"mean": source.random(), "variance": 0.0, "stddev": 0.0}
        for name in names
        for split in splits
    ]
    return f"runs/v1/mmlu:subject=s{number},model=org_m/stats.json", json.dumps(stats, indent=2)


def _livecodebench(source: Random, number: int) -> tuple[str, str]:
    problems = {str(problem): [[source.random() < 0.7] * 20] * 4 for problem in range(100)}
    shares = {problem: float(all(samples[0])) for problem, samples in problems.items()}
    scores = {"pass@1": sum(shares.values()) / len(shares), "detail": {"pass@1": shares}}
    extra = [[json.dumps({"error": "wrong answer", "inputs": "1 2 3\n" * 10})] * 4] * 100
    return f"output/m-{number}/Scenario.codegeneration_4_0.2_eval.json", json.dumps([scores, problems, extra], indent=1)


def _opencompass(source: Random, number: int) -> tuple[str, str]:
    rows = ["dataset,version,metric,mode," + ",".join(f"model-{model}" for model in range(8))]
    for task in range(60):
        values = ",".join(f"{source.uniform(0, 100):.2f}" for _ in range(8))
        rows.append(f"ceval-subject_{task},a1b2c3,accuracy,gen,{values}")
    return f"20240501_{number // 3600 % 24:02}{number // 60 % 60:02}{number % 60:02}/summary/s.csv", "\n".join(
        rows
    ) + "\n"


def _parse_csv(text: str) -> object:
    return list(csv.reader(io.StringIO(text, newline="")))


def _parse_json_lines(text: str) -> object:
    return [json.loads(line) for line in text.splitlines()]


def _parse_yaml(text: str) -> object:
    return yaml.load(text, yaml.CSafeLoader)


FORMATS: Mapping[str, tuple[Make, Callable[[str], object]]] = {
    "csv": (_csv, _parse_csv),
    "json": (_json, json.loads),
    "jsonl": (_json_lines, _parse_json_lines),
    "yaml": (_yaml, _parse_yaml),
    "lm-eval": (_lm_eval, json.loads),
    "lm-eval-legacy": (_lm_eval_legacy, json.loads),
    "evalplus": (_evalplus, json.loads),
    "helm-stats": (_helm, json.loads),
    "livecodebench": (_livecodebench, json.loads),
    "opencompass": (_opencompass, _parse_csv),
}


def told(files: int = FILES, names: Sequence[str] = tuple(FORMATS)) -> Iterator[str]:
    """Measure, and say what came out as it comes."""
    yield f"{files:,} files of each format: reading / parsing, seconds of processors, at most {LIMIT:.0f}"
    for name in names:
        found = measure(name, files)
        verdict = "reached" if found.value <= LIMIT else "NOT REACHED"
        each = f"{found.reading:.2f} s / {found.parsing:.2f} s, {found.size / files / 1000:.1f} kB a file"
        yield f"  {name:16} {found.value:5.2f} {verdict} ({each})"
