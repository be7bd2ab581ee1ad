"""Settings that look private, and those that do not."""

import pytest

from evalsite.runs.details import details
from evalsite.runs.privacy import private
from evalsite.runs.run import Run, Source

PRIVATE = (
    "pretrained=/home/ann/weights,dtype=bf16",
    "~/models/ant",
    "~ann/models",
    "/tmp/x",  # noqa: S108 - a text, and nobody writes there
    "file:///srv/ann",
    "gpu7:/scratch/ann/out",
    "results/__home__ann__ant",
    r"C:\Users\ann\out.json",
    "D:/ann/out.json",
    r"\\nas\results",
    "asked ann@example.org",
    "ann.lee+evals@mail.example.org",
    "https://ann@git.example.org/ant",
    "https://ann:pass@git.example.org/ant",
    "key=sk-abcdefghijklmnop1234",
    "hf_abcdefghijklmnopqrstuvwxyz",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "glpat-abcdefghijklmnopqrst",
    "AKIAIOSFODNN7EXAMPLE",
    "Authorization: Bearer abcdefgh12345678",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    "https://example.org/v1?api_key=abc123",
    "{'password': 'swordfish'}",
    "USER=ann SHELL=zsh",
    "http://localhost:8000/v1",
    "base_url=10.1.2.3:80",
    "gpu7.internal",
    "node-3.cluster.corp",
)


@pytest.mark.parametrize("value", PRIVATE)
def test_private(value: str) -> None:
    assert private("setting", value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hf_token", "anything"),
        ("api_key", "x"),
        ("env.API-KEY", "x"),
        ("db_password", "swordfish"),
        ("username", "ann"),
        ("user_name", "ann"),
        ("config.user", "ann"),
        ("hostname", "gpu7"),
    ],
)
def test_private_by_its_name(name: str, value: str) -> None:
    assert private(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model_args", "pretrained=org/ant,dtype=bf16,add_bos_token=True,max_tokens=512"),
        ("max_tokens", "512"),
        ("tokenizer", "org/ant"),
        ("eos_token", "</s>"),
        ("think_end_token", "</think>"),
        ("use_auth_token", "false"),
        ("args", "token=True,user=model"),
        ("link", "https://example.org/ant"),
        ("transformers_version", "4.55.2"),
        ("tool_version", "0.4.9.2"),
        ("packages", "cublas==12.4.5.8, cuDNN version: 9.1.0.70"),
        ("method", "n/a"),
        ("temperature", "0.0"),
        ("dataset", "terminal-bench-core@0.1.1"),
        ("metric", "pass@1.0"),
        ("model", "hf-causal-experimental"),
        ("prompt", "user: is 3/4 ~10 or 1/2? // answer\\nassistant:"),
        ("url", "s3://bucket/ant"),
    ],
)
def test_not_private(name: str, value: str) -> None:
    assert not private(name, value)


@pytest.mark.parametrize("text", PRIVATE)
def test_no_text_of_a_run_is_told_that_looks_private(text: str) -> None:
    run = Run(
        id="3721ab50d9e8",
        model="ant",
        benchmarks=("sums",),
        name=text,
        tool=text,
        tool_version=text,
        date=text,
        settings={text: text, "plain": text, "temperature": "0"},
        environment={text: text, "plain": text},
        versions=(text, "2"),
        shots=(text,),
        code_revision=text,
        sources=(Source(file="results/a.json", place="results/a.json"),),
    )
    told = details(run, [text, "nightly"])
    assert {detail.kind for detail in told if detail.redacted} == {detail.kind for detail in told}
    assert [(detail.name, detail.value) for detail in told if not detail.redacted] == [
        ("", "nightly"),
        ("version", "2"),
        ("temperature", "0"),
    ]
    assert not any(text in (detail.name, detail.value) for detail in told)


@pytest.mark.parametrize("part", ["a", "a.", "/a", "~", "token", "secret_", "eyJ-", "sk-", "://", "\\", "a@", "1."])
def test_long_texts_take_time_in_proportion(part: str) -> None:
    """A search that went back over what it has passed would take minutes here."""
    assert private("setting", part * 30_000) == private("setting", part * 30)
    assert private("setting", "token=" + part * 30_000) == private("setting", "token=" + part * 30)
