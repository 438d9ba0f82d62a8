"""Open the zip of an export from anywhere: sizes and paths are looked at first, and no entity is ever expanded."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from problemgen.errors import Place, ProblemgenError

MEMBERS = 100_000
BYTES = 1 << 29  # of all members, unpacked


def members(path: Path) -> dict[str, bytes]:
    """Unpack a zip into memory. Raises ProblemgenError where it is none, is too large, or holds a path that leads out of it."""
    try:
        with zipfile.ZipFile(path) as package:
            files = [info for info in package.infolist() if not info.is_dir()]
            _check(files, str(path))
            return {info.filename: package.read(info) for info in files}
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ProblemgenError(f"this is no zip that can be read ({error}); export it again", Place(str(path))) from error


def _check(files: list[zipfile.ZipInfo], path: str) -> None:
    if len(files) > MEMBERS or sum(info.file_size for info in files) > BYTES:
        raise ProblemgenError(f"more than {MEMBERS} files or {BYTES >> 20} MB; export fewer variants", Place(path))
    for info in files:
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or "" in parts or ":" in parts[0]:
            raise ProblemgenError(f"the path {info.filename!r} leads out of the zip", Place(path))


def read_xml(data: bytes, name: str) -> Element:
    """Read XML, names without their namespaces. Raises ProblemgenError where it is not well formed or declares a DOCTYPE."""
    try:
        text = data.decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise ProblemgenError("a DOCTYPE is not read: it may hide entities; remove it", Place(name))
        root = fromstring(text)
    except (UnicodeDecodeError, ParseError) as error:
        raise ProblemgenError(f"not well-formed XML in UTF-8: {error}", Place(name)) from error
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return root
