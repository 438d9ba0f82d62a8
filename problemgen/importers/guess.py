"""Tell the format of an export by looking into the file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from problemgen.errors import Place, ProblemgenError

ENOUGH = 1 << 20  # bytes of a file, or of a manifest, that are looked at
MANIFEST = "imsmanifest.xml"

_FILES = {".bb-package-info": "blackboard-pool", "questiondb.xml": "brightspace-package"}
_RESOURCES = {b"imsqti_item_xmlv3p0": "qti3", b"imsqti_item_xmlv2p": "qti21", b"imsqti_xmlv1p2": "canvas"}
_STARTS = {b"<quiz": "moodle", b"<qti-assessment-item": "qti3", b"<assessmentItem": "qti21"}
_TAB_TEXT = re.compile(rb"\A(?:\xef\xbb\xbf)?[A-Z_]{2,10}\t")
_CSV = re.compile(rb"^\"?NewQuestion\"?,", re.MULTILINE)


def guess(path: Path) -> str:
    """Name the format of a file. Raises ProblemgenError where it cannot be read, or is like none of the formats."""
    place = Place(str(path))
    try:
        found = _of_zip(path) if zipfile.is_zipfile(path) else _of_text(path)
    except (OSError, zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ProblemgenError(f"the file cannot be read: {reason}", place) from error
    if not found:
        raise ProblemgenError("the file is like no export that can be read; name its format with --format", place)
    return found


def _of_zip(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        names = {name.rpartition("/")[2]: name for name in package.namelist()}
        if found := next((format for name, format in _FILES.items() if name in names), ""):
            return found
        if MANIFEST in names:
            with package.open(names[MANIFEST]) as manifest:
                listed = manifest.read(ENOUGH)
            return next((format for kind, format in _RESOURCES.items() if kind in listed), "")
        return "blackboard" if any(name.endswith(".txt") for name in names) else ""


def _of_text(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(ENOUGH)
    if _TAB_TEXT.match(start):
        return "blackboard"
    if _CSV.search(start):
        return "brightspace"
    at = {format: start.find(tag) for tag, format in _STARTS.items() if tag in start}
    return min(at, key=at.__getitem__, default="")
