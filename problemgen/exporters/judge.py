"""Judge the values of a variant: for each part its shape, which decides how the part is written, and its windows.

The variants of a scene mostly have one shape. A function is assembled for it, which computes the windows and checks that this is
their shape; where it is not, the general judge decides, which gives the same where both can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import floor
from operator import sub
from typing import cast

from problemgen.exporters.numberstyle import printed, wrong_text
from problemgen.exporters.plate import NumberPlate, PartPlate
from problemgen.exporters.source import Source
from problemgen.variant.windows import Window, around, chains

LEAST_HALF = 2e-4  # a window narrower than this is lost where a course system keeps four decimals
SAME = 1e-9  # two values closer than this (relative) are one value

Values = Sequence[float | None]
Places = tuple[int, ...]  # of the wrong ways that give one window; none for the right answer
Spread = tuple[float, float, float, str]  # a window: centre, half, value, and the centre in twelve digits
Shape = tuple[object, ...]  # for a number: the places of its windows, then what else decides how it is written
Judged = tuple[Shape, tuple[Spread, ...]]
Judge = Callable[[int, Values], Judged]  # of a scene's variant
Known = Callable[[Values], Judged | None]


def judge_of(part: PartPlate) -> Judge:
    """Make the function that gives a part's shape and its windows."""
    if part.number is not None:
        return _number_judge(part, part.number)
    if part.kind == "ranking":
        return lambda _, values: (_order(values, part), ())
    if part.kind == "decision":
        return lambda _, values: (_decided(values, part), ())
    if part.kind == "choices":
        return lambda _, values: (tuple(bool(values[line]) for line in part.lines), ())
    return lambda *_: ((), ())


def first_true(values: Values, conditions: Sequence[int]) -> int:
    """Give the place of the first condition that holds; -1 where none does."""
    for place, line in enumerate(conditions):
        if values[line]:
            return place
    return -1


def _order(values: Values, part: PartPlate) -> Shape:
    sizes = [values[line] or 0.0 for line in part.lines]
    return tuple(sorted(range(len(sizes)), key=sizes.__getitem__, reverse=not part.smallest_first))


def _decided(values: Values, part: PartPlate) -> Shape:
    right = first_true(values, part.lines)
    return right, tuple(None if (led := first_true(values, way)) == right else led for way in part.ways)


def _number_judge(part: PartPlate, number: NumberPlate) -> Judge:
    def general(values: Values) -> Judged:
        found, half = _windows(part, number, values)
        if number.options:
            offered = _offered(found, number, printed(values[part.lines[0]], number.style))
            found = {places: found[places] for places in ((), *offered)}
        value = found[()][0]
        powers = number.plain_digits and not number.options and not number.whole
        shape = (tuple(found), number.whole and half > 0, power(value, half) if powers else 0)
        return shape, tuple(found.values())

    usual: dict[int, Known] = {}  # by scene: the function for the shape that its variants have as a rule

    @cache
    def for_shape(shape: Shape) -> Known:
        return _known(part, number, shape)

    def judge(scene: int, values: Values) -> Judged:
        found = usual[scene](values) if scene in usual else None
        if found is None:
            found = general(values)
            known = for_shape(found[0])
            if known(values) is not None:
                usual[scene] = known
        return found

    return (lambda _, values: general(values)) if number.reaches or number.whole or number.options else judge


def _known(part: PartPlate, number: NumberPlate, shape: Shape) -> Known:
    """Assemble the judge of numbers of one shape; it gives None for those that may have another.

    Mistakes share a window there only where they give the same number.
    """
    source = Source("values")
    groups = cast(tuple[Places, ...], shape[0])[1:]  # after the right answer
    _window(source, number, "right", part.lines[0])
    source.add(f"if -{SAME} * half_right < right < {SAME} * half_right: return None")
    if number.plain_digits:
        source.add(f"if half_right < {LEAST_HALF}: return None")
    source.add(f"near = {2 * SAME} * abs(right)")
    names = []
    for first, *others in groups:
        name = f"wrong{first}"
        names.append(name)
        _window(source, number, name, part.ways[first][0])
        source.add(f"if -near <= {name} - right <= near: return None")
        for other in others:
            source.add(f"if {_digits(source, number, part.ways[other][0])} != text_{name}: return None")
    told = [place for group in groups for place in group]
    for (way,) in (way for place, way in enumerate(part.ways) if place not in told):  # they give the right number, or none
        source.add(f"if {_digits(source, number, way)} not in (None, text_right): return None")
    lows, highs = (", ".join(f"{name} {sign} half_{name}" for name in names) for sign in "-+")
    source.add(f"if {source.known(_meet)}([{lows}], [{highs}]): return None")
    spreads = "".join(f"({name}, half_{name}, {name}, text_{name}), " for name in ("right", *names))
    source.add(f"return {source.known(shape)}, ({spreads})")
    return cast(Known, source.function())


def _window(source: Source, number: NumberPlate, name: str, line: int) -> None:
    """Compute a window whose centre is the value of a line."""
    relative, absolute = source.known(number.relative), source.known(number.absolute)
    source.add(f"text_{name} = {_digits(source, number, line)}")
    source.add(f"if text_{name} is None: return None")
    source.add(f"{name} = float(text_{name})")
    source.add(f"half_{name} = {relative} * ({name} if {name} >= 0 else -{name})")
    source.add(f"if half_{name} < {absolute}: half_{name} = {absolute}")


def _digits(source: Source, number: NumberPlate, line: int) -> str:
    """Print the value of a line in twelve digits; None where it has none."""
    value = source.scaled(f"values[{line:d}]", number.style.factor, number.style.offset)
    return f"(None if values[{line:d}] is None else f'{{{value}:.12g}}')"


def _windows(part: PartPlate, number: NumberPlate, values: Values) -> tuple[dict[Places, Spread], float]:
    """Give the windows by the places of their mistakes, and the half width of the right one."""
    factor, offset = number.style.factor, number.style.offset

    def half_of(value: float) -> float:
        return max(number.relative * abs(value), number.absolute)

    value = float(f"{((values[part.lines[0]] or 0.0) - offset) / factor:.12g}")
    half, own = half_of(value), 0.0
    if number.reaches:
        half = max(half, max(values[reach] or 0.0 for reach in number.reaches) / factor)
    if number.whole:
        value, half = float(round(value)), float(floor(half))
    elif abs(value) < SAME * half:
        value = 0.0
    if number.reaches:
        own = _interval_tolerance(Window(value, half))
    together: dict[float, Places] = {}  # mistakes by their value
    for place, (way,) in enumerate(part.ways):
        in_si = values[way]
        if in_si is not None:
            wrong = float(f"{(in_si - offset) / factor:.12g}")
            if abs(wrong - value) > SAME * max(abs(wrong), abs(value)):
                together[wrong] = (*together.get(wrong, ()), place)
    found: dict[Places, Spread] = {(): _spread(value, half, value)}
    found |= {places: _spread(wrong, own or half_of(wrong), wrong) for wrong, places in together.items()}
    wrongs = list(found.values())[1:]
    meet = _meet([centre - reach for centre, reach, _, _ in wrongs], [centre + reach for centre, reach, _, _ in wrongs])
    return _joined(found) if meet else found, half


def _spread(centre: float, half: float, value: float) -> Spread:
    return centre, half, value, f"{centre:.12g}"


def _meet(lows: list[float], highs: list[float]) -> bool:
    """Tell whether two windows of mistakes may meet: those of neighbours, since a window's edges grow with its centre."""
    lows.sort()
    highs.sort()
    near = SAME * max(abs(lows[0]), abs(highs[-1])) if lows else 0.0
    return any(map(near.__ge__, map(sub, lows[1:], highs)))


def _joined(found: dict[Places, Spread]) -> dict[Places, Spread]:
    """Give the mistakes that nobody can tell apart by the number alone one window."""
    kept = [places for places in found if places]
    windows = [Window(*found[places][:2]) for places in kept]
    joined: dict[Places, Spread] = {(): found[()]}
    for members in chains([(window.low, window.high, at) for at, window in enumerate(windows)]):
        window = around([windows[at] for at in members])
        all_places = tuple(sorted(place for at in members for place in kept[at]))
        first = next(found[places][2] for places in kept if all_places[0] in places)
        joined[all_places] = _spread(window.centre, window.half, first)
    return dict(sorted(joined.items()))


def _interval_tolerance(window: Window) -> float:
    from problemgen.checker.windows import interval_tolerance  # few templates need it, and the whole checker comes with it

    return interval_tolerance(window.low, window.high).absolute


def _offered(found: dict[Places, Spread], number: NumberPlate, right: str) -> list[Places]:
    """List the wrong numbers to offer: the first mistakes whose numbers look different."""
    seen: set[str] = {right}
    offered: list[Places] = []
    for places, (_, _, value, _) in found.items():
        text = wrong_text(value, number.style)
        if places and text not in seen and len(offered) < number.options - 1:
            seen.add(text)
            offered.append(places)
    return offered


def power(value: float, half: float) -> int:
    """Give the power of ten in which a number is asked where only four decimals are kept; 0 where it is asked as it is.

    >>> power(-82.6, 0.826), power(2.19e-20, 2e-22)
    (0, -20)
    """
    return 0 if half >= LEAST_HALF or not value else int(f"{value:e}".partition("e")[2])
