"""Open an export from anywhere: sizes and paths of a zip are looked at first, an XML file is counted before a tree is made of it.

One guard for all readers. What it refuses no importer needs: files that lead out of the zip, links, passwords, entities.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from problemgen.errors import Place, ProblemgenError

MEMBERS = 200_000
BYTES = 1 << 28  # of all members, unpacked, where all of them are read at once
STREAMED = 1 << 31  # of all members, unpacked, where they are read one by one
MEMBER = 1 << 26  # of one that is read on its own
NODES = 1_000_000  # elements and attributes of an XML file
DEPTH = 200  # of elements in one another
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError)


class Refused(Exception):
    """Something that no importer would take."""


def members(path: Path) -> dict[str, bytes]:
    """Unpack a zip into memory. Raises ProblemgenError where it is none, is too large, or holds a path that leads out of it."""
    try:
        with zipfile.ZipFile(path) as package:
            return {name: package.read(info) for name, info in checked(package, BYTES).items()}
    except Refused as error:
        raise ProblemgenError(str(error), Place(str(path))) from error
    except _BROKEN as error:
        raise ProblemgenError(f"this is no zip that can be read ({error}); export it again", Place(str(path))) from error


def opened(path: Path) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Open a zip whose members are read one by one. Raises Refused."""
    try:
        package = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise Refused(f"not a zip that can be read: {error}") from error
    try:
        return package, checked(package, STREAMED)
    except Refused:
        package.close()
        raise


def read_member(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack one member. Raises Refused."""
    if info.file_size > MEMBER:
        raise Refused(f"the file is larger than {MEMBER >> 20} MB")
    try:
        return package.read(info)
    except _BROKEN as error:
        raise Refused(f"cannot be unpacked: {error}") from error


def checked(package: zipfile.ZipFile, most: int) -> dict[str, zipfile.ZipInfo]:
    """Give the files of a zip by their names. Raises Refused where one is not what an export holds."""
    listed = package.infolist()
    if len(listed) > MEMBERS or sum(info.file_size for info in listed) > most:
        raise Refused(f"more than {MEMBERS:,} files or {most >> 20} MB; export fewer variants")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in listed:
        if wrong := _wrong_with(info, found):
            raise Refused(wrong)
        if not info.is_dir():
            found[info.filename] = info
    return found


def _wrong_with(info: zipfile.ZipInfo, found: Mapping[str, zipfile.ZipInfo]) -> str:
    name = info.filename
    parts = name.replace("\\", "/").removesuffix("/").split("/")
    if ".." in parts or "" in parts or ":" in parts[0] or "\\" in name:
        return f"the path {name!r} leads out of the zip"
    if name in found:
        return f"two files are called {name!r}"
    if stat.S_ISLNK(info.external_attr >> 16):
        return f"{name!r} is a link"
    if info.flag_bits & 1:
        return f"{name!r} is closed with a password; export without one"
    if info.compress_type not in _METHODS:
        return f"{name!r} is packed in a way that no export is"
    return ""


def read_xml(data: bytes, name: str) -> Element:
    """Read XML, names without their namespaces. Raises ProblemgenError where it is not well formed or declares a DOCTYPE."""
    try:
        root = parsed(data)
    except Refused as error:
        raise ProblemgenError(str(error), Place(name)) from error
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return root


def parsed(data: bytes) -> Element:
    """Parse XML in UTF-8 that declares nothing of its own and is of a bounded size. Raises Refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"not well-formed XML in UTF-8: {error}") from error
    _count(text.encode())
    try:
        return fromstring(text)
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(f"not well-formed XML in UTF-8: {error}") from error


def _count(data: bytes) -> None:
    """Go through XML without keeping anything. Raises Refused."""
    parser = expat.ParserCreate("utf-8")
    nodes = depth = 0

    def start(_name: str, attributes: list[str]) -> None:
        nonlocal nodes, depth
        nodes += 1 + len(attributes) // 2
        depth += 1
        if nodes > NODES:
            raise Refused(f"more than {NODES:,} elements and attributes; export fewer variants")
        if depth > DEPTH:
            raise Refused(f"more than {DEPTH} elements in one another")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_declared: object) -> None:
        raise Refused("a DOCTYPE is not read: it may hide entities; remove it")

    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(f"not well-formed XML in UTF-8: {error}") from error
