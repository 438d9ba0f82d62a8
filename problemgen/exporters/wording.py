"""The few sentences that exports add to an item, the same in every format."""

from __future__ import annotations

from problemgen.exporters.item import NumberPart, Part, RankingPart
from problemgen.exporters.quiz import Group

RIGHT = "Right."
PARTLY = "Part of it is right."
NOT_YET = "Not right yet: compare your steps with the worked solution."
WRONG_CHOICE = "That is not the right choice."
NOT_ALL = "Not right yet: judge each statement by itself, then compare with the worked solution."
CHOOSE_NAMES = "(nothing to type here: choose a name for each place)"
NONE_OF_THESE = "None of these."


def how_to_answer(part: NumberPart) -> str:
    """Say how a number is to be typed where nothing but a number is read; stands in brackets behind the question."""
    kind = "a whole number" if part.whole else "the number"
    if not part.unit:
        return f"type {kind} only"
    return f"type {kind} only; the unit is {part.unit}"


def places(part: RankingPart) -> list[str]:
    """Name the places of an order: ``1 (first)``, ``2``, ``3 (last)``."""
    count = len(part.order)
    named = {1: " (first)", count: " (last)"}
    return [f"{place}{named.get(place, '')}" for place in range(1, count + 1)]


def draw(group: Group) -> str:
    """Tell the instructor how a group is meant."""
    return f"<p>Draw {group.pick} of these {group.size} at random. Points for each: {group.points:g}.</p>"


def headed(part: Part, text: str) -> str:
    """Put the label of a part before its solution or its question."""
    return f"<p><strong>({part.label})</strong></p>\n{text}" if part.label else text
