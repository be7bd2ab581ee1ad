"""A new site takes the place of the old one whole, or not at all."""

from pathlib import Path

import pytest

from evalsite.adapters.folder import put_in_place, replacing


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An old site of one page."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "old.html").write_text("old")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_written_takes_the_place_of_the_old_site(site: Path) -> None:
    with replacing(site) as new:
        (new / "new.html").write_text("new")
        assert names(site) == ["old.html"]
    assert names(site) == ["new.html"]
    assert names(site.parent) == ["site"]


def interrupted(site: Path) -> None:
    with replacing(site) as new:
        (new / "new.html").write_text("new")
        raise KeyboardInterrupt


def test_an_error_leaves_the_old_site_and_nothing_else(site: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted(site)
    assert names(site) == ["old.html"]
    assert names(site.parent) == ["site"]


def test_there_need_be_no_old_site(tmp_path: Path) -> None:
    with replacing(tmp_path / "public" / "site") as new:
        (new / "new.html").write_text("new")
    assert names(tmp_path / "public" / "site") == ["new.html"]


def test_a_link_to_the_site_stays_a_link(site: Path) -> None:
    link = site.parent / "link"
    link.symlink_to(site)
    with replacing(link) as new:
        (new / "new.html").write_text("new")
    assert link.is_symlink()
    assert names(link) == ["new.html"]


def test_the_old_site_comes_back_when_the_new_one_cannot_be_put_in_place(site: Path) -> None:
    with pytest.raises(FileNotFoundError):
        put_in_place(site.parent / "gone", site)
    assert names(site) == ["old.html"]
    assert names(site.parent) == ["site"]
