"""Variants to look at: accepted ones, drawn as they are dealt to students, within a time; and a quick count.

Everything here stops by a clock: a template of which no variant is accepted, or one with formulas a page long, keeps nobody
waiting.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from problemgen.variant.count import Count, bounds, counted_before
from problemgen.variant.deal import Dealer, draw
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant, variant

SECONDS = 0.5
TRIES = 60  # for each variant that is wanted
COUNTED = 20_000  # grid points up to which a quick count goes one by one
SAMPLED = 4_000  # grid points that a quick count looks at, beyond


@dataclass(frozen=True)
class Sample:
    """Accepted variants, and how many places were tried for them; ``hurried`` where the time ran out."""

    variants: tuple[Variant, ...]
    tries: int
    hurried: bool


@dataclass(frozen=True)
class Picked:
    """The variant to show; ``why`` says what is the matter with it, or why there is none."""

    variant: Variant | None
    why: str = ""


class _Clock:
    """Goes on for some seconds."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def __call__(self) -> bool:
        return time.monotonic() < self.end


def sample(program: Program, seed: str, wanted: int, seconds: float = SECONDS) -> Sample:
    """Draw accepted variants, each once: a scenario first, then a place in it, as students are dealt theirs."""
    going, accepts = _Clock(seconds), Dealer(program, "", Counter()).accepts
    made: list[Variant] = []
    seen: set[int] = set()
    tries = 0
    for index in itertools.islice(_places(program, seed), TRIES * wanted):
        if not going() or len(made) == wanted or len(seen) == program.space.size:
            break
        tries += 1
        if index not in seen:
            seen.add(index)
            made += [variant(program, index)] if accepts(index) else []
    return Sample(tuple(made), tries, not going())


def _places(program: Program, seed: str) -> Iterator[int]:
    scenarios = program.space.scenarios
    for n in itertools.count():
        own = draw("preview", program.template.id, seed, str(n))
        scenario = scenarios[own % len(scenarios)]
        yield scenario.offset + (own >> 64) % scenario.size


def picked(program: Program, index: int | None, seconds: float = SECONDS) -> Picked:
    """Give the variant at an index, or the one that ``problemgen show`` would pick; say what keeps it from being issued."""
    size = program.space.size
    if index is not None and not 0 <= index < size:
        found = picked(program, None, seconds)
        return Picked(found.variant, f"There is no variant {index}: they go from 0 to {size - 1:,}. {found.why}".strip())
    if index is None:
        index = _first(program, seconds)
    if index is None:
        return _unaccepted(program)
    try:
        made = variant(program, index)
    except IndexError:
        why = "One of its formulas has no value: look for a division by zero, or a logarithm of nothing."
        return Picked(None, f"Variant {index} is not issued. {why}")
    why = "This variant is not issued: a condition of `require` fails, or a mistake's value falls into the right window."
    return Picked(made, "" if made.accepted else why)


def _first(program: Program, seconds: float) -> int | None:
    going, dealer = _Clock(seconds), Dealer(program, "show", Counter())
    for index in dealer.places("show", 0):
        if dealer.accepts(index):
            return index
        if not going():
            return None
    return None


def _unaccepted(program: Program) -> Picked:
    """Show some variant where none is accepted, so that the author sees why."""
    why = ("No variant was found that can be issued. Loosen `require` or the ranges, or take out a mistake that lands "
           "on the key. What stands here is not issued.")  # fmt: skip
    for index in itertools.islice(_places(program, "any"), 50):
        try:
            return Picked(variant(program, index), why)
        except IndexError:
            continue
    return Picked(None, why)


def quick_count(program: Program, seconds: float = SECONDS) -> Count | None:
    """Count one by one where that is quick or was done before, else bound the number; None where there was no time to look."""
    if (known := counted_before(program)) is not None:
        return known
    going, accepts, size = _Clock(seconds), Dealer(program, "", Counter()).accepts, program.space.size
    whole = size <= COUNTED
    indices: Iterator[int] = iter(range(size)) if whole else (
        draw(program.template.id, "preview", str(n)) % size for n in range(SAMPLED))  # fmt: skip
    hits = tries = 0
    for index in indices:
        if not going():
            if whole:  # the first ones are no sample of all
                return None
            break
        tries += 1
        hits += accepts(index)
    if whole:
        return Count(hits, hits, size)
    return bounds(hits, tries, size) if tries else None
