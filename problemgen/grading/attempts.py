"""Choose what counts of several answers to one problem: the last attempt, the first, or the best.

An attempt that leaves a part out keeps what the attempt before it answered there, so that handing in one part again takes
nothing else away. A course system shows every question of an attempt, so there each attempt stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Policy = Literal["last", "first", "best"]
POLICIES: tuple[Policy, ...] = ("last", "first", "best")

T = TypeVar("T")


@dataclass(frozen=True)
class Try(Generic[T]):
    """An answer to a part of a problem; answers to another variant of the problem have another ``variant``."""

    part: str
    variant: int
    attempt: int
    what: T


@dataclass(frozen=True)
class State(Generic[T]):
    """What stands after an attempt: the variant, and the answer to each part."""

    variant: int
    attempt: int
    answers: Mapping[str, T]


def states(tries: Iterable[Try[T]], first_counts: bool = False) -> list[State[T]]:
    """Give what stands after each attempt; of two answers to a part in one attempt the later counts (or the first).

    >>> found = states([Try("a", 7, 1, "x"), Try("b", 7, 1, "y"), Try("a", 7, 2, "z")])
    >>> found[-1].answers
    {'a': 'z', 'b': 'y'}
    """
    found: list[State[T]] = []
    attempts: dict[int, list[Try[T]]] = {}
    for each in tries:
        attempts.setdefault(each.attempt, []).append(each)
    for number in sorted(attempts):
        variant = attempts[number][0].variant
        kept = dict(found[-1].answers) if found and found[-1].variant == variant else {}
        given: dict[str, T] = {}
        for each in attempts[number]:
            if each.variant == variant and not (first_counts and each.part in given):
                given[each.part] = each.what
        found.append(State(variant, number, {**kept, **given}))
    return found


def chosen(found: Sequence[State[T]], policy: Policy, worth: Callable[[State[T]], float]) -> State[T]:
    """Choose the state that counts; of equally good ones the later."""
    if policy == "first":
        return found[0]
    if policy == "last":
        return found[-1]
    return max(reversed(found), key=worth)
