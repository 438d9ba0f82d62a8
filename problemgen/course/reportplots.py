"""Work out the places of everything in the report's plots; the templates in ``templates/report`` draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from problemgen.grading.fairness import Group
from problemgen.grading.items import Item

WIDTH = 480
LEFT, RIGHT = 40, 12
BINS = 10
Y_TICKS = (-1, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True)
class Bar:
    """One bar: its place, what it counts and says."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True)
class Tick:
    """A tick of an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Histogram:
    """Bars on a line, with ticks upwards; ``mean`` is the place of the mean."""

    width: int
    height: int
    base: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    mean: float
    alt: str


@dataclass(frozen=True)
class Dot:
    """A part in the plane of difficulty and correlation; ``right`` says on which side its name stands."""

    x: float
    y: float
    name: str
    doubtful: bool
    right: bool
    shown: bool


@dataclass(frozen=True)
class Scatter:
    """Parts by how hard they are and how well they tell students apart."""

    width: int
    height: int
    base: float
    zero: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    alt: str


@dataclass(frozen=True)
class Span:
    """One group: its share with an interval, and the share of its siblings."""

    y: float
    low: float
    high: float
    at: float
    other: float
    label: str
    differs: bool


@dataclass(frozen=True)
class Spans:
    """Groups below each other on one axis from 0 to 100 %."""

    width: int
    height: int
    base: float
    ticks: tuple[Tick, ...]
    spans: tuple[Span, ...]
    alt: str


def bins_of(shares: Sequence[float]) -> list[int]:
    """Count shares by tenths; all points fall into the last."""
    counts = [0] * BINS
    for share in shares:
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    return counts


def bin_label(n: int) -> str:
    """Name a tenth.

    >>> bin_label(0), bin_label(9)
    ('0–10 %', '90–100 %')
    """
    return f"{100 * n // BINS}–{100 * (n + 1) // BINS} %"


def histogram(shares: Sequence[float], mean: float) -> Histogram:
    """Lay out the distribution of scores."""
    counts, height, top, base = bins_of(shares), 220, 16.0, 186.0
    most = max(counts, default=0) or 1
    inner = WIDTH - LEFT - RIGHT
    wide = inner / BINS
    tall = [(base - top) * count / most for count in counts]
    bars = tuple(Bar(LEFT + n * wide + 1.5, base - tall[n], wide - 3, tall[n], bin_label(n), count)
                 for n, count in enumerate(counts))  # fmt: skip
    step = _step(most)
    ticks = tuple(Tick(base - (base - top) * value / most, str(value)) for value in range(0, most + 1, step))
    told = "; ".join(f"{bin_label(n)}: {count}" for n, count in enumerate(counts) if count)
    return Histogram(WIDTH, height, base, bars, ticks, LEFT + inner * mean, f"Students by their share of the points. {told}.")


def _step(most: int) -> int:
    for step in (1, 2, 5):
        for power in range(7):
            if most <= 5 * step * 10**power:
                return int(step * 10**power)
    return most


def scatter(items: Sequence[Item]) -> Scatter:
    """Lay out the parts by difficulty (to the right: easy) and corrected item-total correlation (upwards)."""
    height, top, base = 280, 14.0, 240.0
    inner = WIDTH - LEFT - RIGHT
    known = [item for item in items if item.correlation is not None]
    least = min([0.0, *(item.correlation or 0.0 for item in known)])
    low = next(end for end in (0.0, -0.25, -0.5, -1.0) if end <= least)
    most = max([0.5, *(item.correlation or 0.0 for item in known)])
    high = next(end for end in (0.5, 0.75, 1.0) if end >= most)

    def up(value: float) -> float:
        return base - (base - top) * (value - low) / (high - low)

    places = [(LEFT + inner * item.difficulty, up(item.correlation or 0.0)) for item in known]
    sides = _sides(places, [item.names[0] for item in known])
    dots = [Dot(x, y, item.names[0], bool(item.doubtful), side > 0, side != 0)
            for item, (x, y), side in zip(known, places, sides, strict=True)]  # fmt: skip
    y_ticks = tuple(Tick(up(value), f"{value:g}".replace("-", "−")) for value in Y_TICKS if low <= value <= high)
    x_ticks = tuple(Tick(LEFT + inner * n / 5, f"{20 * n} %") for n in range(6))
    alt = "Parts by mean score and by their correlation with the other parts. " + "; ".join(
        f"{item.names[0]}: {100 * item.difficulty:.0f} %, {item.correlation:.2f}" for item in known)  # fmt: skip
    return Scatter(WIDTH, height, base, up(0.0), x_ticks, y_ticks, tuple(dots), alt + ".")


def _sides(places: Sequence[tuple[float, float]], names: Sequence[str]) -> list[int]:
    """Choose for each name the right (1) or the left (-1) of its dot, where it meets no dot and no name; 0 for neither."""
    boxes = [(x - 5, y - 5, x + 5, y + 5) for x, y in places]
    found = []
    for n, ((x, y), name) in enumerate(zip(places, names, strict=True)):
        wide = 8.0 * len(name) + 4
        tried = {1: (x + 7, y - 7, x + 7 + wide, y + 7), -1: (x - 7 - wide, y - 7, x - 7, y + 7)}
        others = [box for k, box in enumerate(boxes) if k != n]
        side = next((side for side, box in tried.items() if box[0] > LEFT and box[2] < WIDTH and not _meets(box, others)), 0)
        boxes += [tried[side]] if side else []
        found.append(side)
    return found


def _meets(box: tuple[float, float, float, float], others: Sequence[tuple[float, float, float, float]]) -> bool:
    return any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in others)


def spans(groups: Sequence[Group], labels: Sequence[str]) -> Spans:
    """Lay out groups with their intervals; the siblings' share is a line beside each."""
    line, top = 34, 6.0
    base = top + line * len(groups)
    inner = WIDTH - LEFT - RIGHT

    def along(share: float) -> float:
        return LEFT + inner * share

    found = tuple(
        Span(top + line * n + 24, along(each.low), along(each.high), along(each.share), along(each.other_share), label,
             each.differs)
        for n, (each, label) in enumerate(zip(groups, labels, strict=True))
    )  # fmt: skip
    told = "; ".join(f"{label}: {100 * each.share:.0f} % right ({100 * each.low:.0f} to {100 * each.high:.0f} %), "
                     f"siblings {100 * each.other_share:.0f} %" for each, label in zip(groups, labels, strict=True))  # fmt: skip
    ticks = tuple(Tick(along(n / 5), f"{20 * n} %") for n in range(6))
    return Spans(WIDTH, int(base) + 34, base, ticks, found, f"Share of right answers of groups, with 95 % intervals. {told}.")
