"""Items of QTI 1.2 as Canvas' two readers see them: what they would show, and how they would grade.

Classic Quizzes is QTIMigrationTool and canvas-lms, gems/plugins/qti_exporter/lib/qti; New Quizzes is gem qti 2.27,
lib/qti/v1/models. Where they disagree, the question is read as Classic Quizzes does, and the difference is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from problemgen.importers.canvas_conditions import Condition, conditions, numeric
from problemgen.importers.view import ReadChoice, ReadPart, ReadQuestion

# Feedback of these names belongs to the question, never to one answer (assessment_item_converter.rb, get_feedback_id).
_OF_THE_QUESTION = re.compile(r"general_|_all|wrong|incorrect|correct|(_IC$)|(_C$)", re.IGNORECASE)
_IDENT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
CHOICE = {"multiple_choice_question": "choice", "true_false_question": "choice", "multiple_answers_question": "several"}


@dataclass(frozen=True)
class ReadItem:
    """A question and what is wrong with it."""

    question: ReadQuestion
    complaints: tuple[str, ...]


def read_item(item: Element, group: str) -> ReadItem:
    """Read one item."""
    fields = {_text(field.find("fieldlabel")): _text(field.find("fieldentry")) for field in item.iter("qtimetadatafield")}
    kind = fields.get("question_type", "")
    points = float(fields.get("points_possible") or 1)
    part, complaints = _part(item, kind, points)
    id, told = item.get("ident", ""), feedback(item)
    if not _IDENT.fullmatch(id):
        complaints.append(f"the ident {id!r} is changed by Classic Quizzes: a letter first, then letters, digits, '_', '-', '.'")
    if "points_possible" not in fields:
        complaints.append("no points_possible: it counts 1")
    question = ReadQuestion(id, item.get("title", ""), group, _page(item), (part,), told.get("general_fb", ""))
    return ReadItem(question, tuple(complaints))


def _part(item: Element, kind: str, points: float) -> tuple[ReadPart, list[str]]:
    if kind == "numerical_question":
        read = numeric(item)
        return ReadPart("number", points, windows=read.windows), [*read.complaints, *_unseen(item)]
    if kind in CHOICE:
        return _choices(item, CHOICE[kind], points)
    if kind == "matching_question":
        return _matching(item, points)
    if kind == "text_only_question":
        return ReadPart("text", 0), ["New Quizzes makes a stimulus of a text without a question, and it gets lost"]
    return ReadPart("unknown", points), [f"a question of type {kind!r}: the readers guess or match text; use another type"]


def _text(node: Element | None) -> str:
    return "".join(node.itertext()).strip() if node is not None else ""


def _page(item: Element) -> str:
    return _text(item.find("presentation/material/mattext"))


def feedback(item: Element) -> dict[str, str]:
    """List the feedback of an item by its ident, where New Quizzes looks for it: two elements above the text."""
    return {node.get("ident", ""): _text(node.find("*/*/mattext")) for node in item.iter("itemfeedback")}


def _unseen(item: Element) -> Iterator[str]:
    """Find feedback that is shown for no answer, and answers whose feedback is dropped."""
    known = feedback(item)
    shown = {each.feedback for each in conditions(item) if each.feedback}
    for ident in shown - known.keys():
        yield f"the feedback {ident!r} is not there"
    for ident in known.keys() - shown:
        if not _OF_THE_QUESTION.search(ident):
            yield f"the feedback {ident!r} belongs to no answer"
    yield from (f"the feedback {ident!r} has no text where New Quizzes looks for it" for ident, text in known.items() if not text)


@dataclass
class _Label:
    """A choice while its conditions are gone through; choices are listed by their idents, since pages shuffle them."""

    text: str
    right: bool = False
    feedback: str = ""


def _choices(item: Element, kind: str, points: float) -> tuple[ReadPart, list[str]]:
    complaints = list(_unseen(item))
    nodes = list(item.iter("response_label"))
    labels = {node.get("ident", ""): _Label(_text(node.find(".//mattext"))) for node in nodes}
    complaints += [f"two choices are named {ident!r}" for ident, count in Counter(n.get("ident", "") for n in nodes).items()
                   if count > 1]  # fmt: skip
    complaints += [f"the choice {ident!r} has no text" for ident, label in labels.items() if not label.text]
    found = [each for each in conditions(item) if not each.other]
    for each in found:
        complaints += _follow(each, labels, feedback(item), kind)
    rights = {ident for ident, label in labels.items() if label.right}
    if rights != (new := _new_rights(found)):
        complaints.append(f"right in Classic Quizzes: {sorted(rights)}, in New Quizzes: {sorted(new)}")
    if not rights or (kind == "choice" and len(rights) > 1):
        complaints.append(f"{len(rights)} choices are right")
    share = 1 / max(1, len(rights)) if kind == "several" else 1.0
    loss = -share if kind == "several" else 0.0
    choices = tuple(
        ReadChoice(label.text, share if label.right else loss, label.feedback)
        for _, label in sorted(labels.items(), key=_by_ident)
    )
    cardinality = next((node.get("rcardinality") for node in item.iter("response_lid")), None)
    if cardinality != ("Multiple" if kind == "several" else "Single"):
        complaints.append(f"rcardinality is {cardinality!r}, which does not fit the type of the question")
    return ReadPart(kind, points, choices=choices), complaints


def _by_ident(named: tuple[str, _Label]) -> tuple[int, str]:
    return len(named[0]), named[0]


def _follow(each: Condition, labels: dict[str, _Label], told: dict[str, str], kind: str) -> Iterator[str]:
    """Follow one condition as Classic Quizzes does: the last condition on a choice says whether it is right."""
    joined = kind == "several" and each.has("and")
    for ident in [value for _, value in (each.wanted if joined else each.wanted[:1])]:
        label = labels.get(ident)
        if label is None:
            yield f"a condition asks for {ident!r}, which is no choice"
            continue
        if label.right and not each.score and not joined:
            yield f"feedback for {ident!r} stands after its score, so Classic Quizzes takes the choice for wrong"
        if each.score and each.score != 100:
            yield f"the choice {ident!r} is worth {each.score:g} %; in Classic Quizzes it is fully right"
        label.right = joined or bool(each.score and each.score > 0)
        if each.feedback and not joined:
            if _OF_THE_QUESTION.search(each.feedback):
                if each.feedback not in ("correct_fb", "general_incorrect_fb", "general_fb"):
                    yield f"the feedback {each.feedback!r} of {ident!r} is dropped for its name; call it {ident}_fb"
            else:
                label.feedback = label.feedback or told.get(each.feedback, "")


def _new_rights(found: list[Condition]) -> set[str]:
    """Read which choices are right as New Quizzes does (choice_interaction.rb, scoring_data_structs)."""
    joined = next((node for each in found for node in each.node.iter("and")), None)
    if joined is not None:
        return {_text(node) for node in joined if node.tag != "not"}
    return {each.wanted[0][1] for each in found if each.score and each.wanted}


def _matching(item: Element, points: float) -> tuple[ReadPart, list[str]]:
    """Read pairs: in the order of the places, the name that belongs to each."""
    complaints = list(_unseen(item))
    places = list(item.iter("response_lid"))
    lists = [{label.get("ident", ""): _text(label.find(".//mattext")) for label in place.iter("response_label")}
             for place in places]  # fmt: skip
    names = lists[0] if lists else {}
    if any(other != names for other in lists):
        complaints.append("the places offer different names; Classic Quizzes takes those of the first for all")
    digits = [match[0] if (match := re.search(r"\d+", ident)) else ident for ident in names]
    if len(set(digits)) < len(digits):
        complaints.append("two names have idents with the same digits, by which Classic Quizzes knows them")
    right: dict[str, str] = {}
    for each in conditions(item):
        if each.score is None or not each.wanted:
            continue
        place, ident = each.wanted[0]
        if each.action != "Add":
            complaints.append(f"the score of {place!r} is not added; Classic Quizzes finds no right name for it")
        elif ident in names:
            right[place] = names[ident]
        else:
            complaints.append(f"{place!r} asks for {ident!r}, which is not among the names")
    missing = [place.get("ident", "") for place in places if place.get("ident", "") not in right]
    complaints += [f"no name is right for {place!r}" for place in missing]
    return ReadPart("order", points, order=tuple(right.get(place.get("ident", ""), "") for place in places)), complaints
