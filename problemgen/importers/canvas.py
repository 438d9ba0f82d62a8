"""Read a Canvas package back: the quiz, its groups and questions as Classic Quizzes and New Quizzes import them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from problemgen.errors import ProblemgenError
from problemgen.importers.archive import members, read_xml
from problemgen.importers.canvas_html import lost_in
from problemgen.importers.canvas_items import read_item
from problemgen.importers.images import pictures_in, unlike_svg, unsaid
from problemgen.importers.view import Finding, ReadGroup, ReadPackage, ReadQuestion

MANIFEST = "imsmanifest.xml"
QUIZ = "imsqti_xmlv1p2"
SETTINGS = "learning-application-resource"
_NAMESPACE = re.compile(r"<questestinterop\b[^>]*\sxmlns=")


@dataclass
class _Reading:
    """What was read so far."""

    files: Mapping[str, bytes]
    title: str = ""
    groups: list[ReadGroup] = field(default_factory=list)
    questions: list[ReadQuestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def complain(self, place: str, message: str) -> None:
        self.findings.append(Finding(place, message))


def read(path: Path) -> ReadPackage:
    """Read a package as Canvas does. Raises ProblemgenError where it is no zip."""
    reading = _Reading(members(path))
    root = _xml(reading, MANIFEST)
    if root is not None:
        _package(reading, root)
    elif inner := [name for name in reading.files if name.endswith(f"/{MANIFEST}")]:
        reading.complain(inner[0], "the manifest must stand at the root of the zip; do not wrap the package in a folder")
    return ReadPackage("canvas", reading.title, tuple(reading.groups), tuple(reading.questions),
                       tuple(dict.fromkeys(reading.findings)))  # fmt: skip


def _xml(reading: _Reading, name: str) -> Element | None:
    if name not in reading.files:
        reading.complain(name, "the file is not in the zip")
        return None
    try:
        return read_xml(reading.files[name], name)
    except ProblemgenError as error:
        reading.findings += [Finding(name, problem.message) for problem in error.problems]
        return None


def _package(reading: _Reading, manifest: Element) -> None:
    resources = list(manifest.iter("resource"))
    for ident, count in Counter(resource.get("identifier", "") for resource in resources).items():
        if count > 1:
            reading.complain(MANIFEST, f"{count} resources are named {ident!r}")
    listed = {node.get("href", "") for node in manifest.iter("file")} | {MANIFEST}
    for name in sorted(reading.files.keys() - listed):
        reading.complain(name, "the file is not in the manifest, so it is not imported")
    quizzes = [resource for resource in resources if resource.get("type") == QUIZ]
    if not quizzes:
        reading.complain(MANIFEST, f"no resource of type {QUIZ}: there is nothing to import")
    settings = [node.get("href", "") for resource in resources if resource.get("type", "").endswith(SETTINGS)
                for node in resource.iter("file")]  # fmt: skip
    for name in sorted(listed - reading.files.keys() - {node.get("href") for quiz in quizzes for node in quiz.iter("file")}):
        reading.complain(name, "the file is in the manifest, but not in the zip")
    for name, data in reading.files.items():
        for message in unlike_svg(data, name):
            reading.complain(name, message)
    for quiz in quizzes:
        for node in quiz.iter("file"):
            _quiz(reading, node.get("href", ""), quiz.get("identifier", ""), settings)
    _doubles(reading)


def _doubles(reading: _Reading) -> None:
    for id, count in Counter(question.id for question in reading.questions).items():
        if count > 1:
            reading.complain(id, f"{count} questions have this ident; where one is drawn, Classic Quizzes takes all of them")
    for title, count in Counter(group.title for group in reading.groups).items():
        if not title:
            reading.complain("section", f"{count} groups without a title")


def _quiz(reading: _Reading, name: str, identifier: str, settings: list[str]) -> None:
    root = _xml(reading, name)
    if root is None:
        return
    if not _NAMESPACE.search(reading.files[name].decode("utf-8-sig")):
        reading.complain(name, "questestinterop has no default namespace; New Quizzes finds nothing without one")
    assessments = list(root.iter("assessment"))
    if len(assessments) != 1:
        reading.complain(name, f"{len(assessments)} assessments in one file; there must be one")
        return
    [assessment] = assessments
    ident = assessment.get("ident", "")
    if ident != identifier:
        reading.complain(name, f"the assessment is {ident!r}, its resource {identifier!r}; they must be the same")
    reading.title = assessment.get("title", "") or reading.title
    _settings(reading, f"{ident}/assessment_meta.xml", ident, settings)
    _walk(reading, assessment, "")


def _settings(reading: _Reading, name: str, ident: str, listed: list[str]) -> None:
    """Read the settings, which Canvas looks for at one path (qti_exporter, converter.rb, post_process_assessments)."""
    if name not in listed:
        reading.complain(name, "no settings at this path: title, description and points of the quiz are not imported")
        return
    root = _xml(reading, name)
    if root is None:
        return
    if root.tag != "quiz" or root.get("identifier") != ident:
        reading.complain(name, f"the settings are not those of the assessment {ident!r}, so they are ignored")
        return
    reading.title = root.findtext("title", "") or reading.title
    for message in lost_in(root.findtext("description", ""), reading.files):
        reading.complain(name, message)
    if re.search("<[A-Za-z/!?]", root.findtext("title", "")):
        reading.complain(name, "New Quizzes reads the title as HTML: what looks like a tag is taken away")


def _walk(reading: _Reading, section: Element, group: str) -> None:
    for node in section:
        if node.tag == "section":
            drawn = node.find("selection_ordering/selection") is not None
            if drawn:
                _group(reading, node)
            _walk(reading, node, node.get("title", "") if drawn else group)
        elif node.tag == "item":
            read = read_item(node, group)
            pictures = tuple(each for text in node.iter("mattext") for each in pictures_in("".join(text.itertext())))
            reading.questions.append(replace(read.question, pictures=pictures))
            place = read.question.id or read.question.name
            for message in (*read.complaints, *_lost(node, reading.files), *unsaid(pictures)):
                reading.complain(place, message)


def _lost(item: Element, files: Mapping[str, bytes]) -> Iterator[str]:
    for text in item.iter("mattext"):
        yield from lost_in("".join(text.itertext()), files)


def _group(reading: _Reading, section: Element) -> None:
    title, ident = section.get("title", ""), section.get("ident", "")
    pick = _number(section, "selection_number")
    points = _number(section, "selection_extension/points_per_item")
    items = list(section.iter("item"))
    if pick is None:
        reading.complain(ident, "no selection_number: nothing is drawn")
    if points is None:
        reading.complain(ident, "no points_per_item: New Quizzes gives 0 points, Classic Quizzes those of the questions or 1")
    if pick is not None and pick > len(items):
        reading.complain(ident, f"{pick:g} questions are to be drawn from {len(items)}")
    reading.groups.append(ReadGroup(title, int(pick or 0), len(items), points or 0.0))


def _number(section: Element, path: str) -> float | None:
    try:
        return float(section.findtext(f"selection_ordering/selection/{path}", ""))
    except ValueError:
        return None
