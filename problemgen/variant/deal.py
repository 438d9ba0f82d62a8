"""Deal variants to students: nobody's depends on who else is in the class, and no two meet while there are enough.

A student's own hash picks a scenario and a place in it; a keyed permutation of the scenario's grid turns places into
indices, so that neighbouring places are unlike one another. Where a place is taken or refused, the next one is tried.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import islice

from problemgen.errors import ProblemgenError
from problemgen.variant.program import Program, ScenarioNumbers, acceptable, scenario_numbers

VERSION = "v1"  # of the dealing; a change of it changes everybody's numbers
PATIENCE = 50_000  # places refused in a row before a template is called too strict
SPARED = 10  # of so many free variants one may be taken for practice; the others are for students who join later


def draw(*parts: str) -> int:
    """Give a 256-bit number that depends on these texts only: the same in every language and version."""
    return int.from_bytes(hashlib.sha256("\x1f".join((VERSION, *parts)).encode()).digest(), "big")


def permuted(place: int, size: int, key: bytes) -> int:
    """Give the image of a place under a keyed permutation of 0..size-1.

    A four-round Feistel network over the next even number of bits, walked until it lands inside.

    >>> sorted(permuted(place, 126, b"salt") for place in range(126)) == list(range(126))
    True
    """
    if size < 2:
        return 0
    half = max(1, ((size - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1
    while True:
        left, right = place >> half, place & mask
        for turn in range(4):
            mixed = hashlib.blake2b(bytes([turn]) + right.to_bytes(16, "big"), key=key, digest_size=8).digest()
            left, right = right, left ^ (int.from_bytes(mixed, "big") & mask)
        place = (left << half) | right
        if place < size:
            return place


@dataclass
class _Rounds:
    """All variants of a template are out, and go out again: ``left`` holds those that are out least often."""

    good: Set[int]
    uses: Counter[int]
    left: set[int] = field(default_factory=set)

    def waiting(self) -> set[int]:
        if not self.left:
            least = min(self.uses[index] for index in self.good)
            self.left.update(index for index in self.good if self.uses[index] == least)
        return self.left


@dataclass
class Dealer:
    """Deals one template's variants; ``uses`` counts how often each index is out already, ``barred`` ones never go out."""

    program: Program
    salt: str
    uses: Counter[int]
    barred: Set[int] = frozenset()
    kept: dict[int, ScenarioNumbers | None] = field(default_factory=dict)
    rounds: _Rounds | None = None  # once every variant is out

    def deal(self, student: str, occurrence: int = 0) -> int:
        """Give a student the next free variant after their own place; a shared one where none is free.

        Raises ProblemgenError where no variant of the template is acceptable.
        """
        index = self._next_free(student, occurrence) if self.rounds is None else None
        if index is None:
            index = self._least_used(student, occurrence)
        self.uses[index] += 1
        return index

    def _next_free(self, student: str, occurrence: int) -> int | None:
        """Give the first variant from a student's place on that nobody has; None where all are out."""
        refused, known_good = 0, False
        for index in self.places(student, occurrence):
            used = self.uses[index]
            if index in self.barred or (used and known_good):
                continue
            if self.accepts(index):
                known_good = True
                if not used:
                    return index
            else:
                refused += 1
                if refused >= PATIENCE and not known_good:
                    break
        if not known_good:
            raise self._too_strict(refused)
        return None

    def _least_used(self, student: str, occurrence: int) -> int:
        """Give the first of the variants that are out least often; which ones these are is kept from student to student."""
        if self.rounds is None:
            good = frozenset(i for i in range(self.program.space.size) if i not in self.barred and self.accepts(i))
            self.rounds = _Rounds(good, self.uses)
        rounds, refused, met = self.rounds, 0, False
        waiting = rounds.waiting()
        for index in self.places(student, occurrence):
            if index in waiting:
                waiting.discard(index)
                return index
            met = met or index in rounds.good
            refused += index not in rounds.good and index not in self.barred
            if refused >= PATIENCE and not met:
                break
        raise self._too_strict(refused)

    def _too_strict(self, refused: int) -> ProblemgenError:
        if not refused and self.barred:
            return ProblemgenError(f"{self.program.template.id}: no variant is left: all are kept for practice or were taken "
                                   "back; widen its ranges")  # fmt: skip
        return ProblemgenError(f"{self.program.template.id}: no variant meets its conditions in {refused} tries; "
                               "loosen `require` or the ranges, or take out a mistake that lands on the key")  # fmt: skip

    def spare(self, wanted: int) -> tuple[int, ...]:
        """Give up to so many variants that nobody has, the same ones each time; at most a tenth of those that are free."""
        found = tuple(islice(self._free(), SPARED * wanted))
        return found[: len(found) // SPARED]

    def _free(self) -> Iterator[int]:
        """Yield free variants; no longer than a student would be looked for one."""
        for index in islice(self.places("practice", -1), PATIENCE):  # no student's place: theirs count from 0
            if not self.uses[index] and index not in self.barred and self.accepts(index):
                yield index

    def places(self, student: str, occurrence: int) -> Iterator[int]:
        """Yield every index once, from the student's own place onwards: a place in each scenario, then the next in each.

        Going round the scenarios gets past one whose conditions nearly always fail.
        """
        scenarios = self.program.space.scenarios
        own = draw(self.salt, self.program.template.id, student, str(occurrence))
        key = hashlib.sha256(f"{VERSION}\x1f{self.salt}\x1f{self.program.template.id}".encode()).digest()
        first, start = own % len(scenarios), own >> 64
        for step in range(max(scenario.size for scenario in scenarios)):
            for turn in range(len(scenarios)):
                scenario = scenarios[permuted((first + turn) % len(scenarios), len(scenarios), key)]
                if step < scenario.size:
                    own_key = key + scenario.offset.to_bytes(16, "big")
                    yield scenario.offset + permuted((start + step) % scenario.size, scenario.size, own_key)

    def accepts(self, index: int) -> bool:
        """Tell whether the variant at an index may be issued."""
        scenario, positions = self.program.space.at(index)
        if scenario.offset not in self.kept:
            self.kept[scenario.offset] = scenario_numbers(self.program, scenario)
        numbers = self.kept[scenario.offset]
        if numbers is None:
            return False
        fixed, grids = numbers
        drawn = (grid[position] for grid, position in zip(grids, positions, strict=True))
        return acceptable(self.program, (*fixed, *drawn))


def in_dealing_order(students: Iterable[str], salt: str) -> list[str]:
    """Order students by their hash, so that the order of the class list changes nobody's numbers."""
    return sorted(students, key=lambda student: draw(salt, "order", student))


def shared(uses: Mapping[int, int]) -> int:
    """Give how many students share the most used variant."""
    return max(uses.values(), default=0)


