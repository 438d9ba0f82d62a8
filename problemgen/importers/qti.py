"""Read a QTI package, 3.0 or 2.1, as importers and players do: manifest, test, items, and how each item would be graded.

What the rules of the specification or the known habits of players make of it is told as findings: qti3-item-player
1.1.20, @citolab/qti-components 7.27 and TAO's qti-sdk were watched.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

from problemgen.importers.images import picture_of, unlike_svg, unsaid
from problemgen.importers.qti_checks import checks, graded
from problemgen.importers.qti_evaluate import NotUnderstood
from problemgen.importers.qti_files import PACKAGES, Files, Refused, in_one_language, is_name
from problemgen.importers.qti_item import read_item
from problemgen.importers.qti_parts import Trying, read_parts
from problemgen.importers.view import Finding, ReadGroup, ReadPackage, ReadPicture, ReadQuestion

MANIFEST = "imsmanifest.xml"
_TYPES = {"3.0": ("imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"), "2.1": ("imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1")}


@dataclass(frozen=True)
class Resource:
    """A resource of the manifest."""

    identifier: str
    kind: str
    href: str
    files: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass
class _Reading:
    """A package while it is read."""

    version: str
    files: Files
    title: str = ""
    groups: list[ReadGroup] = field(default_factory=list)
    group_of: dict[str, str] = field(default_factory=dict)  # the group of an item, by its path
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the files of an item's resource, by its path
    questions: list[ReadQuestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def tell(self, place: str, message: str) -> None:
        self.findings.append(Finding(place, message))


def read(version: str, path: Path) -> ReadPackage:
    """Read a package of a version of QTI; an item file alone is read as a package of one."""
    name = f"qti{version.replace('.0', '').replace('.', '')}"
    try:
        reading = _Reading(version, Files(path))
    except Refused as error:
        return ReadPackage(name, path.stem, (), (), (Finding(path.name, str(error)),))
    if reading.files.zip is None:
        _item(reading, path.name)
    else:
        _package(reading)
    return ReadPackage(name, reading.title or path.stem, tuple(reading.groups), tuple(reading.questions), tuple(reading.findings))


READERS = {"qti3": partial(read, "3.0"), "qti21": partial(read, "2.1")}


def _package(reading: _Reading) -> None:
    if MANIFEST not in reading.files.sizes:
        reading.tell(MANIFEST, "there is none at the root of the zip")
        return
    try:
        root = reading.files.xml(MANIFEST)
    except Refused as error:
        reading.tell(MANIFEST, str(error))
        return
    resources = tuple(_resources(root))
    for message in _manifest(reading, root, resources):
        reading.tell(MANIFEST, message)
    item_type, test_type = _TYPES[reading.version]
    tests = [each for each in resources if each.kind == test_type and each.href in reading.files.sizes]
    for test in tests:
        _test(reading, test, resources)
    for each in resources:
        if each.kind == item_type and each.href in reading.files.sizes:
            reading.listed[each.href] = each.files
            _item(reading, each.href)
            if tests and each.href not in reading.group_of:
                reading.tell(each.href, "no section of the test draws this item")
    ids = Counter(each.id for each in reading.questions)
    for id, count in ids.items():
        if count > 1:
            reading.tell(id, f"{count} items have this identifier")


def _resources(root: Element) -> Iterator[Resource]:
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "resource":
            inside = [(each.tag.rpartition("}")[2], each) for each in element]
            yield Resource(
                element.get("identifier", ""), element.get("type", ""), posixpath.normpath(element.get("href", "")),
                tuple(posixpath.normpath(each.get("href", "")) for name, each in inside if name == "file"),
                tuple(each.get("identifierref", "") for name, each in inside if name == "dependency"),
            )  # fmt: skip


def _manifest(reading: _Reading, root: Element, resources: tuple[Resource, ...]) -> Iterator[str]:
    if root.tag != f"{{{PACKAGES[reading.version]}}}manifest":
        yield f"not the manifest of a QTI {reading.version} package"
    if not any(each.tag.rpartition("}")[2] == "organizations" for each in root):
        yield "organizations are missing"
    ids = Counter(each.identifier for each in resources)
    yield from (f"{count} resources are called {name}" for name, count in ids.items() if count > 1)
    yield from (f"{name!r} is no identifier" for name in (root.get("identifier", ""), *ids) if not is_name(name))
    for each in resources:
        yield from (f"{each.identifier} needs {name}, which is no resource" for name in each.needs if name not in ids)
        if each.kind not in _TYPES[reading.version] and each.kind != "webcontent":
            yield f"{each.identifier} is of a kind that is not imported: {each.kind}"
        if each.href not in each.files:
            yield f"{each.identifier} does not list its own file {each.href}"
    listed = {name for each in resources for name in (each.href, *each.files)}
    yield from (f"{name} is listed, but not in the zip" for name in sorted(listed - reading.files.sizes.keys()))
    yield from (f"{name} is in the zip, but not listed" for name in sorted(reading.files.sizes.keys() - listed - {MANIFEST}))


def _tree(reading: _Reading, name: str, wanted: str) -> Element:
    """Read a file of the package's version. Raises Refused."""
    version, root = in_one_language(reading.files.xml(name))
    if (version, root.tag) != (reading.version, wanted):
        raise Refused(f"is {root.tag} of QTI {version}, not {wanted} of QTI {reading.version}")
    return root


def _test(reading: _Reading, test: Resource, resources: tuple[Resource, ...]) -> None:
    try:
        root = _tree(reading, test.href, "assessment-test")
    except Refused as error:
        reading.tell(test.href, str(error))
        return
    reading.title = root.get("title", "")
    by_file = {each.href: each.identifier for each in resources}
    places = (each for each in root.iter() if each.tag in ("assessment-item-ref", "assessment-section"))
    for name, count in Counter(each.get("identifier", "") for each in places).items():
        if count > 1 or not is_name(name):
            reading.tell(test.href, f"{count} places are called {name}" if count > 1 else f"{name!r} is no identifier")
    if not any(each.get("show-feedback") == "true" for each in root.iter("item-session-control")):
        reading.tell(test.href, "show-feedback is not true: nobody sees feedback or worked solutions")
    for section in root.iter("assessment-section"):
        hrefs = [posixpath.normpath(posixpath.join(posixpath.dirname(test.href), each.get("href", "")))
                 for each in section.findall("assessment-item-ref")]  # fmt: skip
        for href in hrefs:
            if by_file.get(href) not in test.needs:
                reading.tell(test.href, f"{href} is drawn, but the test does not depend on it in the manifest")
        if hrefs:
            _group(reading, test, section, hrefs)


def _group(reading: _Reading, test: Resource, section: Element, hrefs: list[str]) -> None:
    title, selection = section.get("title", ""), section.find("selection")
    pick = int(selection.get("select", "0")) if selection is not None else len(hrefs)
    if not 0 < pick <= len(hrefs):
        reading.tell(test.href, f"{title}: {pick} of {len(hrefs)} items are to be drawn")
    reading.groups.append(ReadGroup(title, pick, len(hrefs)))
    reading.group_of.update(dict.fromkeys(hrefs, title))


def _item(reading: _Reading, name: str) -> None:
    """Read an item, answer it in all ways, and keep it as a question."""
    try:
        item = read_item(reading.version, _tree(reading, name, "assessment-item"))
        for message in dict.fromkeys(checks(item)):
            reading.tell(name, message)
        pictures = tuple(picture_of(each) for each in item.root.iter("img"))
        for message in (*unsaid(pictures), *_picture_faults(reading, name, pictures)):
            reading.tell(name, message)
        trying = Trying(item)
        parts = tuple(read_parts(trying))
        for message in graded(trying, sum(each.points for each in parts)):
            reading.tell(name, message)
    except Refused as error:
        reading.tell(name, str(error))
        return
    except (NotUnderstood, IndexError, ValueError) as error:
        reading.tell(name, f"cannot be scored: {error}")
        return
    group = reading.group_of.get(name, "")
    reading.questions.append(ReadQuestion(item.identifier, item.title, group, item.text, parts, trying.solution(), pictures))


def _picture_faults(reading: _Reading, item: str, pictures: tuple[ReadPicture, ...]) -> Iterator[str]:
    """Look into the files of an item's pictures. Raises Refused."""
    for each in dict.fromkeys(pictures):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(item), each.address))
        if path not in reading.files.sizes:
            yield f"the picture {each.address} is not in the package"
        elif path not in reading.listed.get(item, (path,)):
            yield f"the picture {path} is no file of the item's resource in the manifest"
        else:
            yield from unlike_svg(reading.files.data(path), path)
