"""What a child process said and took; it tells its memory itself, since what the system tells begins with its parent's size."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# the last lines of a child's program: a process that was made by a large one counts its parent's memory in ru_maxrss
TELL_PEAK = """
from pathlib import Path as _Path
print("peak", next(line.split()[1] for line in _Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


@dataclass(frozen=True)
class Took:
    """What a child said, the seconds that it computed, and the most kilobytes that it held."""

    said: str
    seconds: float
    kilobytes: int


def took(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Took:
    """Run a program that ends well and with ``TELL_PEAK``, in a folder; what it says is in the file ``said`` there, too."""
    with (folder / "said").open("w+b") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=folder, env=env)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    assert process.returncode == 0, text[-2000:]
    rest, peak = without_peak(text)
    return Took(rest, used.ru_utime + used.ru_stime, peak)


def without_peak(said: str) -> tuple[str, int]:
    """Cut the last line off what a child said: give the rest, and its memory in kilobytes."""
    rest, _, peak = said.rstrip().rpartition("peak ")
    return rest, int(peak)
