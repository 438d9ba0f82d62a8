"""What to teach again first: mistakes, parts and objectives, ranked by the points that they cost, with the reason in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from problemgen.grading.items import Item, ItemKey, ItemTally
from problemgen.grading.mistakes import Slip, named

FREQUENT = 0.08  # share of the answers, from which on a mistake is one of the class and not of a few
OFTEN_EMPTY = 0.15
UNEXPLAINED = 0.35  # share of the points lost in a part without a mistake that has a name
MOST = 8


@dataclass(frozen=True)
class Advice:
    """One thing to teach again: what, why, and the share of all points of the class that it cost."""

    what: str
    why: str
    cost: float


@dataclass(frozen=True)
class Objective:
    """How a class did on an objective: the mean score over all its parts, and how many answers that is."""

    name: str
    score: float
    answers: int
    parts: tuple[ItemKey, ...]


def objectives(tally: ItemTally, of_template: Mapping[str, Sequence[str]]) -> tuple[Objective, ...]:
    """Give the mean score of every objective, the lowest first."""
    parts: dict[str, list[ItemKey]] = {}
    for key in tally.columns:
        for name in of_template.get(key[0], ()):
            parts.setdefault(name, []).append(key)
    found = [_objective(name, [tally.columns[key].scores for key in keys], keys) for name, keys in parts.items()]
    return tuple(sorted(found, key=lambda each: (each.score, each.name)))


def _objective(name: str, scores: Sequence[Sequence[float]], parts: Sequence[ItemKey]) -> Objective:
    answers = sum(map(len, scores))
    return Objective(name, math.fsum(map(math.fsum, scores)) / answers, answers, tuple(parts))


def advice(whole: float, items: Sequence[Item], slips: Sequence[Slip], title: Callable[[str], str]) -> tuple[Advice, ...]:
    """Rank what to teach again by the points that it cost, of ``whole`` that the class could have had."""
    if not whole:
        return ()
    names = {(item.template, item.label): item.name for item in items}
    found = [_of_mistake(slip, names, title, whole) for slip in slips if slip.share >= FREQUENT and slip.students > 1]
    for item in items:
        found += _of_part(item, whole)
    return tuple(sorted(found, key=lambda each: (-each.cost, each.what)))[:MOST]


def percent(share: float) -> str:
    """Write a share as people read it.

    >>> percent(0.374), percent(0.004)
    ('37 %', '0.4 %')
    """
    return f"{100 * share:.0f} %" if share >= 0.01 or share == 0 else f"{100 * share:.1f} %"


def _of_mistake(slip: Slip, names: dict[ItemKey, str], title: Callable[[str], str], whole: float) -> Advice:
    why = (f"{percent(slip.share)} of the answers to {named(slip, names)} ({slip.count} of {slip.of}) show it, "
           f"from {slip.students} students")  # fmt: skip
    return Advice(title(slip.code)[:1].upper() + title(slip.code)[1:], why, slip.lost / whole)


def _of_part(item: Item, whole: float) -> list[Advice]:
    found = []
    empty = item.unanswered / item.students
    if empty >= OFTEN_EMPTY and item.unanswered > 1:
        why = f"{percent(empty)} left it empty ({item.unanswered} of {item.students}): too long, too hard, or not understood"
        found.append(Advice(f"Part {item.name}: how to begin", why, item.empty / whole))
    if item.lost and item.difficulty < 0.6 and item.unnamed / item.lost >= UNEXPLAINED:
        why = (f"The mean score is {percent(item.difficulty)}, and {percent(item.unnamed / item.lost)} of the lost points went "
               "with wrong answers that show no known mistake: read some of them")  # fmt: skip
        found.append(Advice(f"Part {item.name}", why, item.unnamed / whole))
    return found
