"""Read Moodle XML as Moodle's own import does (4.5, question/format/xml/format.php), and say what it would change or refuse."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from problemgen.errors import Place, ProblemgenError
from problemgen.importers.archive import read_xml
from problemgen.importers.images import pictures_in, unlike_svg, unsaid
from problemgen.importers.moodle_cloze import read_cloze
from problemgen.importers.moodle_text import decoded, is_grade, losses_in, number_in, window, without_tags
from problemgen.importers.view import Finding, ReadChoice, ReadGroup, ReadPackage, ReadPart, ReadPicture, ReadQuestion, Window

LARGEST = 1 << 27  # bytes
LONGEST_NAME = 255
LONGEST_ID = 100
EVERYTHING = (float("-inf"), float("inf"))
REFUSED = "the whole file is refused"
STOPS = "the import stops here without a word, and what follows is not imported"

_STEPS = re.compile(r"(?<!/)/(?!/)")
_BLANK = re.compile(r"&#?\w+;\s+&#?\w+;")
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)

Tell = Callable[[str], None]


@dataclass
class _Reading:
    """What was read so far, and the category that questions go to."""

    title: str = ""
    group: str = ""
    questions: list[ReadQuestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    ids: set[tuple[str, str]] = field(default_factory=set)
    category_ids: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> ReadPackage:
    """Read a file. Raises ProblemgenError where it cannot be read at all."""
    try:
        if path.stat().st_size > LARGEST:
            raise ProblemgenError(f"more than {LARGEST >> 20} MB; export fewer variants", Place(str(path)))
        data = path.read_bytes()
    except OSError as error:
        raise ProblemgenError(f"the file cannot be read: {error.strerror}", Place(str(path))) from error
    root = read_xml(data, str(path))
    if root.tag != "quiz":
        raise ProblemgenError(f"Moodle XML starts with <quiz>, not with <{root.tag}>", Place(str(path)))
    reading = _Reading()
    if match := _BLANK.search(_CDATA.sub("", data.decode("utf-8-sig"))):
        reading.findings.append(Finding("file", f"the blank in {match[0]!r} is lost; write the text as CDATA"))
    for number, node in enumerate(root.findall("question"), 1):
        _read_question(reading, node, number)
    sizes: dict[str, int] = {}
    for question in reading.questions:
        sizes[question.group] = sizes.get(question.group, 0) + 1
    groups = tuple(ReadGroup(title, 0, size) for title, size in sizes.items())
    return ReadPackage("moodle", reading.title, groups, tuple(reading.questions), tuple(dict.fromkeys(reading.findings)))


def _read_question(reading: _Reading, node: Element, number: int) -> None:
    kind = node.get("type", "")
    name = _text(node, "name") or f"question {number}"
    place = _text(node, "idnumber", direct=True) or name

    def tell(message: str) -> None:
        reading.findings.append(Finding(place, message))

    if kind == "category":
        _category(reading, node)
        return
    if kind not in _KINDS:
        tell(f"questions of type {kind!r} are not read here, or by a plain Moodle")
        return
    _names(reading, node, name, tell)
    pictures: list[ReadPicture] = []
    for each in node.iter():
        text = each.find("text")
        if text is not None and text.text:
            files = {file.get("name", ""): file for file in each.findall("file")}
            _tell_all(tell, losses_in(text.text, each.get("format", "html"), files))
            pictures += pictures_in(text.text)
            _tell_all(tell, (message for file in files.values() for message in _file_faults(file, text.text or "")))
    _tell_all(tell, unsaid(pictures))
    page, parts = _KINDS[kind](node, tell)
    id, shown = _text(node, "idnumber", direct=True), decoded(without_tags(name))[:LONGEST_NAME]
    reading.questions.append(ReadQuestion(id, shown, reading.group, page, parts, _text(node, "generalfeedback"), tuple(pictures)))


def _file_faults(file: Element, text: str) -> Iterator[str]:
    """Say what is wrong with a file of a text."""
    name = file.get("name", "")
    if f"@@PLUGINFILE@@/{name}" not in text:
        yield f"no text shows the file {name}"
    if file.get("encoding") != "base64":
        yield f"the file {name} is not said to be in base64, so it is stored as it stands here"
        return
    try:
        data = b64decode("".join((file.text or "").split()), validate=True)
    except ValueError:
        yield f"the file {name} is no base64"
        return
    yield from unlike_svg(data, name)


def _tell_all(tell: Tell, messages: Iterator[str]) -> None:
    for message in messages:
        tell(message)


def _text(node: Element, name: str, direct: bool = False) -> str:
    found = node.find(name if direct else f"{name}/text")
    return (found.text or "").strip() if found is not None else ""


def _category(reading: _Reading, node: Element) -> None:
    path = _text(node, "category")
    steps = [decoded(without_tags(step.replace("//", "/").strip())).strip() for step in _STEPS.split(path)]
    own = [step for step in steps if step != "top" and not re.fullmatch(r"\$[a-z]+\$", step)]
    reading.title = reading.title or " / ".join(own[:-1])
    reading.group = own[-1] if " / ".join(own[:-1]) == reading.title else " / ".join(own)

    def tell(message: str) -> None:
        reading.findings.append(Finding(f"category {reading.group}", message))

    if any(without_tags(step) != step for step in path.split("/")):
        tell("what is like a tag is taken out of the name of a category")
    if any(len(step) > LONGEST_NAME for step in steps):
        tell(f"a name of more than {LONGEST_NAME} characters stops the import with an error")
    if (id := _text(node, "idnumber", direct=True)) and reading.category_ids.setdefault(id, reading.group) != reading.group:
        tell(f"the idnumber {id!r} is taken by another category, which stops the import with an error")


def _names(reading: _Reading, node: Element, name: str, tell: Tell) -> None:
    """Check the name and the idnumber of a question."""
    if not _text(node, "name"):
        tell(f"there is no name: {REFUSED}")
    if without_tags(name) != name:
        tell("what is like a tag is taken out of the name")
    if len(name) > LONGEST_NAME:
        tell(f"the name is cut to {LONGEST_NAME} characters")
    id = _text(node, "idnumber", direct=True)
    if len(id) > LONGEST_ID:
        tell(f"an idnumber of more than {LONGEST_ID} characters stops the import with an error")
    if id and (reading.group, id) in reading.ids:
        tell(f"the idnumber {id!r} is taken in this category, and is dropped")
    reading.ids.add((reading.group, id))


@dataclass(frozen=True)
class _Answer:
    share: float
    text: str
    feedback: str
    tolerance: str


def _answers(node: Element, tell: Tell) -> list[_Answer]:
    found = []
    for answer in node.findall("answer"):
        share, rest = number_in(answer.get("fraction", "0"))
        if share is None or rest or not is_grade(share / 100):
            tell(f"the grade {answer.get('fraction')!r} is not one of those that Moodle takes: {REFUSED}")
        found.append(_Answer((share or 0.0) / 100, _own_text(answer), _text(answer, "feedback"),
                             (answer.findtext("tolerance") or "0").strip()))  # fmt: skip
    return found


def _own_text(answer: Element) -> str:
    return (answer.findtext("text") or "").strip()


def _points(node: Element) -> float:
    return number_in(node.findtext("defaultgrade") or "1")[0] or 0.0


Read = tuple[str, tuple[ReadPart, ...]]


def _numerical(node: Element, tell: Tell) -> Read:
    units = dict(_units(node, tell))
    windows: list[Window] = []
    answers = _answers(node, tell)
    for answer in answers:
        if answer.text == "*":
            windows.append(Window(*EVERYTHING, answer.share, answer.feedback))
            continue
        value = _converted(answer.text, units, "the answer", tell)
        tolerance = _converted(answer.tolerance, units, "the tolerance", tell)
        windows.append(Window(*window(value, tolerance), answer.share, answer.feedback))
    if not any(answer.share == 1 for answer in answers):
        tell("no answer earns everything")
    _tell_all(tell, _hidden(windows))
    part = ReadPart("number", _points(node), windows=tuple(windows), units=tuple(units.items()))
    return _text(node, "questiontext"), (part,)


def _hidden(windows: list[Window]) -> Iterator[str]:
    """Name answers that lie within an earlier one: the first that fits counts."""
    for at, inner in enumerate(windows):
        if any(outer.low <= inner.low and inner.high <= outer.high for outer in windows[:at]):
            yield f"answer {at + 1} is never reached: an earlier one covers it"


def _converted(text: str, units: Mapping[str, float], what: str, tell: Tell) -> float:
    value, rest = number_in(text)
    if value is None:
        tell(f"{what} {text!r} is no number: {STOPS}")
        return 0.0
    if rest and rest not in units:
        tell(f"{what} {text!r} is read as {value:g}, as it stands")
    return value / units.get(rest, 1.0)


def _units(node: Element, tell: Tell) -> Iterator[tuple[str, float]]:
    for unit in node.findall("units/unit"):
        name, multiplier = (unit.findtext("unit_name") or "").strip(), number_in(unit.findtext("multiplier") or "1")[0]
        if " " in name:
            tell(f"the unit {name!r} is never found: blanks are taken out of what is typed")
        if not name or not multiplier:
            tell(f"the unit {name!r} without a name or with a multiplier of 0 is dropped")
        else:
            yield name, multiplier


def _multichoice(node: Element, tell: Tell) -> Read:
    single = (node.findtext("single") or "true").strip() not in ("false", "0", "")
    answers = _answers(node, tell)
    positive = round(sum(answer.share for answer in answers if answer.share > 0), 2)
    if single and max((answer.share for answer in answers), default=0) != 1:
        tell("no choice earns everything")
    if not single and positive != 1:
        tell(f"the grades of the right choices add up to {100 * positive:g} %, not to 100 %")
    if len([answer for answer in answers if answer.text]) < 2:
        tell("fewer than two choices: the import stops with an error")
    choices = tuple(ReadChoice(answer.text, answer.share, answer.feedback) for answer in answers)
    return _text(node, "questiontext"), (ReadPart("choice" if single else "several", _points(node), choices=choices),)


def _matching(node: Element, tell: Tell) -> Read:
    pairs = [(_own_text(each), _text(each, "answer")) for each in node.findall("subquestion")]
    names = [answer for place, answer in pairs if place]
    if any(place and not answer for place, answer in pairs):
        tell(f"something has nothing to match with: {STOPS}")
    if len(set(names)) < len(names):
        tell("equal answers become one")
    return _text(node, "questiontext"), (ReadPart("order", _points(node), order=tuple(names)),)


def _cloze(node: Element, tell: Tell) -> Read:
    found = read_cloze(_text(node, "questiontext"))
    _tell_all(tell, iter(found.faults))
    whole = sum(part.points for part in found.parts)
    if node.find("defaultgrade") is not None and _points(node) != whole:
        tell(f"the grade is {whole:g}, the sum of the weights, not {_points(node):g}")
    for at, part in enumerate(found.parts, 1):
        _tell_all(tell, (f"gap {at}: {message}" for message in _hidden(list(part.windows))))
    return found.text, found.parts


_KINDS: Mapping[str, Callable[[Element, Tell], Read]] = {
    "numerical": _numerical, "multichoice": _multichoice, "matching": _matching, "match": _matching,
    "cloze": _cloze, "multianswer": _cloze,
}  # fmt: skip
