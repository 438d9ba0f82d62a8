"""Read a QTI item: what it declares, what it asks, what it shows after an attempt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from problemgen.importers.qti_evaluate import NotUnderstood, Points, Run, Value, Variable, read_value
from problemgen.importers.qti_files import plain_text

FEEDBACK = ("feedback-block", "feedback-inline", "modal-feedback")
_MATCH = "match_correct"
_MAP = "map_response"


@dataclass(frozen=True)
class Interaction:
    """A place to answer: text-entry, choice or inline-choice; ``most`` choices may be made (0: any number)."""

    kind: str
    response: str
    choices: tuple[tuple[str, str], ...]
    most: int


@dataclass(frozen=True)
class Comment:
    """A piece of feedback, shown where an outcome holds an identifier (or hidden there)."""

    outcome: str
    identifier: str
    hides: bool
    text: str


@dataclass(frozen=True)
class QtiItem:
    """An item as read; ``version`` is 2.1 or 3.0, ``root`` the tree in the words of 3.0."""

    version: str
    root: Element
    identifier: str
    title: str
    responses: Mapping[str, Variable]
    outcomes: Mapping[str, Variable]
    interactions: tuple[Interaction, ...]
    comments: tuple[Comment, ...]

    def run(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Score an attempt: give the outcomes. Raises NotUnderstood."""
        run = Run(self.responses, self.outcomes, {name: value for name, value in given.items() if value is not None})
        processing = self.root.find("response-processing")
        if processing is None:
            return run.found
        template = processing.get("template", "").rpartition("/")[2].removesuffix(".xml")
        if template:
            self._standard(run, template)
        run.rules(list(processing))
        return run.found

    def _standard(self, run: Run, template: str) -> None:
        """Apply one of the standard templates: they are about RESPONSE and SCORE."""
        response = self.responses.get("RESPONSE")
        if response is None or template not in (_MATCH, _MAP):
            raise NotUnderstood(f"the template {template}")
        if template == _MAP:
            run.set("SCORE", run.mapped(Element("map-response", {"identifier": "RESPONSE"})))
        else:
            run.set("SCORE", 1.0 if run.given.get("RESPONSE") == response.correct else 0.0)

    def shown(self, outcomes: Mapping[str, Value]) -> list[Comment]:
        """List the feedback that is seen with these outcomes."""
        return [each for each in self.comments if _holds(outcomes.get(each.outcome), each.identifier) != each.hides]

    @property
    def text(self) -> str:
        """Give what is read on the page before an attempt."""
        body = self.root.find("item-body")
        return plain_text(body, FEEDBACK) if body is not None else ""


def _holds(value: Value, identifier: str) -> bool:
    return identifier in value if isinstance(value, tuple) else value == identifier


def read_item(version: str, root: Element) -> QtiItem:
    """Read an item from its tree. Raises NotUnderstood for a value that is none."""
    return QtiItem(
        version=version, root=root, identifier=root.get("identifier", ""), title=root.get("title", ""),
        responses={each.identifier: each for each in map(_variable, root.findall("response-declaration"))},
        outcomes={each.identifier: each for each in map(_variable, root.findall("outcome-declaration"))},
        interactions=tuple(_interactions(root)), comments=tuple(_comments(root)),
    )  # fmt: skip


def _variable(declared: Element) -> Variable:
    base = declared.get("base-type", "")
    cardinality = declared.get("cardinality", "")
    try:
        correct, default = (_values(declared.find(name), base, cardinality) for name in ("correct-response", "default-value"))
        points = _points(declared.find("mapping"))
    except ValueError as error:
        raise NotUnderstood(f"a value of {declared.get('identifier')}: {error}") from error
    return Variable(declared.get("identifier", ""), cardinality, base, correct, default, points)


def _values(holder: Element | None, base: str, cardinality: str) -> Value:
    values = tuple(read_value(each.text or "", base) for each in holder.findall("value")) if holder is not None else ()
    if not values:
        return None
    return values[0] if cardinality == "single" else values


def _points(mapping: Element | None) -> Points | None:
    if mapping is None:
        return None
    entries = {each.get("map-key", ""): float(each.get("mapped-value", "0")) for each in mapping.findall("map-entry")}
    low, high = (mapping.get(name) for name in ("lower-bound", "upper-bound"))
    return Points(entries, float(mapping.get("default-value", "0")), None if low is None else float(low),
                  None if high is None else float(high))  # fmt: skip


def _interactions(root: Element) -> Iterator[Interaction]:
    for element in root.iter():
        kind, is_one, _ = element.tag.partition("-interaction")
        if not is_one:
            continue
        choices = tuple((each.get("identifier", ""), plain_text(each, FEEDBACK))
                        for each in element.iter() if each.tag in ("simple-choice", "inline-choice"))  # fmt: skip
        most = element.get("max-choices", "1")
        yield Interaction(kind, element.get("response-identifier", ""), choices, int(most) if most.isdigit() else 1)


def _comments(root: Element) -> Iterator[Comment]:
    for each in root.iter():
        if each.tag in FEEDBACK:
            yield Comment(each.get("outcome-identifier", ""), each.get("identifier", ""), each.get("show-hide", "show") == "hide",
                          plain_text(each))  # fmt: skip
