"""What one part becomes in a QTI item: its declarations, its place on the page, its scoring and its feedback.

Windows are pairs of gte and lte, the first that fits counts: players differ in what they make of ``equal`` with a
tolerance (@citolab/qti-components 7.27 does not implement it; qti3-item-player 1.1.20 takes "abc" for equal).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from problemgen.cache import digest
from problemgen.exporters.item import Choice, ChoicePart, NumberPart, Part, RankingPart, WrongNumber
from problemgen.exporters.qti_names import Names
from problemgen.exporters.wording import NONE_OF_THESE, NOT_YET, PARTLY, RIGHT, WRONG_CHOICE, headed, how_to_answer, places

NOT_ANSWERED = "not-answered"  # an outcome before anything is answered; no choice is called so, for it has a hyphen


@dataclass(frozen=True)
class Ids:
    """The variables of a part: ``response`` (and a number where there are several), its score, its feedback."""

    response: str
    score: str
    feedback: str


@dataclass(frozen=True)
class Written:
    """A part in QTI; ``feedback_cardinality`` is that of its outcome for feedback."""

    declarations: str
    body: str
    processing: str
    modals: str
    feedback_cardinality: str = "single"


def written(names: Names, part: Part, ids: Ids) -> Written:
    """Write a part of any kind."""
    if isinstance(part, NumberPart):
        return _number(names, part, ids)
    if isinstance(part, ChoicePart):
        return _several(names, part, ids) if part.several else _choice(names, part, ids)
    return _ranking(names, part, ids)


# What all kinds of parts are written with.


def value(names: Names, base: str, text: str) -> str:
    """Write a value that stands in an expression."""
    return names.element("base-value", {"base-type": base}, text)


def variable(names: Names, identifier: str) -> str:
    """Write the value of a variable."""
    return names.element("variable", {"identifier": identifier})


def assign(names: Names, identifier: str, expression: str) -> str:
    """Write the setting of an outcome."""
    return names.element("set-outcome-value", {"identifier": identifier}, expression)


def _correct(names: Names, identifier: str) -> str:
    return names.element("correct", {"identifier": identifier})


def _points(points: float) -> str:
    return f"{points:.12g}"


def _condition(names: Names, branches: Iterable[tuple[str, str]], otherwise: str = "") -> str:
    """Write a chain of if and else-if: a test, and what it sets."""
    kinds = ("response-if", *["response-else-if"] * 1000)
    chain = [names.element(kind, {}, test, what) for kind, (test, what) in zip(kinds, branches, strict=False)]
    if otherwise:
        chain.append(names.element("response-else", {}, otherwise))
    return names.element("response-condition", {}, "\n", "\n".join(chain)) + "\n"


def _result(names: Names, ids: Ids, points: float, feedback: str) -> str:
    """Write the setting of a score and of the feedback to it."""
    score = assign(names, ids.score, value(names, "float", _points(points)))
    return score + assign(names, ids.feedback, value(names, "identifier", feedback))


def _response(names: Names, identifier: str, cardinality: str, base: str, right: Iterable[str], mapping: str = "") -> str:
    values = [names.element("value", {}, each) for each in right]
    correct = names.element("correct-response", {}, *values) if values else ""
    attributes = {"identifier": identifier, "cardinality": cardinality, "base-type": base}
    return names.element("response-declaration", attributes, correct, mapping) + "\n"


def _modal(names: Names, part: Part, ids: Ids, identifier: str, text: str) -> str:
    attributes = {"outcome-identifier": ids.feedback, "identifier": identifier, "show-hide": "show"}
    return names.element("modal-feedback", attributes, names.body(headed(part, f"<p>{text}</p>"))) + "\n"


# A number.


def mistake(codes: Iterable[str]) -> str:
    """Name the feedback to a mistake, so that results tell which one was made.

    >>> mistake(("lost_sign", "inverted"))
    'mistake-lost_sign-or-inverted'
    """
    return re.sub(r"[^\w-]", "_", "mistake-" + "-or-".join(codes), flags=re.ASCII)


def _number(names: Names, part: NumberPart, ids: Ids) -> Written:
    entry = names.element("text-entry-interaction", {"response-identifier": ids.response, "expected-length": "12"})
    windows = [(part.right.low, part.right.high, part.points, "right")]
    windows += [(wrong.interval.low, wrong.interval.high, part.points * wrong.credit, mistake(wrong.codes))
                for wrong in part.wrong]  # fmt: skip
    nothing = names.element("is-null", {}, variable(names, ids.response))  # @citolab/qti-components 7.27 takes it for 0
    branches = [(nothing, _result(names, ids, 0, "wrong"))]
    branches += [(_within(names, ids.response, low, high), _result(names, ids, points, feedback))
                 for low, high, points, feedback in windows]  # fmt: skip
    return Written(
        _response(names, ids.response, "single", "float", [part.right.value]),
        f"<p>{entry} ({how_to_answer(part)})</p>",
        _condition(names, branches, _result(names, ids, 0, "wrong")),
        "".join(_modal(names, part, ids, identifier, text) for identifier, text in _comments(part.wrong)),
    )


def _within(names: Names, response: str, low: str, high: str) -> str:
    edges = (("gte", low), ("lte", high))
    compared = (names.element(how, {}, variable(names, response), value(names, "float", edge)) for how, edge in edges)
    return names.element("and", {}, *compared)


def _comments(wrong: Iterable[WrongNumber]) -> Iterator[tuple[str, str]]:
    yield "right", RIGHT
    yield from ((mistake(each.codes), each.feedback or NOT_YET) for each in wrong)
    yield "wrong", NOT_YET


# Choices.


def choice_identifier(part: ChoicePart, choice: Choice) -> str:
    """Name a choice; where the order says nothing, neither does the name."""
    return f"c{digest(part.label, choice.key)[:8]}" if part.shuffle else choice.key


def _choice(names: Names, part: ChoicePart, ids: Ids) -> Written:
    right = [choice_identifier(part, choice) for choice in part.rights[:1]]
    partly = [choice for choice in part.choices if choice.credit and not choice.right]
    chosen = variable(names, ids.response)
    branches = [(names.element("match", {}, chosen, _correct(names, ids.response)), part.points)]
    branches += [(names.element("match", {}, chosen, value(names, "identifier", choice_identifier(part, choice))),
                  part.points * choice.credit) for choice in partly]  # fmt: skip
    scored = [(test, assign(names, ids.score, value(names, "float", _points(points)))) for test, points in branches]
    return Written(
        _response(names, ids.response, "single", "identifier", right), _choices(names, part, ids, "1"),
        _condition(names, scored) + _echo(names, ids), "",
    )  # fmt: skip


def _several(names: Names, part: ChoicePart, ids: Ids) -> Written:
    """Credit each right choice and take as much for each wrong one, but not below nothing."""
    part = with_a_right_one(part)
    share, rights = part.points / len(part.rights), [choice_identifier(part, choice) for choice in part.rights]
    entries = [names.element("map-entry", {"map-key": choice_identifier(part, choice),
                                           "mapped-value": _points(share if choice.right else -share)})
               for choice in part.choices]  # fmt: skip
    mapping = names.element("mapping", {"lower-bound": "0", "upper-bound": _points(part.points), "default-value": "0"}, *entries)
    chosen = variable(names, ids.response)
    all_right = names.element("match", {}, chosen, _correct(names, ids.response))
    given = names.element("not", {}, names.element("is-null", {}, chosen))
    mapped = names.element("map-response", {"identifier": ids.response})
    scored = [(all_right, assign(names, ids.score, value(names, "float", _points(part.points)))),
              (given, assign(names, ids.score, mapped))]  # fmt: skip
    return Written(
        _response(names, ids.response, "multiple", "identifier", rights, mapping), _choices(names, part, ids, "0"),
        _condition(names, scored) + _echo(names, ids), "", "multiple",
    )  # fmt: skip


def with_a_right_one(part: ChoicePart) -> ChoicePart:
    """Offer "None of these." where nothing is right: to choose nothing would be no answer."""
    if part.rights:
        return part
    return replace(part, choices=(*part.choices, Choice("none-of-these", NONE_OF_THESE, True)))


def _echo(names: Names, ids: Ids) -> str:
    """Let the feedback of what was chosen show; an empty outcome of several values stops qti3-item-player 1.1.20."""
    chosen = variable(names, ids.response)
    given = names.element("not", {}, names.element("is-null", {}, chosen))
    return _condition(names, [(given, assign(names, ids.feedback, chosen))])


def _choices(names: Names, part: ChoicePart, ids: Ids, most: str) -> str:
    choices = []
    for choice in part.choices:
        identifier = choice_identifier(part, choice)
        attributes = {"outcome-identifier": ids.feedback, "identifier": identifier, "show-hide": "show"}
        comment = choice.feedback or (RIGHT if choice.right else WRONG_CHOICE)
        feedback = names.element("feedback-inline", attributes, f"<br/>{comment}")
        choices.append(names.element("simple-choice", {"identifier": identifier}, choice.text, feedback) + "\n")
    attributes = {"response-identifier": ids.response, "shuffle": "true" if part.shuffle else "false", "max-choices": most}
    return names.element("choice-interaction", attributes, "\n", *choices)


# An order: a list to choose from for each place.


def _ranking(names: Names, part: RankingPart, ids: Ids) -> Written:
    identifiers = {name: f"n{number}" for number, name in enumerate(part.names, 1)}
    responses = {f"{ids.response}_{place}": identifiers[name] for place, name in enumerate(part.order, 1)}
    share = part.points / len(part.order)
    declared = []
    for response, right in responses.items():
        entry = names.element("map-entry", {"map-key": right, "mapped-value": _points(share)})
        mapping = names.element("mapping", {"default-value": "0"}, entry)
        declared.append(_response(names, response, "single", "identifier", [right], mapping))
    choices = "".join(names.element("inline-choice", {"identifier": each}, name) for name, each in identifiers.items())
    lists = (names.element("inline-choice-interaction", {"response-identifier": response, "shuffle": "false"}, choices)
             for response in responses)  # fmt: skip
    body = "\n".join(f"<p>{place}: {each}</p>" for place, each in zip(places(part), lists, strict=True))
    comments = (("right", RIGHT), ("partly", PARTLY), ("wrong", NOT_YET))
    return Written(
        "".join(declared), body, _places_scored(names, part, ids, list(responses)),
        "".join(_modal(names, part, ids, identifier, text) for identifier, text in comments),
    )  # fmt: skip


def _places_scored(names: Names, part: RankingPart, ids: Ids, responses: list[str]) -> str:
    right = [names.element("match", {}, variable(names, each), _correct(names, each)) for each in responses]
    counted = names.element("sum", {}, *(names.element("map-response", {"identifier": each}) for each in responses))
    share = assign(names, ids.score, counted) + assign(names, ids.feedback, value(names, "identifier", "partly"))
    branches = [(names.element("and", {}, *right), _result(names, ids, part.points, "right")),
                (names.element("or", {}, *right), share)]  # fmt: skip
    return _condition(names, branches, _result(names, ids, 0, "wrong"))
