"""The dictionary of the Chinese search is kept where only its user writes."""

import tempfile
from pathlib import Path

import jieba
import pytest

from evalsite.adapters import chinese


def test_the_dictionary_is_not_kept_where_others_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(jieba.dt, "tmp_dir", None)
    chinese.keep_dictionary()
    kept = Path(jieba.dt.tmp_dir)
    assert kept.is_dir()
    assert kept != Path(tempfile.gettempdir())
