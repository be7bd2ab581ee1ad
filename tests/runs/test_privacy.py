"""Settings that look private, and those that do not."""

import pytest

from evalsite.runs.privacy import private


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model_args", "pretrained=/home/ann/weights,dtype=bf16"),
        ("cache", "~/models/ant"),
        ("out", "/tmp/x"),  # noqa: S108 - a text, and nobody writes there
        ("out", r"C:\Users\ann\out.json"),
        ("share", r"\\nas\results"),
        ("contact", "ann@example.org"),
        ("hf_token", "anything"),
        ("api_key", "x"),
        ("args", "key=sk-abcdefghijklmnop1234"),
        ("username", "ann"),
        ("base_url", "http://localhost:8000/v1"),
        ("server", "10.1.2.3:80"),
        ("server", "gpu7.internal"),
    ],
)
def test_private(name: str, value: str) -> None:
    assert private(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model_args", "pretrained=org/ant,dtype=bf16"),
        ("max_tokens", "512"),
        ("tokenizer", "org/ant"),
        ("link", "https://example.org/ant"),
        ("transformers_version", "4.55.2"),
        ("method", "n/a"),
        ("temperature", "0.0"),
    ],
)
def test_not_private(name: str, value: str) -> None:
    assert not private(name, value)
