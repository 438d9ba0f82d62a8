"""Grade one student: what was handed in, the keys of the sheet -> a mark for each part, and what became of every answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from problemgen.checker import check
from problemgen.checker.key import RankingPart
from problemgen.checker.verdict import Verdict
from problemgen.course.gradekeys import ProblemKey, labels_of
from problemgen.course.gradeplace import Desk, Rules, Seat, dropped, place, told
from problemgen.course.gradespoken import spoken
from problemgen.grading.attempts import State, Try, chosen, states
from problemgen.grading.records import Mark, Marked, Told
from problemgen.grading.tables import waits
from problemgen.responses.handed import Handed


@dataclass(frozen=True)
class ByHand:
    """A score that a person gave."""

    score: float
    comment: str


@dataclass(frozen=True)
class Outcome:
    """A student's marks, the keys they come from, what did not count, and how many answers did."""

    marked: Marked
    keys: tuple[ProblemKey, ...]
    told: tuple[Told, ...]
    counted: int


def mark_student(
    who: tuple[str, str, str], seats: Sequence[Seat], handed: Sequence[Handed], rules: Rules, by_hand: Mapping[str, ByHand]
) -> Outcome:
    """Grade what a student (id, name, folder) handed in; ``by_hand`` holds scores that people gave, by part."""
    desk = Desk(parts={name: part for seat in seats for name, part in seat.own.key.parts.items()})
    names = labels_of([seat.own for seat in seats])
    for each in handed:
        if not dropped(desk, each, rules):
            place(desk, each, seats, names, rules)
    marks: list[Mark] = []
    keys: list[ProblemKey] = []
    counted = 0
    attempts = []
    for n, seat in enumerate(seats):
        key, state = _counting(desk, n, seat, rules)
        keys.append(key)
        marks += _marks(key, state, desk, by_hand)
        counted += _tell_superseded(desk, n, state)
        attempts += [state.attempt] if state else []
    notes = tuple(_notes(desk, marks, handed, attempts))
    marked = Marked(who[0], who[1], who[2], tuple(marks), bool(counted or by_hand), notes)
    return Outcome(marked, tuple(keys), tuple(desk.told), counted)


def _counting(desk: Desk, n: int, seat: Seat, rules: Rules) -> tuple[ProblemKey, State[Handed] | None]:
    """Choose the attempt of a problem that counts; None where nothing was handed in."""
    found = states(desk.tries.get(n, ()), rules.attempts == "first")
    if not found:
        return seat.own, None

    def worth(state: State[Handed]) -> float:
        return sum(mark.earned for mark in _marks(desk.keys[n, state.variant], state, desk, {}))

    state = chosen(found, rules.attempts, worth)
    return desk.keys[n, state.variant], state


def _marks(key: ProblemKey, state: State[Handed] | None, desk: Desk, by_hand: Mapping[str, ByHand]) -> list[Mark]:
    """Judge the parts of a problem, each with the others' answers at hand, so that errors are carried forward."""
    given = {label: _given(label, state) for label in key.names}
    read = {key.names[label]: _read(key, label, each) for label, each in given.items()}
    whole = replace(key.key, parts={**desk.parts, **key.key.parts})  # so that messages name parts as the sheet's own checker does
    marks = []
    for label, name in key.names.items():
        verdict = check(whole, name, read[name], read)
        marks.append(_mark(key, label, given[label], verdict, state, desk, by_hand.get(name)))
    return marks


def _given(label: str, state: State[Handed] | None) -> list[Handed]:
    if state is None:
        return []
    return [state.answers[part] for part in state.answers if part == label or part.startswith(f"{label}.")]


def _read(key: ProblemKey, label: str, given: Sequence[Handed]) -> str:
    text = _typed(key, label, given)
    return spoken(key.variant, label, text) if key.variant is not None and any(each.dealt for each in given) else text


def _typed(key: ProblemKey, label: str, given: Sequence[Handed]) -> str:
    """Give an answer as text; the places of an order are put together with its sign."""
    part = key.key.parts[key.names[label]]
    in_order = sorted(given, key=lambda each: each.gap)
    if isinstance(part, RankingPart) and len(in_order) > 1 and any(each.text for each in in_order):
        return f" {part.sign} ".join(each.text for each in in_order)
    return in_order[-1].text if in_order else ""


def _mark(
    key: ProblemKey, label: str, given: Sequence[Handed], verdict: Verdict, state: State[Handed] | None, desk: Desk,
    hand: ByHand | None,
) -> Mark:  # fmt: skip
    source = ", ".join(dict.fromkeys(f"{each.file}:{each.line}" for each in given))
    return Mark(
        part=key.names[label], template=key.template, index=key.index, label=label, text=_typed(key, label, given),
        verdict=verdict.verdict, code=verdict.code, score=hand.score if hand else verdict.score, points=key.points[label],
        message=verdict.message, read_as=verdict.read_as, attempt=state.attempt if state and given else 0, source=source,
        late=any(id(each) in desk.late for each in given), by_hand=hand is not None, comment=hand.comment if hand else "",
    )  # fmt: skip


def _tell_superseded(desk: Desk, n: int, state: State[Handed] | None) -> int:
    """Tell which answers to a problem do not count, and give the number of those that do."""
    counting = {id(each) for each in state.answers.values()} if state else set()
    seen: set[int] = set()
    for each in desk.tries.get(n, ()):
        if id(each.what) not in counting and id(each.what) not in seen:
            seen.add(id(each.what))
            desk.told.append(told(each.what, "superseded", _superseded(each, state)))
    return len(counting)


def _superseded(each: Try[Handed], state: State[Handed] | None) -> str:
    assert state is not None  # something was handed in for the problem, and so something counts
    instead = state.answers.get(each.part)
    if each.attempt == state.attempt and each.variant != state.variant:
        return "another variant of the problem was answered in the same attempt"
    where = f", {instead.file}:{instead.line}" if instead else ""
    if instead is not None and each.attempt == instead.attempt:
        same = "the same answer" if instead.text == each.what.text else "another answer"
        return f"handed in twice in attempt {each.attempt}: {same} counts{where}"
    return f"attempt {state.attempt} counts{where}"


def _notes(desk: Desk, marks: Sequence[Mark], handed: Sequence[Handed], attempts: Sequence[int]) -> Iterator[str]:
    """Say what an instructor should know of a student."""
    if not attempts:
        yield "nothing handed in" if not handed else "nothing that counts was handed in"
    waiting = sum(map(waits, marks))
    if waiting:
        yield f"{waiting} answer{'s' if waiting > 1 else ''} could not be graded: {_listed(m.part for m in marks if waits(m))}"
    late = [mark.part for mark in marks if mark.late]
    if late:
        yield f"late: {_listed(late)}"
    hand = [mark.part for mark in marks if mark.by_hand]
    if hand:
        yield f"by hand: {_listed(hand)}"
    if max(attempts, default=1) > 1:
        yield f"attempt {max(attempts)}"
    if desk.untimed:
        yield "a time that cannot be read"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
