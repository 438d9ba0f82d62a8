"""Let processes of this machine work on chunks, in order; what a killed process had is done again.

Only so many chunks are under way that a long job does not wait in memory.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import partial
from itertools import chain
from typing import TypeVar

from problemgen.course.folder import end_with_parent
from problemgen.errors import ProblemgenError

AHEAD = 4  # chunks a process has waiting
TRIES = 3  # times that processes may be killed without a chunk done in between

C = TypeVar("C")
R = TypeVar("R")


def in_processes(
    workers: int, work: Callable[[C], R], chunks: Iterator[C], lost: Callable[[], None], given_up: Callable[[C], ProblemgenError]
) -> Iterator[R]:
    """Yield what ``work`` makes of each chunk, in order.

    ``lost`` is called when a process was killed; ``given_up`` makes the error for a chunk over which that happens repeatedly.
    """
    taken: deque[C] = deque()
    killed = 0
    while True:
        futures: deque[Future[R]] = deque()
        pool = ProcessPoolExecutor(workers, initializer=_start)
        try:
            # after a loss one at a time, until something is done: so it is known who kills
            while _fill(taken, futures, chunks, 1 if killed else AHEAD * workers, partial(_submit, pool, work)):
                made = futures.popleft().result()
                taken.popleft()
                killed = 0
                yield made
            return
        except BrokenExecutor as error:
            killed += 1
            if killed == TRIES:
                raise given_up(taken[0]) from error
            lost()
            chunks = chain(tuple(taken), chunks)
            taken.clear()
        finally:
            pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, work: Callable[[C], R], chunk: C) -> Future[R]:
    return pool.submit(work, chunk)


def _fill(
    taken: deque[C], futures: deque[Future[R]], chunks: Iterator[C], most: int, submit: Callable[[C], Future[R]]
) -> bool:
    """Hand out chunks until so many are under way; tell whether any is."""
    while len(taken) < most and (chunk := next(chunks, None)) is not None:
        taken.append(chunk)  # first, since a pool that is broken refuses it
        futures.append(submit(chunk))
    return bool(taken)


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process stops its workers; they need not say so too
    end_with_parent()
