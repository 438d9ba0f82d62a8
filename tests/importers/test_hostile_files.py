"""Files that are made to harm whoever opens them: refused in words, within bounds of time and memory, by every reader."""

from __future__ import annotations

import io
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.peak import TELL_PEAK, took

CHILD = """
import sys
from pathlib import Path
from problemgen.errors import ProblemgenError
from problemgen.importers.formats import READERS
for name in sys.argv[2:]:
    try:
        read = READERS[name](Path(sys.argv[1]))
        print(name, "read", len(read.questions), [str(each)[:200] for each in read.findings[:3]])
    except ProblemgenError as error:
        print(name, "refused", str(error)[:300])
""" + TELL_PEAK
ZIPS = ("canvas", "qti3", "qti21", "blackboard-pool", "brightspace-package")
XMLS = ("moodle", "qti3", "qti21")
LAUGHS = "<!DOCTYPE q [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)) + "]>"


def xml(body: str, head: str = "") -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>{head}<quiz>{body}</quiz>".encode()


DOCUMENTS: dict[str, bytes] = {
    "billion laughs": xml("&a8;", LAUGHS),
    "quadratic blow-up": xml("&a;" * 50_000, f"<!DOCTYPE q [<!ENTITY a '{'x' * 50_000}'>]>"),
    "a file of the system": xml("&a;", "<!DOCTYPE q [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"),
    "a DTD of the network": xml("", "<!DOCTYPE q SYSTEM 'http://127.0.0.1:9/x.dtd'>"),
    "a parameter entity": xml("", "<!DOCTYPE q [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>"),
    "deep": xml("<a>" * 100_000 + "</a>" * 100_000),
    "millions of elements": xml("<a/>" * 8_000_000),
    "millions of attributes": xml("<a " + " ".join(f"a{n}=''" for n in range(1_100_000)) + "/>"),
    "a long name": xml(f"<{'a' * 5_000_000}/>"),
    "in UTF-16 with entities": xml("&a;", "<!DOCTYPE q [<!ENTITY a 'x'>]>").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "in UTF-7": b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE q+AD4-<quiz/>",
    "in EBCDIC": "<?xml version='1.0' encoding='cp037'?><!DOCTYPE q [<!ENTITY a 'x'>]><quiz>&a;</quiz>".encode("cp037"),
    "not closed": b"<quiz>" + b"<a>" * 50,
    "nothing": b"",
}


def zipped(*members: tuple[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda info: None) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            change(info)
            package.writestr(info, content)
    return data.getvalue()


def linked(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def doubled() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped(("imsmanifest.xml", b"<manifest/>"), ("imsmanifest.xml", b"<manifest><x/></manifest>"))


def closed() -> bytes:
    """Mark a member as closed with a password."""
    data = bytearray(zipped(("imsmanifest.xml", b"<manifest/>")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def lying() -> bytes:
    """Say that a member is much smaller than it is."""
    data = zipped(("imsmanifest.xml", b"<manifest>" + b" " * 1_000_000 + b"</manifest>"))
    return data.replace((1_000_021).to_bytes(4, "little"), (20).to_bytes(4, "little"))


def manifest(name: str) -> bytes:
    return zipped(("imsmanifest.xml", DOCUMENTS[name]))


PACKAGES: dict[str, Callable[[], bytes]] = {
    "a bomb of zeros": lambda: zipped(("imsmanifest.xml", b"0" * 300_000_000)),
    "a bomb of many": lambda: zipped(*((f"{n}.xml", b" " * 30_000_000) for n in range(10))),
    "too many files": lambda: zipped(*((f"{n}.xml", b"") for n in range(201_000))),
    "a path upwards": lambda: zipped(("../../HACKED", b"x"), ("imsmanifest.xml", b"<manifest/>")),
    "a path from the root": lambda: zipped(("/tmp/HACKED", b"x"), ("imsmanifest.xml", b"<manifest/>")),
    "a path of Windows": lambda: zipped(("C:\\HACKED", b"x"), ("imsmanifest.xml", b"<manifest/>")),
    "a link": lambda: zipped(("imsmanifest.xml", b"/etc/passwd"), change=linked),
    "doubled names": doubled,
    "a password": closed,
    "a lie about a size": lying,
    "cut short": lambda: zipped(("imsmanifest.xml", b"<manifest/>" * 500))[:200],
    "a zip in itself": lambda: zipped(("imsmanifest.xml", zipped(("imsmanifest.xml", b"<manifest/>")))),
    "billion laughs": lambda: manifest("billion laughs"),
    "a file of the system": lambda: manifest("a file of the system"),
    "deep": lambda: manifest("deep"),
    "millions of elements": lambda: manifest("millions of elements"),
}


def judged(tmp_path: Path, path: Path, readers: tuple[str, ...]) -> None:
    """Let every reader open a file: it is refused, or holds no question; nothing is written, time and memory are bounded."""
    command = [sys.executable, "-c", CHILD, str(path), *readers]
    found = took(command, tmp_path, {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert "Traceback" not in found.said
    assert "root:" not in found.said
    lines = found.said.splitlines()
    assert len(lines) == len(readers)
    for line in lines:
        assert " refused " in line or " read 0 [" in line, line
    assert found.seconds < 10 * len(readers)
    assert found.kilobytes < 500 * 1024
    assert {each.name for each in tmp_path.iterdir()} == {"said", path.name}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_hostile_xml(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.xml"
    path.write_bytes(DOCUMENTS[name])
    judged(tmp_path, path, XMLS)


@pytest.mark.parametrize("name", PACKAGES)
def test_hostile_zips(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.zip"
    path.write_bytes(PACKAGES[name]())
    judged(tmp_path, path, ZIPS)
