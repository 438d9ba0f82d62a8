"""Measure commands: CPU seconds with all child processes, and the most memory that any one process held."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a command took: CPU seconds, seconds by the clock, and the most memory any one of its processes held, in MB."""

    seconds: float
    clock: float
    megabytes: float


@dataclass(frozen=True)
class Row:
    """One line of the table; ``met`` is None where there is no goal."""

    what: str
    measured: str
    compared: str = ""
    met: bool | None = None


@dataclass
class Found:
    """What was measured so far; ``curves`` are points (questions, CPU seconds) by program, for the plot."""

    rows: list[Row] = field(default_factory=list)
    curves: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def row(self, what: str, measured: str, compared: str = "", met: bool | None = None) -> None:
        """Note a line, and print it."""
        self.rows.append(Row(what, measured, compared, met))
        print(f"{what:<72} {measured:>16}   {compared}{verdict(met)}", flush=True)

    def point(self, program: str, count: int, seconds: float) -> None:
        """Note a point of the plot."""
        self.curves.setdefault(program, []).append((count, seconds))


def verdict(met: bool | None) -> str:
    """Say whether a goal was met."""
    return "" if met is None else ": met" if met else ": **not met**"


def cost(*command: str | Path, cwd: Path | None = None) -> Cost:
    """Run a command that must succeed, and give its cost."""
    before = os.times()
    process = subprocess.Popen([*map(str, command)], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said.decode()}")
    scale = 1_000_000 if sys.platform == "darwin" else 1000
    return Cost(usage.ru_utime + usage.ru_stime, os.times().elapsed - before.elapsed, usage.ru_maxrss / scale)


def median(rounds: int, make: Callable[[], Cost]) -> Cost:
    """Give the median of all figures over some rounds."""
    return middle([make() for _ in range(rounds)])


def middle(costs: Sequence[Cost]) -> Cost:
    """Give the median of each figure."""
    return Cost(*(statistics.median(getattr(each, name) for each in costs) for name in ("seconds", "clock", "megabytes")))
