"""Write what an exporter gives as one file: as it is where there is one, as a zip with the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from problemgen.exporters.quiz import ExportFile

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: no package depends on when it was made
LEVEL = 1  # half the time of level 6 for less than twice the size
BLOCK = 1 << 18


def write_plain(files: Iterable[ExportFile], target: IO[bytes]) -> None:
    """Write the files one after the other."""
    for file in files:
        _write(file, target)


def write_zip(files: Iterable[ExportFile], target: IO[bytes]) -> None:
    """Write a zip piece by piece, so that no file needs to be in memory."""
    import zipfile  # most exports are none

    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for file in files:
            info = zipfile.ZipInfo(file.path, LONG_AGO)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with package.open(info, "w", force_zip64=True) as member:
                _write(file, member)


def _write(file: ExportFile, target: IO[bytes]) -> None:
    waiting: list[bytes] = []
    size = 0
    for piece in file.pieces:
        waiting.append(piece if isinstance(piece, bytes) else piece.encode())
        size += len(piece)
        if size >= BLOCK:
            target.write(b"".join(waiting))
            waiting, size = [], 0
    target.write(b"".join(waiting))
