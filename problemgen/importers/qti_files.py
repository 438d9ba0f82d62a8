"""Read the files of a QTI package safely, and its XML with the words of QTI 3.0, whichever version it is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from problemgen.importers.archive import MEMBER, Refused, opened, parsed, read_member

__all__ = ["Files", "Refused", "in_one_language", "is_name", "parsed", "plain_text"]

NAMESPACES = {
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
}
PACKAGES = {
    "3.0": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "2.1": "http://www.imsglobal.org/xsd/imscp_v1p1",
}
MATHML = "http://www.w3.org/1998/Math/MathML"
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def is_name(text: str) -> bool:
    """Tell whether a text is an identifier that XML allows (its ASCII part).

    >>> is_name("membrane-nernst.forward-17"), is_name("17a"), is_name("a:b")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None


class Files:
    """The files of a zip, read one by one; an XML file alone is taken as a package of one item without a manifest."""

    def __init__(self, path: Path) -> None:
        """Open a file. Raises Refused."""
        self.path = path
        self.zip: zipfile.ZipFile | None = None
        self.infos: dict[str, zipfile.ZipInfo] = {}
        self.sizes: dict[str, int] = {}
        if path.suffix != ".xml":
            self.zip, self.infos = opened(path)
            self.sizes = {name: info.file_size for name, info in self.infos.items()}
            return
        try:
            self.sizes[path.name] = path.stat().st_size
        except OSError as error:
            raise Refused(f"cannot be read: {error}") from error

    def xml(self, name: str) -> Element:
        """Parse a file of the package strictly. Raises Refused."""
        return parsed(self.data(name))

    def data(self, name: str) -> bytes:
        """Unpack a file of the package. Raises Refused."""
        if self.zip is not None:
            return read_member(self.zip, self.infos[name])
        if self.sizes[name] > MEMBER:
            raise Refused(f"the file is larger than {MEMBER >> 20} MB")
        return self.path.read_bytes()


def in_one_language(root: Element) -> tuple[str, Element]:
    """Give the version, and the tree with the words of 3.0 without their prefix, and without namespaces but MathML's.

    >>> version, tree = in_one_language(parsed(
    ...     b'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" timeDependent="false"/>'))
    >>> version, tree.tag, tree.attrib
    ('2.1', 'assessment-item', {'time-dependent': 'false'})
    """
    version = next((v for v, namespace in NAMESPACES.items() if root.tag.startswith(f"{{{namespace}}}")), "")
    if not version:
        raise Refused("neither QTI 3.0 nor QTI 2.1")
    return version, _translated(root, version)


def _translated(element: Element, version: str) -> Element:
    namespace, _, local = element.tag.rpartition("}")
    if namespace != f"{{{NAMESPACES[version]}":
        return element  # formulas are kept as they are
    name = local.removeprefix("qti-") if version == "3.0" else _kebab(local)
    attributes = {key if version == "3.0" else _kebab(key): value for key, value in element.attrib.items()}
    copy = Element(name, attributes)
    copy.text, copy.tail = element.text, element.tail
    copy.extend(_translated(child, version) for child in element)
    if version == "3.0" and name == "content-body":
        copy.tag = "div"
    return copy


def _kebab(name: str) -> str:
    return name if name.startswith("{") else re.sub("([A-Z])", lambda match: f"-{match[1].lower()}", name)


def plain_text(element: Element, left_out: tuple[str, ...] = ()) -> str:
    """Give what is read of an element, formulas by their alternative text, on one line."""
    return " ".join("".join(_texts(element, left_out)).split())


_BLOCKS = {"p", "div", "li", "tr", "td", "th", "hr", "br", "table", "ul", "ol", "simple-choice"}


def _texts(element: Element, left_out: tuple[str, ...]) -> Iterator[str]:
    if element.tag == f"{{{MATHML}}}math":
        yield element.get("alttext") or "".join(element.itertext())
        return
    if element.tag in left_out:
        return
    yield " " if element.tag in _BLOCKS else ""
    yield element.text or ""
    for child in element:
        yield from _texts(child, left_out)
        yield child.tail or ""
    yield " " if element.tag in _BLOCKS else ""
