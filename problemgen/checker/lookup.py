"""Ask a key what a value or an option means, whether the key lies open or sealed.

Every judge asks here and nowhere else, so that open and sealed keys cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Dict, List, Tuple, Union

from problemgen.checker.box import Note, unlock
from problemgen.checker.grid import Grid, cells_at, grid_for
from problemgen.checker.windows import KEY, Tolerance, Window, foreign_tolerance, interval_window, window
from problemgen.frozen import frozen

OWN = ""  # the group of the question's own dimension; mistakes in another dimension have groups of their own


@frozen
class Outcome:
    """What an option or an order means: its code, the credit it earns, and a message of its own."""

    code: str
    credit: float = 0.0
    message: str = ""


@frozen
class Variant:
    """What one formula, the right one or a declared mistake, gives at the sampled points."""

    code: str
    values: Tuple[float, ...]
    message: str = ""
    credit: float = 0.0


@frozen
class OpenSecret:
    """What a part holds back from students, in the clear."""

    windows: Mapping[str, Tuple[Window, ...]] = field(default_factory=dict)  # by group
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    variants: Tuple[Variant, ...] = ()


@frozen
class SealedSecret:
    """The same, locked in boxes."""

    salt: str
    boxes: Mapping[str, str]
    texts: Tuple[str, ...] = ()  # codes and messages of the whole key: notes hold their numbers
    tolerance: Tolerance = field(default_factory=Tolerance)  # of windows in the question's own dimension


Secret = Union[OpenSecret, SealedSecret]


def windows_at(secret: Secret, value: float, group: str = OWN) -> List[Window]:
    """List the windows that hold a value."""
    return [window for window in _windows_near(secret, value, group, 0) if window.low <= value <= window.high]


def key_windows_near(secret: Secret, value: float) -> List[Window]:
    """List the windows of the key that a value misses by no more than three tolerances."""
    found = _windows_near(secret, value, OWN, 1)
    return [window for window in found if window.code == KEY and window.near_low <= value <= window.near_high]


def _windows_near(secret: Secret, value: float, group: str, reach: int) -> Sequence[Window]:
    if isinstance(secret, OpenSecret):
        return secret.windows.get(group, ())
    tolerance = secret.tolerance if group == OWN else foreign_tolerance(secret.tolerance)
    names = cells_at(grid_for(tolerance), value, reach)
    notes = [note for name in names for note in unlock(secret.salt, secret.boxes, cell_name(group, name))]
    windows = [window_from(note, secret.texts, tolerance) for note in notes]
    return list({(window.code, window.value): window for window in windows}.values())


def outcome_of(secret: Secret, name: str) -> Outcome:
    """Tell what an option or an order means; what nobody declared is simply not right."""
    if isinstance(secret, OpenSecret):
        return secret.outcomes.get(name, Outcome("GENERIC"))
    notes = unlock(secret.salt, secret.boxes, outcome_name(name))
    if not notes:
        return Outcome("GENERIC")
    code, credit, message = notes[0]
    return Outcome(secret.texts[code], credit, secret.texts[message])


def variants_at(secret: Secret, first_value: float) -> Sequence[Variant]:
    """List the formulas whose value at the first sampled point may be the one given."""
    if isinstance(secret, OpenSecret):
        return secret.variants
    found: Dict[str, Variant] = {}
    for name in cells_at(FORMULA_GRID, first_value):
        for code, values, message, credit in unlock(secret.salt, secret.boxes, cell_name("formula", name)):
            found[secret.texts[code]] = Variant(secret.texts[code], tuple(values), secret.texts[message], credit)
    return list(found.values())


FORMULA_GRID = Grid(ratio=1e-3)  # far wider than any tolerance between formulas, which is 1e-4 at most


def cell_name(group: str, cell: str) -> str:
    """Name a cell for its secret."""
    return f"{group}|{cell}"


def outcome_name(option: str) -> str:
    """Name an option or an order for its secret."""
    return f"is|{option}"


def note_of(found: Window, texts: Sequence[str], tolerance: Tolerance) -> Note:
    """Write a window as a note; its ends only where they do not follow from the tolerance (an interval)."""
    note = [texts.index(found.code), found.value, texts.index(found.message), found.credit]
    follows = window(found.code, found.value, tolerance, found.message, found.credit) == found
    return note if follows else [*note, found.low, found.high]


def window_from(note: Note, texts: Sequence[str], tolerance: Tolerance) -> Window:
    """Read a window from a note."""
    if len(note) > 4:
        return interval_window(note[4], note[5], tolerance)
    code, value, message, credit = note
    return window(texts[code], value, tolerance, texts[message], credit)
