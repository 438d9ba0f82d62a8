"""How much memory a child process took: told by itself, since what the system tells of it begins with the size of its parent."""

from __future__ import annotations

# the last lines of a child's program: a process that was made by a large one counts its parent's memory in ru_maxrss
TELL_PEAK = """
from pathlib import Path as _Path
print("peak", next(line.split()[1] for line in _Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


def without_peak(said: str) -> tuple[str, int]:
    """Cut the last line off what a child said: give the rest, and its memory in kilobytes."""
    rest, _, peak = said.rstrip().rpartition("peak ")
    return rest, int(peak)
