"""Read the "Responses" report of a Moodle quiz (mod/quiz/report/responses, Moodle 2.0 to 5.x).

Columns: last name, first name, and others about the student; state, times, grade; then for each question its text, the
response and the right answer, as ticked. Names of columns are in the language of the instructor. With random questions
each row has texts of its own, so the id comes from the row's own cell. ``-`` stands where nothing was seen or answered, and
in place of the time at which an attempt was finished where it was not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from problemgen.responses import cells
from problemgen.responses.gaps import gaps
from problemgen.responses.table import Row, Table, column
from problemgen.responses.view import Found, Response, Unmatched

_IDS = ("idnumber", "idnummer", "matrikelnummer", "numérodidentification", "númerodeid", "studentid", "username",
        "benutzername", "anmeldename", "nomdutilisateur", "nombredeusuario")  # fmt: skip
_FINISHED, _STARTED = ("completed", "beendet"), ("startedon", "started", "begonnen")
_CLOCK = re.compile(r"\d[:.]\d{2}")
_GRADE = re.compile(r".*/\s*\d[\d.,]*", re.DOTALL)
_RIGHT = re.compile(r"right|richtig|rätt|rigtig|riktig|corre|bonne|juist|goed|popraw|správn|правил", re.IGNORECASE)
NO_RESPONSE = "the file has no column of responses to this question; tick 'response' in the report and download it again"
UNFINISHED = "the attempt was not finished; Moodle gives no grade for it either"


@dataclass(frozen=True)
class Slot:
    """A question of the quiz: the columns of its text and of the responses to it."""

    question: int
    response: int | None


@dataclass(frozen=True)
class Lead:
    """Where the columns about the student are; ``others`` are all that may hold an id, in whatever language."""

    student: tuple[int, ...]
    others: tuple[int, ...]
    named: bool
    time: int | None
    finished: int | None


def slots_of(table: Table) -> tuple[Slot, ...]:
    """Find the questions by what their cells hold: ids in most, or a heading that but for its number is like theirs."""
    head = table.head
    alike = {_stem(head[n]) for n in _with_ids(table)}
    found = []
    n = 0
    while n < len(head):
        if _stem(head[n]) in alike:
            beside = n + 1 < len(head) and _numbers(head[n]) == _numbers(head[n + 1]) and not _RIGHT.match(head[n + 1])
            found.append(Slot(n, n + 1 if beside else None))
            n += 1 if beside else 0
        n += 1
    return tuple(found)


def _with_ids(table: Table) -> list[int]:
    """List the columns in which most cells that are not empty show an id."""
    filled, shown = [0] * len(table.head), [0] * len(table.head)
    for row in table.rows:
        for n, text in enumerate(row.cells):
            if text not in ("", "-"):
                filled[n] += 1
                shown[n] += cells.id_in(text) != cells.NO_ID
    return [n for n, count in enumerate(shown) if 2 * count > filled[n]]


def _stem(heading: str) -> str:
    return re.sub(r"\d+.*", "", heading, flags=re.DOTALL).strip()


def _numbers(heading: str) -> list[str]:
    return re.findall(r"\d+", heading)


def read_moodle(table: Table) -> Iterator[Found]:
    """Read a responses report, answer by answer."""
    slots = slots_of(table)
    lead = _lead(table, slots[0].question if slots else len(table.head))
    seen: Counter[object] = Counter()
    owners = cells.owned_names(_who(row, lead) for row in table.rows)
    before = ("", "")
    for row in table.rows:
        id, name = _who(row, lead)
        if not id and name == before[1]:  # later tries leave the address out (first_or_all_responses_table.php, col_email)
            id = before[0]
        before = (id or name or f"line {row.line}", name)
        if lead.finished is not None and row.cells[lead.finished] == "-":
            yield from _unfinished(row, slots, before[0])
        else:
            own = (name,) if owners.get(cells.folded(name)) else ()
            yield from _row(row, lead, slots, before, seen, own)


def _who(row: Row, lead: Lead) -> tuple[str, str]:
    """Give a student's id and name, as far as the row tells them."""
    name = " ".join(cell for cell in reversed(row.cells[:2]) if cell) if lead.named else ""
    return next((row.cells[n] for n in lead.student if row.cells[n]), ""), name


def _unfinished(row: Row, slots: tuple[Slot, ...], student: str) -> Iterator[Unmatched]:
    """Tell what an attempt holds that goes on, or was never submitted: it must not take the place of a finished one."""
    asked = [(row.cells[slot.question], _said(row, slot)) for slot in slots]
    answered = [(question, text) for question, text in asked if text]
    for question, text in answered:
        id = cells.id_in(question)
        yield Unmatched(row.line, UNFINISHED, student, question[:60] if isinstance(id, str) else str(id), text)
    if not answered:
        given = any(question not in ("", "-") for question, _ in asked)
        yield Unmatched(row.line, UNFINISHED if given else "no attempt", student)


def _said(row: Row, slot: Slot) -> str:
    return "" if slot.response is None or row.cells[slot.response] == "-" else cells.answer(row.cells[slot.response])


def _row(
    row: Row, lead: Lead, slots: tuple[Slot, ...], who: tuple[str, str], seen: Counter[object], own: tuple[str, ...]
) -> Iterator[Response | Unmatched]:
    student, name = who
    texts = [row.cells[n] for slot in slots for n in (slot.question, slot.response) if n is not None]
    if all(text in ("", "-") for text in texts):
        yield Unmatched(row.line, "no attempt", student)
        return
    attempt = cells.counted(seen, student)
    time = row.cells[lead.time] if lead.time is not None else ""
    others = (*(row.cells[n] for n in lead.others if row.cells[n]), *own)
    for slot in slots:
        asked, text = row.cells[slot.question], _said(row, slot)
        id = cells.id_in(asked)
        if slot.response is None or isinstance(id, str):
            reason = id if isinstance(id, str) else NO_RESPONSE
            yield Unmatched(row.line, reason, student, asked[:60], text)
            continue
        whole = Response(student, name, replace(id, part=""), id.part, text, attempt, row.line, time=time, others=others)
        split = gaps(text)
        yield from (replace(whole, text=part, gap=n) for n, part in enumerate(split, 1)) if split else (whole,)


def _lead(table: Table, first: int) -> Lead:
    """Find the student's own id: by the names of columns, then by the look of an address; without, the name must do."""
    head = table.head[:first]
    named = [column(head, (name,)) for name in _IDS]
    address = sorted({n for row in table.rows for n in range(2, len(head)) if "@" in row.cells[n]})
    student = tuple(dict.fromkeys(n for n in (*named, *address) if n is not None))
    told = column(head, _FINISHED)
    finished = _finish(table, head) if told is None else told
    others = tuple(dict.fromkeys((*student, *range(2, (finished or 0) - 2))))
    return Lead(student, others, first >= 2, column(head, _STARTED) if finished is None else finished, finished)


def _finish(table: Table, head: tuple[str, ...]) -> int | None:
    """Find when attempts were finished by its place: state, start, finish, duration, and a grade such as Note/10,00.

    Behind the grade may stand words of feedback, and grades of parts of the quiz (local/reports/attempts_report.php).
    """
    at = next((n for n, heading in enumerate(head) if _GRADE.fullmatch(heading)), len(head)) - 2
    if at < 3:
        return None
    started = False
    for row in table.rows:
        if not all(cell in ("", "-") or _CLOCK.search(cell) for cell in row.cells[at - 1 : at + 1]):
            return None
        started = started or _CLOCK.search(row.cells[at - 1]) is not None
    return at if started else None
