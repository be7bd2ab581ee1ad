"""The dictionary that cuts Chinese into words for the search."""

import jieba
from platformdirs import user_cache_path


def keep_dictionary() -> None:
    """Have jieba keep its prepared dictionary where only this user writes.

    By default it writes and reads a file of a known name in the folder for temporary files, which anybody on
    the machine may have put there.
    """
    jieba.dt.tmp_dir = str(user_cache_path("evalsite", appauthor=False, ensure_exists=True))
