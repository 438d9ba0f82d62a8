"""Find out what an item asks and how it grades, by answering it in every way that can make a difference."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from xml.etree.ElementTree import Element

from problemgen.importers.qti_evaluate import Value
from problemgen.importers.qti_item import Interaction, QtiItem
from problemgen.importers.view import ReadChoice, ReadPart, Window

_COMPARISONS = ("gte", "lte", "gt", "lt", "equal", "match")


@dataclass
class Trying:
    """An item under test; keeps which of its feedback some attempt has shown, and the scores that were seen."""

    item: QtiItem
    seen: set[tuple[str, str]] = field(default_factory=set)
    scores: list[float] = field(default_factory=list)
    made: dict[tuple[tuple[str, Value], ...], dict[str, Value]] = field(default_factory=dict)

    def outcomes(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Score an attempt; each is made once. Raises NotUnderstood."""
        attempt = tuple(given.items())
        if attempt not in self.made:
            self.made[attempt] = found = self.item.run(given)
            self.seen.update((each.outcome, each.identifier) for each in self.item.shown(found))
            self.scores.append(score(found))
        return self.made[attempt]

    @cached_property
    def empty(self) -> dict[str, Value]:
        """Give the outcomes where nothing is answered."""
        return self.outcomes({})

    def worth(self, given: Mapping[str, Value]) -> float:
        """Give the score of an attempt beyond that of an empty one."""
        return round(score(self.outcomes(given)) - score(self.empty), 9)

    def feedback(self, tries: list[dict[str, Value]]) -> list[str]:
        """Give the text shown by each of several attempts at one part: what hangs on outcomes that they change."""
        found = [self.outcomes(given) for given in tries]
        own = {name for name in self.item.outcomes if any(each.get(name) != self.empty.get(name) for each in found)}
        if len(tries) > 1:
            own |= {name for name in self.item.outcomes if len({str(each.get(name)) for each in found}) > 1}
        return [" ".join(each.text for each in self.item.shown(one) if each.outcome in own) for one in found]

    def solution(self) -> str:
        """Give what is shown after every attempt: by an outcome that responses do not change, but processing does."""
        unanswered = {name: each.default for name, each in self.item.outcomes.items()}
        before = self.item.shown(unanswered)
        always = [each for each in self.item.shown(self.empty) if each not in before]
        right = self.item.shown(self.outcomes({name: each.correct for name, each in self.item.responses.items()}))
        return " ".join(each.text for each in always if each in right)


def score(outcomes: Mapping[str, Value]) -> float:
    """Read the score from outcomes."""
    value = outcomes.get("SCORE")
    return float(value) if isinstance(value, (int, float)) else 0.0


def read_parts(trying: Trying) -> Iterator[ReadPart]:
    """Read the parts of an item; lists with the same things to choose, one after another, are an order."""
    for group in _groups(trying.item.interactions):
        if len(group) > 1:
            yield _order(trying, group)
        elif group[0].kind == "text-entry":
            yield _number(trying, group[0])
        elif group[0].most == 1:
            yield _choice(trying, group[0])
        else:
            yield _several(trying, group[0])


def _groups(interactions: tuple[Interaction, ...]) -> list[list[Interaction]]:
    """Put lists together that have the same things to choose, up to as many as there are things to put in order."""
    groups: list[list[Interaction]] = []
    for each in interactions:
        last = groups[-1][-1] if groups else None
        open_order = last is not None and last.kind == "inline-choice" and len(groups[-1]) < len(last.choices)
        if open_order and last is not None and (each.kind, each.choices) == (last.kind, last.choices):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _number(trying: Trying, asked: Interaction) -> ReadPart:
    """Try every number at which something is compared, the next numbers beside it, and those halfway between."""
    probes = list(_probes(_numbers(trying.item, asked.response)))
    tries: list[dict[str, Value]] = [{asked.response: each} for each in probes]
    worths, comments = [trying.worth(given) for given in tries], trying.feedback(tries)
    points = max(worths, default=0.0)
    outside = (worths[0], comments[0]) if probes else (0.0, "")
    windows: list[Window] = []
    for at, (worth, comment) in enumerate(zip(worths, comments, strict=True)):
        if (worth, comment) == outside:
            continue
        low = probes[at]
        if at and (worths[at - 1], comments[at - 1]) == (worth, comment):
            low = windows.pop().low
        windows.append(Window(low, probes[at], worth / points if points else 0.0, comment))
    return ReadPart("number", points, windows=tuple(windows))


def _numbers(item: QtiItem, response: str) -> list[float]:
    """List the numbers that a response is compared with."""
    found: set[float] = set()
    correct = item.responses[response].correct if response in item.responses else None
    found |= {correct} if isinstance(correct, float) else set()
    for element in item.root.iter():
        if element.tag in _COMPARISONS and any(each.get("identifier") == response for each in element.iter("variable")):
            found |= set(_compared(element))
    return sorted(found)


def _compared(element: Element) -> Iterator[float]:
    for value in element.iter("base-value"):
        number = float(value.text or "nan")
        below, above = [float(each) for each in (element.get("tolerance", "0").split() * 2)[:2]]
        scale = abs(number) / 100 if element.get("tolerance-mode") == "relative" else 1.0
        yield from (number, number - below * scale, number + above * scale)


def _probes(numbers: list[float]) -> Iterator[float]:
    if not numbers:
        return
    yield numbers[0] - 1 - abs(numbers[0])
    for number, following in pairwise([*numbers, numbers[-1] + 2 + 2 * abs(numbers[-1])]):
        yield from (math.nextafter(number, -math.inf), number, math.nextafter(number, math.inf))
        yield (number + following) / 2


def _choice(trying: Trying, asked: Interaction) -> ReadPart:
    """Choose each thing alone."""
    tries: list[dict[str, Value]] = [{asked.response: identifier} for identifier, _ in asked.choices]
    worths, comments = [trying.worth(given) for given in tries], trying.feedback(tries)
    points = max(worths, default=0.0)
    choices = (ReadChoice(text, worth / points if points else 0.0, comment)
               for (_, text), worth, comment in zip(asked.choices, worths, comments, strict=True))  # fmt: skip
    return ReadPart("choice", points, choices=tuple(choices))


def _several(trying: Trying, asked: Interaction) -> ReadPart:
    """Choose each thing alone; where it earns nothing, choose it on top of all that earn something."""
    alone: list[dict[str, Value]] = [{asked.response: (identifier,)} for identifier, _ in asked.choices]
    worths, comments = [trying.worth(given) for given in alone], trying.feedback(alone)
    rights = tuple(identifier for (identifier, _), worth in zip(asked.choices, worths, strict=True) if worth > 0)
    points = trying.worth({asked.response: rights or None})
    for at, (identifier, _) in enumerate(asked.choices):
        if worths[at] <= 0:
            worths[at] = round(trying.worth({asked.response: (*rights, identifier)}) - points, 9)
    choices = (ReadChoice(text, worth / points if points else 0.0, comment)
               for (_, text), worth, comment in zip(asked.choices, worths, comments, strict=True))  # fmt: skip
    return ReadPart("several", points, choices=tuple(choices))


def _order(trying: Trying, places: list[Interaction]) -> ReadPart:
    """Choose each name at each place; the right order is what earns most."""
    best: dict[str, Value] = {}
    order = []
    for place in places:
        worths = {identifier: trying.worth({place.response: identifier}) for identifier, _ in place.choices}
        best[place.response] = right = max(worths, key=worths.__getitem__)
        order.append(dict(place.choices)[right])
    return ReadPart("order", trying.worth(best), order=tuple(order))
