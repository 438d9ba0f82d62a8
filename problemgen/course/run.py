"""Make many sheets in this process, in several, or on other machines: in the order of the class list, the same bytes wherever.

Work is handed out in chunks, and only so many are under way that a million sheets do not wait in memory. A chunk whose
worker is killed is made again.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from problemgen.course.assignment import load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.elsewhere import Luggage, connected, luggage, unpacked_order
from problemgen.course.order import Order, Practice, Sheets
from problemgen.course.processes import AHEAD, TRIES, in_processes
from problemgen.course.sheets import Course
from problemgen.course.writing import Written, course_of, give_sheets, write_given, write_sheets
from problemgen.errors import ProblemgenError

CHUNK = 4  # sheets a worker is handed at once: the last one to work makes the others wait that long
TEX_CHUNK = 128  # sheets that TeX sets in one run
LOOK = 2.0  # seconds between looks at an executor whose answer is waited for
GRACE = 30.0  # seconds without any worker after which a build ends
FEW = 48  # sheets that are not worth another process

Chunk = Sheets
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Setting:
    """What a worker must know besides the sheets; ``order`` names the bank, ``folder`` is None where files are given back."""

    order: Order
    practice: Practice
    folder: Path | None
    bank: str = ""  # digest of what a worker elsewhere needs of this machine


Work = Callable[[Chunk, Luggage | None], list[Written] | None]
Submit = Callable[[Chunk], "Future[list[Written] | None]"]


def run(setting: Setting, course: Course, sheets: Sheets, tell: Tell) -> Iterator[Written]:
    """Write all sheets, yielding each in the order of the class list."""
    order = setting.order
    chunks = _chunks(sheets, TEX_CHUNK if order.pdf_engine == "tex" and "pdf" in order.formats else CHUNK)
    if order.engine == "dask":
        with connected(order.scheduler) as cluster:
            yield from on_executor(cluster.executor, cluster.workers, setting, chunks, cluster.alive)
        return
    workers = order.workers or (1 if len(sheets) <= FEW else os.cpu_count() or 1)
    if workers > 1:
        _LOADED[:] = [(setting, course, order)]  # processes that are forked have it all
        yield from _in_processes(workers, setting, chunks, tell)
        return
    assert setting.folder is not None
    for chunk in chunks:
        yield from write_sheets(course, order, chunk, setting.folder)


def _chunks(sheets: Sheets, size: int) -> Iterator[Chunk]:
    """Cut a class into chunks: where TeX sets sheets together, which ones depends on the class alone, never on the workers."""
    return (sheets[at : at + size] for at in range(0, len(sheets), size))


def _alive() -> bool:
    return True


def on_executor(
    executor: Executor, workers: int, setting: Setting, chunks: Iterator[Chunk], alive: Callable[[], bool] = _alive
) -> Iterator[Written]:
    """Write sheets that any executor makes, wherever: its workers need problemgen, but no file of this machine.

    Raises ProblemgenError where the executor gives up, or is not ``alive`` any more and would wait for ever.
    """
    assert setting.folder is not None
    packed = luggage(setting.order)
    order = replace(setting.order, roster=None, out=Path())  # of no interest there: the next class finds the bank loaded
    there = Setting(order, setting.practice, None, packed.digest)
    waiting: deque[tuple[Chunk, Future[list[Written] | None]]] = deque()
    try:
        while _fill(waiting, chunks, AHEAD * workers, lambda each: executor.submit(make, there, each)):
            chunk, future = waiting.popleft()
            made = _result(future, alive)
            if made is None:  # a worker that has not seen the bank yet
                made = _result(executor.submit(make, there, chunk, packed), alive)
            yield from (write_given(each, setting.folder) for each in made or ())
    finally:
        for _, future in waiting:
            future.cancel()


def _result(future: Future[list[Written] | None], alive: Callable[[], bool]) -> list[Written] | None:
    """Wait for a chunk. Raises ProblemgenError where the executor gives up."""
    try:
        _wait(future, alive)
        return future.result()
    except ProblemgenError:
        raise
    except Exception as error:
        gone = isinstance(error, (BrokenExecutor, CancelledError, OSError)) or type(error).__module__.startswith("distributed.")
        if not gone:
            raise
        raise ProblemgenError(f"the workers are gone ({str(error) or type(error).__name__}); what is done stays done: "
                              "run the same command again when they are back") from error  # fmt: skip


def _wait(future: Future[list[Written] | None], alive: Callable[[], bool]) -> None:
    """Wait until a chunk is done, or nobody has been there to do it for a while: workers that are started again take a moment."""
    dead = 0
    while not wait([future], timeout=LOOK).done:
        dead = 0 if alive() else dead + 1
        if dead * LOOK >= GRACE:
            raise BrokenExecutor("none is left; their logs say why")


def _fill(waiting: deque[tuple[Chunk, Future[list[Written] | None]]], chunks: Iterator[Chunk], most: int, submit: Submit) -> bool:
    """Hand out chunks until so many are under way; tell whether any is."""
    while len(waiting) < most and (chunk := next(chunks, None)) is not None:
        waiting.append((chunk, submit(chunk)))
    return bool(waiting)


def _in_processes(workers: int, setting: Setting, chunks: Iterator[Chunk], tell: Tell) -> Iterator[Written]:
    """Let processes of this machine write sheets; where one is killed, what it had is done again by fresh ones."""
    lost = partial(tell, "a worker was killed, perhaps for want of memory; its sheets are made again")
    for made in in_processes(workers, partial(make, setting), chunks, lost, _given_up):
        yield from made or ()


def _given_up(chunk: Chunk) -> ProblemgenError:
    names = ", ".join(student for student, _ in chunk)
    return ProblemgenError(f"workers were killed {TRIES} times over the sheets of {names}; what is done stays done: close other "
                           "programs, and run the same command again with --workers 1")  # fmt: skip


_LOADED: list[tuple[Setting, Course, Order]] = []  # of this process: the last one
_ONE_AT_A_TIME = threading.Lock()  # some executors have threads; a process has one PDF engine


def make(setting: Setting, chunk: Chunk, packed: Luggage | None = None) -> list[Written] | None:
    """Make the sheets of a chunk in a worker; None where it needs what only ``packed`` holds."""
    with _ONE_AT_A_TIME:
        if not _LOADED or _LOADED[0][0] != setting:
            order = unpacked_order(setting.order, setting.bank, packed) if setting.bank else setting.order
            if order is None:
                return None
            _LOADED[:] = [(setting, _course(setting, order), order)]
        _, course, order = _LOADED[0]
        if setting.folder is None:
            return list(give_sheets(course, order, chunk))
        return list(write_sheets(course, order, chunk, setting.folder))


def _course(setting: Setting, order: Order) -> Course:
    """Load what a setting names; what the last one had loaded is taken where only the sheets for practice are others."""
    if _LOADED and replace(_LOADED[0][0], practice=setting.practice) == setting:
        known = _LOADED[0][1]
        return course_of(order, known.bank, known.assignment, known.programs, setting.practice)
    bank = open_bank(order.bank)
    assignment = load_assignment(bank, order.assignment)
    return course_of(order, bank, assignment, programs(bank, assignment.templates()), setting.practice)
