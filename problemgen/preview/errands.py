"""Work that may take long, each done once by a thread of its own; who asks waits a little, and asks again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")
PATIENCE = 6.0
KEPT = 100


@dataclass
class Errands:
    """What was asked for and its results, by name; the oldest are forgotten."""

    jobs: OrderedDict[tuple[str, ...], Future[object]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, name: tuple[str, ...], work: Callable[[], Result], patience: float = PATIENCE) -> Result | None:
        """Give the result of some work, or None where it is not done yet. Raises what the work raises."""
        with self.lock:
            job = self.jobs.get(name)
            if job is None:
                job = self.jobs[name] = Future()
                threading.Thread(target=_do, args=(work, job), daemon=True).start()
            while len(self.jobs) > KEPT:
                self.jobs.popitem(last=False)
        try:
            return job.result(patience)  # type: ignore[return-value]
        except TooLate:
            return None


def _do(work: Callable[[], object], job: Future[object]) -> None:
    try:
        job.set_result(work())
    except Exception as error:  # it belongs to those who ask
        job.set_exception(error)
