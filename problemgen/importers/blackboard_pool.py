"""Read Blackboard's pool packages by what Blackboard's own exports look like: manifest, ``.dat`` files, questions.

The structure is that of real exports (samples in Canvas: gems/plugins/qti_exporter, fixtures bb8 and bb9); no Blackboard
was run. What such an export never has is a finding.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

from problemgen.errors import ProblemgenError
from problemgen.importers.archive import members, read_xml
from problemgen.importers.blackboard import Refused
from problemgen.importers.images import pictures_in, unlike_svg, unsaid
from problemgen.importers.view import Finding, ReadChoice, ReadGroup, ReadPackage, ReadPart, ReadQuestion, Window

BB = "{http://www.blackboard.com/content-packaging/}"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
POOL = "assessment/x-bb-qti-pool"
COLLECTION = "csfiles/home_dir/"  # files that texts know by their numbers; not listed in the manifest
HALF_A_STEP = 0.005  # of per cents printed with two decimals

_FILE = re.compile(r"@X@EmbeddedFile\.requestUrlStub@X@bbcswebdav/(?:.*/)?(xid-\d+_\d+)")
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]-?\d+)?")


def read(path: Path) -> ReadPackage:
    """Read a pool package. Raises ProblemgenError where it is no zip."""
    found, files = _Found(), members(path)
    found.collection = {match[0] for name in files if name.startswith(COLLECTION) and f"{name}.xml" in files
                        for match in re.finditer(r"(?<=__)xid-\d+_\d+(?=\.)", name)}  # fmt: skip
    if "cx.package.info.version" not in files.pop(".bb-package-info", b"").decode("utf-8", "replace"):
        found.tell(".bb-package-info", "missing, or without its version: not taken for a Blackboard package")
    found.inside("imsmanifest.xml", partial(_manifest, files, found))
    for id, count in found.ids.items():
        if count > 1:
            found.tell(id, f"{count} questions or pools have this id")
    return ReadPackage("blackboard-pool", path.stem, tuple(found.groups), tuple(found.questions), tuple(found.findings))


@dataclass
class _Found:
    groups: list[ReadGroup] = field(default_factory=list)
    questions: list[ReadQuestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    collection: set[str] = field(default_factory=set)

    def tell(self, place: str, message: str) -> None:
        self.findings.append(Finding(place, message))

    def faults(self, place: str, messages: Iterable[str]) -> None:
        self.findings += [Finding(place, message) for message in messages]

    def inside(self, place: str, step: Callable[[], None]) -> None:
        """Take a step; where Blackboard would refuse, go on behind it."""
        try:
            step()
        except Refused as error:
            self.tell(place, str(error))


def _xml(files: dict[str, bytes], name: str) -> Element:
    """Parse a file. Raises Refused."""
    try:
        return read_xml(files[name], name)
    except ProblemgenError as error:
        raise Refused(error.problems[0].message) from error


def _manifest(files: dict[str, bytes], found: _Found) -> None:
    """Read the pools that the manifest lists."""
    if "imsmanifest.xml" not in files:
        raise Refused("no imsmanifest.xml at the root")
    listed: Counter[str] = Counter()
    for resource in _xml(files, "imsmanifest.xml").iter("resource"):
        name, id = resource.get(f"{BB}file", ""), resource.get("identifier", "")
        listed[name] += 1
        if not re.fullmatch(r"[A-Za-z_][\w.-]*", id, re.ASCII) or resource.get(BASE) != id:
            found.tell("imsmanifest.xml", f"identifier {id!r} is no XML name, or differs from xml:base")
        if name not in files:
            found.tell("imsmanifest.xml", f"bb:file {name!r} is not in the package")
        elif resource.get("type") == POOL and listed[name] == 1:
            found.inside(name, partial(_pool, files, name, resource.get(f"{BB}title", ""), found))
    for name, data in files.items():
        if name.startswith(COLLECTION):
            found.faults(name, unlike_svg(data, name))
        elif listed[name] != (name != "imsmanifest.xml"):
            found.tell(name, f"{listed[name]} times in the manifest")


def _pool(files: dict[str, bytes], name: str, title: str, found: _Found) -> None:
    assessment = _xml(files, name).find("assessment")
    section = None if assessment is None else assessment.find("section")
    if assessment is None or section is None:
        raise Refused("no assessment with a section")
    if assessment.get("title") != title or not title:
        found.tell(name, f"the title is {assessment.get('title')!r} here and {title!r} in the manifest")
    for level in (assessment.find("assessmentmetadata"), section.find("sectionmetadata")):
        found.ids[_value(level, "bbmd_asi_object_id")] += 1
        if _value(level, "bbmd_assessmenttype") != "Pool":
            found.tell(name, "not the metadata of a pool")
    before = len(found.questions)
    for number, item in enumerate(section.iter("item"), 1):
        place = f"{name}:{_value(item.find('itemmetadata'), 'bbmd_asi_object_id') or f'item {number}'}"
        found.inside(place, partial(_question, item, place, title, found))
    found.groups.append(ReadGroup(title, 0, len(found.questions) - before))


def _value(parent: Element | None, name: str) -> str:
    return "" if parent is None else (parent.findtext(name) or "").strip()


def _html(parent: Element | None) -> str:
    """Give the text of the first material inside."""
    found = None if parent is None else parent.find(".//mat_formattedtext")
    return "" if found is None else (found.text or "").strip()


def _question(item: Element, place: str, group: str, found: _Found) -> None:
    meta = item.find("itemmetadata")
    id, kind = _value(meta, "bbmd_asi_object_id"), _value(meta, "bbmd_questiontype")
    found.ids[id] += 1
    if not id:
        raise Refused("no bbmd_asi_object_id")
    text = _html(item.find("presentation/flow/flow[@class='QUESTION_BLOCK']"))
    if not text:
        raise Refused("no question text")
    if any("<script" in (each.text or "").lower() for each in item.iter("mat_formattedtext")):
        raise Refused("a script, which Blackboard takes out")
    if kind not in _READERS:
        raise Refused(f"no type of question that is known here: {kind!r}")
    feedback = _feedback(item)
    part = replace(_READERS[kind](item), points=_points(item, meta))
    for ident in ("correct", "incorrect"):
        if not feedback.get(ident):
            found.tell(place, f"no feedback {ident!r}")
    pictures = tuple(each for node in item.iter("mat_formattedtext") for each in pictures_in(node.text or ""))
    found.faults(place, unsaid(pictures))
    for each in dict.fromkeys(pictures):
        number = _FILE.fullmatch(each.address)
        if number is None or number[1] not in found.collection:
            found.tell(place, f"the picture {each.address[:80]} is not in the package, or has no description there")
    solution = feedback.get("correct", "")
    found.questions.append(ReadQuestion(id, item.get("title", ""), group, text, (part,), solution, pictures))


def _points(item: Element, meta: Element | None) -> float:
    points, most = _value(meta, "qmd_absolutescore_max"), item.find("resprocessing/outcomes/decvar")
    if most is None or _number(points) != _number(most.get("maxvalue", "")) or _number(points) <= 0:
        raise Refused(f"points {points!r} differ from the highest score, or are not more than 0")
    return _number(points)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise Refused(f"not a number: {text[:40]!r}")
    return float(text)


def _feedback(item: Element) -> dict[str, str]:
    """Read all feedback; every link to one must have its target."""
    found = {each.get("ident", ""): _html(each) for each in item.iter("itemfeedback")}
    for link in item.iter("displayfeedback"):
        if link.get("linkrefid", "") not in found:
            raise Refused(f"feedback {link.get('linkrefid')!r} does not exist")
    return found


def _right(item: Element) -> Element:
    """Find the condition of the right answer: the one that shows the feedback for it."""
    conditions = [each for each in item.iter("respcondition") if _linked(each) == "correct"]
    if len(conditions) != 1 or (when := conditions[0].find("conditionvar")) is None:
        raise Refused(f"{len(conditions)} conditions for the right answer")
    others = [each for each in item.iter("respcondition") if each.find("conditionvar/other") is not None]
    if len(others) != 1 or _linked(others[0]) != "incorrect" or _number(_score(others[0])) != 0:
        raise Refused("not one condition for all other answers, that scores 0")
    return when


def _linked(condition: Element) -> str:
    shown = condition.find("displayfeedback")
    return "" if shown is None else shown.get("linkrefid", "")


def _score(condition: Element) -> str:
    return _value(condition, "setvar[@variablename='SCORE']")


def _numeric(item: Element) -> ReadPart:
    if item.find(".//response_num/render_fib[@fibtype='Decimal']") is None:
        raise Refused("no field for a number")
    when = _right(item)
    low, value, high = (_number(_value(when, name)) for name in ("vargte", "varequal", "varlte"))
    if not low <= value <= high:
        raise Refused(f"the answer {value:g} is not between {low:g} and {high:g}")
    return ReadPart("number", 0.0, windows=(Window(low, high, 1.0, _feedback(item).get("correct", "")),))


def _labels(item: Element) -> dict[str, str]:
    listed = [(each.get("ident", ""), _html(each)) for each in item.iter("response_label")]
    if len(dict(listed)) < len(listed) or len(listed) < 2 or not all(ident and text for ident, text in listed):
        raise Refused("less than two choices, one without a name or text, or two of one name")
    return dict(listed)


def _own_scores(item: Element) -> dict[str, str]:
    """Read what each choice scores by itself; such a condition names the choice in place of the response."""
    single = [(each.find("conditionvar/varequal"), each) for each in item.iter("respcondition") if not each.get("title")]
    return {equal.get("respident", ""): _score(each) for equal, each in single if equal is not None}


def _chosen(item: Element, rights: list[str]) -> tuple[ReadChoice, ...]:
    """Grade choices: by their own per cents where partial credit is on."""
    labels, own, told = _labels(item), _own_scores(item), _feedback(item)
    if set(own) != set(labels) or not set(rights) <= set(labels):
        raise Refused("conditions that name other choices than there are")
    shared = _value(item.find("itemmetadata"), "bbmd_partialcredit") == "true"
    credits = {ident: _number(own[ident]) / 100 if shared else float(ident in rights) for ident in labels}
    if abs(sum(credits[ident] for ident in rights) - 1) > HALF_A_STEP * len(rights):
        raise Refused("the per cents of the right choices are not 100 together")
    return tuple(ReadChoice(text, credits[ident], told.get(ident, "")) for ident, text in labels.items())


def _choice(item: Element) -> ReadPart:
    rights = [(each.text or "").strip() for each in _right(item).iter("varequal")]
    if len(rights) != 1:
        raise Refused(f"{len(rights)} right answers in a question that takes one")
    return ReadPart("choice", 0.0, choices=_chosen(item, rights))


def _several(item: Element) -> ReadPart:
    both = _right(item).find("and")
    rights = [] if both is None else [(each.text or "").strip() for each in both.findall("varequal")]
    wrongs = [] if both is None else [(each.text or "").strip() for each in both.findall("not/varequal")]
    if not rights or sorted(rights + wrongs) != sorted(_labels(item)):
        raise Refused("the condition of the right answer does not name every choice once, with one right at least")
    return ReadPart("several", 0.0, choices=_chosen(item, rights))


def _matching(item: Element) -> ReadPart:
    """Read places to be matched with names: the n-th label of each stands for the n-th name."""
    names = [_html(each) for each in item.findall(".//flow[@class='RIGHT_MATCH_BLOCK']/flow")]
    equals = [each for each in item.iter("varequal") if each.get("respident")]
    meant = {each.get("respident", ""): (each.text or "").strip() for each in equals}
    order = []
    for asked in item.iter("response_lid"):
        labels = [label.get("ident", "") for label in asked.iter("response_label")]
        right = meant.get(asked.get("ident", ""), "")
        if right not in labels or len(labels) != len(names):
            raise Refused("a place without its right name, or with more names than there are")
        order.append(names[labels.index(right)])
    if len(order) < 2 or len(set(names)) < len(names) or not all(names):
        raise Refused("less than two places, or names that are empty or the same")
    return ReadPart("order", 0.0, order=tuple(order))


def _ordering(item: Element) -> ReadPart:
    labels = _labels(item)
    order = [(each.text or "").strip() for each in _right(item).iter("varequal")]
    if sorted(order) != sorted(labels):
        raise Refused("the right order does not name everything once")
    return ReadPart("order", 0.0, order=tuple(labels[ident] for ident in order))


_READERS: dict[str, Callable[[Element], ReadPart]] = {
    "Numeric": _numeric, "Multiple Choice": _choice, "Multiple Answer": _several, "Matching": _matching, "Ordering": _ordering,
}  # fmt: skip
