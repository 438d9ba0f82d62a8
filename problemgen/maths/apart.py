"""Ask computer algebra in a process apart, which is ended when it takes too long: question -> answer, or TookTooLong.

An equation from a stranger's bank may keep sympy busy for ever, and a thread cannot be stopped. The process is started when the
first question comes, and serves all that follow; it ends with the one that asks.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import IO, Any

from problemgen.maths.tree import Equation, Node
from problemgen.maths.treejson import from_json, to_json

SECONDS = 2  # of computing for one answer
WAIT = 30.0  # seconds by the clock, on a machine that has more to do, or cannot count what a process computes
START = 60.0  # seconds by the clock in which sympy must be imported
FAILURES = 2  # answers that did not come in time: after so many no more questions are asked
MEMORY = 1 << 30  # bytes of the process, where the system can hold it to that

_MAIN = "from problemgen.maths.apart import main; main()"


class TookTooLong(LookupError):
    """There was no answer in time, or too many before had none: another machine may find one, so nothing follows from it."""


@dataclass
class _Asker:
    """The process that answers, and how often it did not."""

    failures: int = 0
    process: subprocess.Popen[bytes] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: Any) -> Any:
        with self.lock:
            if self.failures == FAILURES:
                raise TookTooLong(f"was given up after {FAILURES} equations that took too long")
            if self.process is None or self.process.poll() is not None:
                self.process = self._started()
            line = self._exchanged(json.dumps(question).encode() + b"\n", WAIT)
            if not line:
                self.failures += 1
                raise TookTooLong(f"found nothing in {SECONDS} s")
            return json.loads(line)

    def _started(self) -> subprocess.Popen[bytes]:
        known = os.pathsep.join(path for path in sys.path if path)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _MAIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": known},
        )  # fmt: skip
        if not self._exchanged(b"", START):
            raise TookTooLong(f"did not start in {START:g} s")
        return self.process

    def _exchanged(self, line: bytes, seconds: float) -> bytes:
        """Send a line and wait for one; '' where the process had to be ended."""
        assert self.process is not None
        given, answers = self.process.stdin, self.process.stdout
        assert given is not None
        assert answers is not None
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        try:
            given.write(line)
            given.flush()
            answer = answers.readline()
        except OSError:  # it ended by itself, as for want of memory
            answer = b""
        finally:
            timer.cancel()
        if not answer:
            self._end(given, answers)
        return answer

    def _end(self, *pipes: IO[bytes]) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        for pipe in pipes:
            with contextlib.suppress(OSError):
                pipe.close()


@cache
def _asker(_process: int) -> _Asker:
    """Make the one asker of a process (a forked worker must not share its parent's pipes)."""
    return _Asker()


def solutions_apart(equation: Equation, symbol: str, positive: frozenset[str]) -> list[Node]:
    """Ask for the solutions of an equation without units. Raises TookTooLong."""
    return [from_json(each) for each in _ask("solve", equation, symbol, positive)]


def proved_apart(equation: Equation, symbol: str, answer: Node, positive: frozenset[str]) -> bool:
    """Ask whether an answer makes both sides of an equation without units equal. Raises TookTooLong."""
    return bool(_ask("prove", equation, symbol, positive, to_json(answer)))


def _ask(what: str, equation: Equation, symbol: str, positive: frozenset[str], *more: Any) -> Any:
    sides = [to_json(equation.left), to_json(equation.right)]
    return _asker(os.getpid()).ask([what, sides, symbol, sorted(positive), *more])


def _answered(what: str, sides: list[Any], symbol: str, positive: list[str], *more: Any) -> Any:
    """Answer one question, in the process apart."""
    from problemgen.maths.symbolic import proved_by_sympy, solutions_by_sympy

    equation = Equation(from_json(sides[0]), from_json(sides[1]))
    if what == "prove":
        return proved_by_sympy(equation, symbol, from_json(more[0]), frozenset(positive))
    return [to_json(each) for each in solutions_by_sympy(equation, symbol, frozenset(positive))]


def main() -> None:
    """Answer questions, a line each, until there are no more: what the process apart does."""
    import signal

    from problemgen.maths.formula import parse_equation
    from problemgen.maths.symbolic import solutions_by_sympy

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks decides what Ctrl-C means
    _bound_memory()
    solutions_by_sympy(parse_equation("x + a = x*a"), "x", frozenset())  # what is imported late counts as starting
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        _bound_time()
        try:
            found: Any = _answered(*json.loads(line))
        except MemoryError:
            os._exit(1)
        except Exception:  # sympy gives up in many ways: none of them may cost the next question its answer
            found = []
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


def _bound_time() -> None:
    """Let the system end this process when the next question takes too much computing."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + SECONDS, most))


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
