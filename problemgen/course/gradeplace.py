"""Find the problem and the part that an answer belongs to, on one student's sheet, or tell why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from problemgen.bank.template import LABELS
from problemgen.checker.key import Part, RankingPart
from problemgen.course.gradekeys import ProblemKey
from problemgen.exporters.ids import VariantId, plain_name
from problemgen.grading.attempts import Policy, Try
from problemgen.grading.records import Fate, Told
from problemgen.responses.handed import Handed
from problemgen.responses.moments import is_later, read_moment


@dataclass(frozen=True)
class Rules:
    """Which answers count: the attempt, and what is done with late ones (``flag`` or ``drop``)."""

    attempts: Policy = "last"
    due: datetime | None = None
    late: str = "flag"
    pool: bool = False  # grade variants that are not the student's own, in any file


@dataclass(frozen=True)
class Seat:
    """One problem of a student's sheet: its own key, and how to make the key of another variant that was dealt there."""

    own: ProblemKey
    other: Callable[[Handed], ProblemKey | str | None]  # None: not of this problem; text: why it cannot be made
    before: frozenset[int] = frozenset()  # variants that the student had of this template, and has no longer


@dataclass
class Desk:
    """One student's answers while they are sorted."""

    told: list[Told] = field(default_factory=list)
    tries: dict[int, list[Try[Handed]]] = field(default_factory=dict)
    keys: dict[tuple[int, int], ProblemKey] = field(default_factory=dict)  # by problem and variant
    late: set[int] = field(default_factory=set)  # ids of answers
    taken: dict[tuple[int, int], VariantId] = field(default_factory=dict)  # by attempt and problem: what was dealt there
    untimed: int = 0
    parts: Mapping[str, Part] = field(default_factory=dict)  # of the whole sheet


def dropped(desk: Desk, each: Handed, rules: Rules) -> bool:
    """Note whether an answer is late; one that does not count is told."""
    if rules.due is None or not each.time:
        return False
    moment = read_moment(each.time)
    desk.untimed += moment is None
    if moment is None or not is_later(moment, rules.due):
        return False
    if rules.late == "flag":
        desk.late.add(id(each))
        return False
    desk.told.append(told(each, "late", f"handed in at {each.time[:40]}, after it was due"))
    return True


def told(each: Handed, fate: Fate, reason: str) -> Told:
    """Say what became of an answer that does not count."""
    return Told(each.file, each.line, fate, reason, each.student, each.question, each.text)


def place(desk: Desk, each: Handed, seats: Sequence[Seat], names: Mapping[str, tuple[int, str]], rules: Rules) -> None:
    """Find the problem and part that an answer belongs to, or tell why there is none."""
    found = _by_name(each, seats, names) if each.variant is None else _by_id(desk, each, each.variant, seats, rules)
    if isinstance(found, str):
        desk.told.append(told(each, "unmatched", found))
        return
    n, key = found
    parts = _parts(each, key, names)
    if isinstance(parts, str):
        desk.told.append(told(each, "unmatched", parts))
        return
    desk.keys[n, key.index] = key
    desk.tries.setdefault(n, []).extend(Try(part, key.index, each.attempt, each) for part in parts)


def _by_name(each: Handed, seats: Sequence[Seat], names: Mapping[str, tuple[int, str]]) -> tuple[int, ProblemKey] | str:
    place = names.get(each.part) or names.get(each.part.removesuffix(LABELS[0]))
    if place is not None:
        return place[0], seats[place[0]].own
    below = [name for name in names if name.rstrip(LABELS) == each.part]
    if below:
        return f"problem {each.part} has parts; name one of {', '.join(below)}"
    return f"the sheet has no part {each.part[:20]}"


def _by_id(
    desk: Desk, each: Handed, id: VariantId, seats: Sequence[Seat], rules: Rules
) -> tuple[int, ProblemKey] | str:
    own = next((n for n, seat in enumerate(seats) if _is(seat.own, id)), None)
    if own is not None:
        desk.taken.setdefault((each.attempt, own), id)
        return own, seats[own].own
    reason = f"{id} is not on this student's sheet"
    if any(plain_name(seat.own.template) == id.template and id.index in seat.before for seat in seats):
        return f"{reason} any more: the sheet was replaced; ask for answers to the new one"
    if not (each.dealt or rules.pool):
        return f"{reason}; where the course system dealt the variants, grade with --pool"
    return _dealt(desk, each, id, seats) or reason


def _dealt(desk: Desk, each: Handed, id: VariantId, seats: Sequence[Seat]) -> tuple[int, ProblemKey] | str:
    """Find the place of a variant that a course system dealt: the problem's own, else one from which problems are picked."""
    reason = ""
    for n in sorted(range(len(seats)), key=lambda n: plain_name(seats[n].own.template) != id.template):
        made = seats[n].other(each)
        if isinstance(made, str):
            reason = made
        elif made is not None and desk.taken.setdefault((each.attempt, n), id) == id:
            return n, made
        elif made is not None:
            reason = f"{id}: the sheet has no more places for such a problem in one attempt"
    return reason


def _is(key: ProblemKey, id: VariantId) -> bool:
    return (plain_name(key.template), key.index) == (id.template, id.index)


def _parts(each: Handed, key: ProblemKey, names: Mapping[str, tuple[int, str]]) -> list[str] | str:
    """Name the part, with its gap, that an answer belongs to: all parts for an empty answer to a whole problem."""
    if each.variant is None:
        return [(names.get(each.part) or names[each.part.removesuffix(LABELS[0])])[1]]
    if each.gap:
        gaps = _gaps(key)
        return [gaps[each.gap - 1]] if each.gap <= len(gaps) and len(key.names) > 1 else f"{each.variant} has no gap {each.gap}"
    if each.part:
        return [each.part] if each.part in key.names else f"{each.variant} has no part {each.part}"
    if len(key.names) == 1 or not each.text:
        return list(key.names)
    return f"the answer does not show which of the parts {', '.join(key.names)} it belongs to"


def _gaps(key: ProblemKey) -> list[str]:
    """Name the gaps of a problem that is asked as one question: an order has one for each place."""
    found = []
    for label, name in key.names.items():
        part = key.key.parts[name]
        found += [f"{label}.{n}" for n in range(len(part.items))] if isinstance(part, RankingPart) else [label]
    return found
