"""Statistics of a class, each a few lines with the source of its formula; nothing but the standard library."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from statistics import NormalDist

LEVEL = 0.95


def mean(values: Sequence[float]) -> float:
    """Give the mean; 0 for no values."""
    return math.fsum(values) / len(values) if values else 0.0


def quantile(values: Sequence[float], share: float) -> float:
    """Give a quantile by linear interpolation (Hyndman and Fan 1996, type 7, as spreadsheets do).

    >>> quantile([1, 2, 3, 4], 0.5)
    2.5
    """
    ordered = sorted(values)
    if not ordered:
        return 0.0
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def deviation(values: Sequence[float]) -> float:
    """Give the standard deviation of a sample (n - 1); 0 for fewer than two values."""
    if len(values) < 2:
        return 0.0
    centre = mean(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Give Pearson's r; None where one side does not vary, or for fewer than three pairs.

    With the score of an item and the score of the rest of the test it is the corrected item-total correlation
    (Henrysson 1963, Psychometrika 28, 211).

    >>> correlation([1, 2, 3], [2, 4, 6])
    1.0
    """
    if len(first) < 3:
        return None
    m, n = mean(first), mean(second)
    across = math.fsum((x - m) * (y - n) for x, y in zip(first, second, strict=True))
    along = math.fsum((x - m) ** 2 for x in first) * math.fsum((y - n) ** 2 for y in second)
    return None if along <= 1e-18 else max(-1.0, min(1.0, across / math.sqrt(along)))


def correlation_interval(r: float, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Give the interval of a correlation of so many pairs (Fisher 1921, Metron 1, 3: atanh r has the error 1/sqrt(n - 3)).

    >>> [round(end, 2) for end in correlation_interval(0.25, 120)]
    [0.07, 0.41]
    """
    if of <= 3 or abs(r) >= 1:
        return (-1.0, 1.0) if of <= 3 else (r, r)
    half = NormalDist().inv_cdf((1 + level) / 2) / math.sqrt(of - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def upper_lower(scores: Sequence[float], totals: Sequence[float], share: float = 0.27) -> float | None:
    """Give how much more the best students score on an item than the weakest; None for fewer than 8 students.

    The groups are the upper and the lower 27 % by total (Kelley 1939, J. Educ. Psychol. 30, 17). Students whose totals are
    tied at the border count with the mean of all who share that total, so that their order does not matter.
    """
    size = round(share * len(scores))
    if len(scores) < 8 or not size:
        return None
    return _mean_of_lowest(scores, [-total for total in totals], size) - _mean_of_lowest(scores, totals, size)


def _mean_of_lowest(scores: Sequence[float], totals: Sequence[float], size: int) -> float:
    border = sorted(totals)[size - 1]
    below = [score for score, total in zip(scores, totals, strict=True) if total < border]
    tied = [score for score, total in zip(scores, totals, strict=True) if total == border]
    return (math.fsum(below) + (size - len(below)) * mean(tied)) / size


def wilson(hits: float, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Give Wilson's interval for a share (Wilson 1927, JASA 22, 209): good for small numbers, and never outside 0 to 1.

    >>> [round(end, 4) for end in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    if not of:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, wide = hits / of, 1 + z * z / of
    centre = (share + z * z / (2 * of)) / wide
    half = z / wide * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, centre - half), min(1.0, centre + half)


def fisher(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """Give the two-sided p of Fisher's exact test: the sum of all tables that are no likelier (Fisher 1934, ch. 21.02).

    >>> round(fisher(3, 4, 1, 4), 6)
    0.485714
    """
    all_hits, total = hits + other_hits, of + other_of
    low, high = max(0, all_hits - other_of), min(of, all_hits)

    def log_p(n: int) -> float:
        return _log_choose(of, n) + _log_choose(other_of, all_hits - n) - _log_choose(total, all_hits)

    own = log_p(hits)
    likely = (log_p(n) for n in range(low, high + 1))
    return min(1.0, math.fsum(math.exp(each) for each in likely if each <= own + 1e-7))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """Correct p values for there being many, by Holm's steps (Holm 1979, Scand. J. Statist. 6, 65).

    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    least = 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(values) - rank) * values[place]))
        found[place] = least
    return tuple(found)


def alpha(items: Sequence[Sequence[float]]) -> float | None:
    """Give Cronbach's alpha of the students' scores on each item (Cronbach 1951, Psychometrika 16, 297); None for no value."""
    if len(items) < 2 or len(items[0]) < 3 or any(len(item) != len(items[0]) for item in items):
        return None
    whole = deviation(array("d", map(math.fsum, zip(*items, strict=True)))) ** 2
    if whole <= 1e-18:
        return None
    return len(items) / (len(items) - 1) * (1 - math.fsum(deviation(item) ** 2 for item in items) / whole)
