"""An Inspect ``.eval`` archive: a ZIP whose parts are deflated or, since 0.3.206, compressed with Zstandard."""

import os
import struct
import zipfile
import zlib
from typing import Any, BinaryIO

import zstandard
from msgspec import Struct

from evalsite.readers.base import Document
from evalsite.readers.json_bounds import parse

HEADER, START, SUMMARIES, REDUCTIONS = "header.json", "_journal/start.json", "summaries.json", "reductions.json"
LARGEST = 16 * 1024 * 1024
"""The most bytes that one part may have when it is expanded: a header is a few kilobytes."""
_ZSTANDARD = 93
_ENCRYPTED = 0x1
_LOCAL_HEADER = struct.Struct("<26xHH")  # the lengths of the name and of the extra field before the data


class ArchiveError(Exception):
    """A part of an archive that cannot be read; the text ends the sentence "expected ..., but"."""


class Archive(Struct, frozen=True, kw_only=True):
    """The parts of an archive by name; nothing is expanded before it is asked for, and nothing without bounds."""

    file: BinaryIO
    parts: dict[str, zipfile.ZipInfo]

    @classmethod
    def of(cls, file: BinaryIO) -> "Archive":
        """The archive in ``file``, which is left open.

        Raises:
            ArchiveError: the list of its parts at its end is damaged or not there.
        """
        try:
            with zipfile.ZipFile(file) as archive:
                return cls(file=file, parts={info.filename: info for info in archive.infolist()})
        except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError) as error:
            raise ArchiveError(f"it is damaged or cut off ({error})") from error

    def json(self, name: str) -> Any:
        """What the part ``name`` holds.

        Raises:
            ArchiveError: it is larger than :data:`LARGEST`, damaged, encrypted, or not JSON.
        """
        content = self.content(self.parts[name])
        try:
            return parse(content)[0]
        except ValueError as error:
            raise ArchiveError(f"its part {name} is not JSON ({error})") from error

    def content(self, part: zipfile.ZipInfo) -> bytes:
        """The expanded bytes of a part.

        Raises:
            ArchiveError: as for :meth:`json`.
        """
        if part.flag_bits & _ENCRYPTED:
            raise ArchiveError(f"its part {part.filename} is encrypted")
        packed = self._packed(part)
        try:
            content = _expanded(packed, part.compress_type)
        except (zlib.error, zstandard.ZstdError) as error:
            raise ArchiveError(f"its part {part.filename} is damaged ({error})") from error
        if len(content) > LARGEST:
            raise ArchiveError(f"its part {part.filename} has more than {LARGEST:,} bytes")
        if zlib.crc32(content) != part.CRC:
            raise ArchiveError(f"its part {part.filename} is damaged (its checksum differs)")
        return content

    def _packed(self, part: zipfile.ZipInfo) -> bytes:
        if part.compress_size > 2 * LARGEST:
            raise ArchiveError(f"its part {part.filename} has more than {LARGEST:,} bytes")
        self.file.seek(max(part.header_offset, 0))
        header = self.file.read(_LOCAL_HEADER.size)
        if part.header_offset < 0 or not header.startswith(b"PK\x03\x04") or len(header) < _LOCAL_HEADER.size:
            raise ArchiveError(f"its part {part.filename} is not where it should be")
        self.file.seek(sum(_LOCAL_HEADER.unpack(header)), os.SEEK_CUR)
        return self.file.read(part.compress_size)


def _expanded(packed: bytes, method: int) -> bytes:
    """At most one byte more than :data:`LARGEST`, whatever ``packed`` could expand to."""
    if method == zipfile.ZIP_STORED:
        return packed[: LARGEST + 1]
    if method == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, LARGEST + 1)
    if method == _ZSTANDARD:
        reader = zstandard.ZstdDecompressor(max_window_size=LARGEST).stream_reader(packed, read_across_frames=True)
        return reader.read(LARGEST + 1)
    raise ArchiveError(f"it is compressed by a method (number {method}) that Inspect does not use")


def looks_like_archive(document: Document) -> bool:
    """Whether the bytes are a ZIP that names the parts of an Inspect log, even when it is cut off."""
    if not document.data.startswith(b"PK\x03\x04"):
        return False
    return any(name.encode() in document.data for name in (START, HEADER))
