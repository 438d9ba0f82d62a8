"""Read a Brightspace question library package (d2l_2p0) and tell what would go wrong.

The rules are what can be seen in real exports, and those of the vendor's pages on arithmetic questions: a formula holds
numbers, {variables} and functions (``e`` is the constant), the tolerance is in units.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element

from problemgen.errors import Place, ProblemgenError
from problemgen.importers.archive import members, read_xml
from problemgen.importers.brightspace import plain
from problemgen.importers.images import pictures_in, unsaid
from problemgen.importers.view import Finding, ReadChoice, ReadGroup, ReadPackage, ReadPart, ReadQuestion, Window

D2L = "{http://desire2learn.com/xsd/d2lcp_v2p0}"  # of attributes; names are read without namespaces
LIBRARY = "d2lquestionlibrary"
KINDS = {"Multiple Choice", "True/False", "Multi-Select", "Ordering", "Arithmetic", "Short Answer", "Long Answer", "Matching",
         "Fill in the Blanks", "Multi-Short Answer", "Significant Figures"}  # fmt: skip

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_VARIABLE = re.compile(r"\{\w{1,10}\}")
_SCRIPT = re.compile(r"<\s*(?:script|iframe|object|embed)\b|<[^>]*\son\w+\s*=", re.IGNORECASE)

Tell = Callable[[str], None]


def read(path: Path) -> ReadPackage:
    """Read a package; whatever is wrong with it is a finding."""
    findings: list[Finding] = []
    try:
        library = _library(path, findings)
    except ProblemgenError as error:
        return ReadPackage("brightspace-package", path.stem, (), (), (Finding(path.name, str(error)),))
    sections = [(each.get("title", ""), each.findall("item")) for each in library.iter("section")]
    questions = tuple(_question(item, title, findings) for title, items in sections for item in items)
    for what in ("ident", "label"):
        names = Counter(item.get(what, "") for _, items in sections for item in items)
        findings += [Finding(name, f"{times} questions have this {what}") for name, times in names.items() if times > 1]
    if not questions:
        findings.append(Finding(path.name, "no questions"))
    groups = tuple(ReadGroup(title, 0, len(items)) for title, items in sections)
    return ReadPackage("brightspace-package", path.stem, groups, questions, tuple(findings))


def _library(path: Path, findings: list[Finding]) -> Element:
    """Open the question library that the manifest names. Raises ProblemgenError."""
    files = members(path)
    manifest = read_xml(files.get("imsmanifest.xml", b""), f"{path}: imsmanifest.xml")
    listed = [each.get("href", "") for each in manifest.iter("resource") if each.get(f"{D2L}material_type") == LIBRARY]
    if manifest.tag != "manifest" or len(listed) != 1:
        findings.append(Finding("imsmanifest.xml", f"not one resource is of the d2l_2p0:material_type {LIBRARY}"))
    name = listed[0] if listed else "questiondb.xml"
    if name not in files:
        raise ProblemgenError(f"the package holds no {name}", Place(str(path)))
    library = read_xml(files[name], f"{path}: {name}")
    if library.tag != "questestinterop" or library.find("objectbank") is None:
        findings.append(Finding(name, "no questestinterop/objectbank, so nothing is imported into the library"))
    return library


def _question(item: Element, group: str, findings: list[Finding]) -> ReadQuestion:
    fields = {each.findtext("fieldlabel", ""): each.findtext("fieldentry", "") for each in item.iter("qti_metadatafield")}
    label, kind = item.get("label", ""), fields.get("qmd_questiontype", "")
    place = fields.get("qmd_displayid") or label

    def tell(message: str) -> None:
        findings.append(Finding(place, message))

    if kind not in KINDS:
        tell(f"the importer knows no question type {kind!r}")
    for mattext in item.iter("mattext"):
        if _SCRIPT.search(mattext.text or ""):
            tell("a text holds a script or an embedded object, which is removed")
    text = _material(item.find("presentation/flow"))
    if not plain(text):
        tell("no question text")
    points = _points(fields.get("qmd_weighting", "1"), tell)
    parse = {"Arithmetic": _arithmetic, "Multiple Choice": _choice, "True/False": _choice, "Multi-Select": _several,
             "Ordering": _order}.get(kind)  # fmt: skip
    parts = (parse(item, points, tell),) if parse else ()  # other types are not graded here
    pictures = tuple(each for mattext in item.iter("mattext") for each in pictures_in(mattext.text or ""))
    for message in unsaid(pictures):
        tell(message)
    return ReadQuestion(place, item.get("title", ""), group, text, parts, _feedback(item).get(label, ""), pictures)


def _points(text: str, tell: Tell) -> float:
    if not _NUMBER.fullmatch(text) or float(text) <= 0:
        tell(f"points must be a number above 0, not {text!r}")
        return 0.0
    return float(text)


def _material(parent: Element | None) -> str:
    return "" if parent is None else parent.findtext("material/mattext", "")


def _feedback(item: Element) -> dict[str, str]:
    return {each.get("ident", ""): _material(each) for each in item.findall("itemfeedback")}


def _arithmetic(item: Element, points: float, tell: Tell) -> ReadPart:
    """Read a number whose formula is a constant."""
    if _VARIABLE.search(_material(item.find("presentation/flow"))):
        tell("what stands in braces is taken for a variable")
    graded = item.find("resprocessing/respcondition/respcond_extension")
    if graded is None or item.find("presentation/flow/response_num") is None:
        tell("an arithmetic question needs response_num and respcond_extension")
        return ReadPart("number", points)
    formula, tolerance = graded.findtext("formula", "").strip(), graded.find("tolerance")
    if formula != item.findtext("presentation/flow/material/mat_extension/formula", formula).strip():
        tell("the formula on the page is not the one that is graded by")
    if not _NUMBER.fullmatch(formula):
        tell(f"the formula is no plain number: {formula!r}")
    if tolerance is None or tolerance.get("type") != "units" or not _NUMBER.fullmatch((tolerance.text or "").strip()):
        tell("a tolerance in units is missing")
    units = graded.find("units")
    if units is not None and units.get(f"{D2L}worth", "0") not in ("", "0"):
        tell("a typed unit is worth points, and no unit is named" if not units.text else f"the unit {units.text} must be typed")
    precision = graded.find("precision")
    if precision is not None and precision.get(f"{D2L}precision_enforced") == "yes":
        tell("the number of decimals is enforced")
    try:
        centre, half = Decimal(formula), Decimal((tolerance.text or "").strip() if tolerance is not None else "0")
    except InvalidOperation:
        return ReadPart("number", points)
    return ReadPart("number", points, windows=(Window(float(centre - half), float(centre + half), 1.0),))


def _labels(item: Element, tell: Tell) -> list[tuple[str, str]]:
    """Give the idents and texts of what can be chosen or ordered."""
    found = [(each.get("ident", ""), _material(each.find("flow_mat"))) for each in item.iter("response_label")]
    if len(found) < 2 or len({ident for ident, _ in found}) < len(found):
        tell("two or more choices are needed, each with an ident of its own")
    if len({text for _, text in found}) < len(found):
        tell("two choices are alike")
    return found


def _conditions(item: Element) -> Iterator[tuple[str, str, Element]]:
    """Give respident, value and condition where a response must equal a value."""
    for condition in item.findall("resprocessing/respcondition"):
        equal = condition.find("conditionvar/varequal")
        if equal is not None:
            yield equal.get("respident", ""), (equal.text or "").strip(), condition


def _said(item: Element, condition: Element, tell: Tell) -> str:
    shown = condition.find("displayfeedback")
    if shown is None:
        return ""
    feedback = _feedback(item)
    if shown.get("linkrefid") not in feedback:
        tell(f"feedback {shown.get('linkrefid')!r} is shown, but is not there")
    return feedback.get(shown.get("linkrefid", ""), "")


def _choice(item: Element, points: float, tell: Tell) -> ReadPart:
    said = {value: (condition.findtext("setvar", ""), _said(item, condition, tell)) for _, value, condition in _conditions(item)}
    made = []
    for ident, text in _labels(item, tell):
        credit, feedback = said.get(ident, ("", ""))
        if not _NUMBER.fullmatch(credit) or not 0 <= float(credit) <= 100:
            tell(f"credit is a number from 0 to 100, not {credit!r}")
            credit = "0"
        made.append(ReadChoice(text, float(credit) / 100, feedback))
    if sum(choice.credit == 1 for choice in made) != 1:
        tell("one choice, and only one, must earn 100 %")
    return ReadPart("choice", points, choices=tuple(made))


def _several(item: Element, points: float, tell: Tell) -> ReadPart:
    """Read several choices; each is worth the same, and one that is left alone counts as well (right minus wrong)."""
    counted: dict[str, tuple[str, str]] = {}
    for _, value, condition in _conditions(item):
        counted[value] = (_variable(condition), _said(item, condition, tell))
    labels = _labels(item, tell)
    share, made = 2 / max(1, len(labels)), []
    for ident, text in labels:
        name, feedback = counted.get(ident, ("", ""))
        if name not in ("D2L_Correct", "D2L_Incorrect"):
            tell(f"a choice counts as D2L_Correct or D2L_Incorrect, not {name!r}")
        made.append(ReadChoice(text, share if name == "D2L_Correct" else -share, feedback))
    if item.findtext("presentation/flow/response_extension/grading_type") != "1":
        tell("several choices are not graded as right minus wrong (grading_type 1)")
    if not any(choice.credit > 0 for choice in made):
        tell("no choice is right")
    return ReadPart("several", points, choices=tuple(made), base=-sum(choice.credit for choice in made) / 2)


def _variable(condition: Element) -> str:
    setvar = condition.find("setvar")
    return "" if setvar is None else setvar.get("varname", "")


def _order(item: Element, points: float, tell: Tell) -> ReadPart:
    """Read an order: each label has a place from 1 on."""
    texts = dict(_labels(item, tell))
    places = {ident: value for ident, value, condition in _conditions(item) if _variable(condition) == "D2L_Correct"}
    if set(places) != set(texts) or sorted(places.values()) != sorted(str(n) for n in range(1, len(texts) + 1)):
        tell("each thing to be ordered needs a place of its own, from 1 on")
        return ReadPart("order", points)
    order = sorted(texts, key=lambda ident: int(places[ident]))
    return ReadPart("order", points, order=tuple(plain(texts[ident]) for ident in order))
