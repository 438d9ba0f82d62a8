"""Print how long a save takes to show up in the live preview: ``python benchmarks/preview.py [--saves 10]``.

A copy of the shipped bank is previewed in a process of its own, files are really written, and a client waits as a browser does.
Each figure is the median, and the longest, of the saves; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PROBLEMS = ("nernst.forward", "driving_force.table", "capacitance.axon")


def main() -> None:
    """Measure a problem's file of three sizes, and a file that all problems depend on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=10)
    saves: int = parser.parse_args().saves
    with tempfile.TemporaryDirectory() as scratch:
        bank = Path(shutil.copytree(ROOT / "banks" / "membrane", Path(scratch) / "membrane"))
        command = [sys.executable, "-m", "problemgen", "preview", str(bank), "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url: str = json.loads(process.stdout.readline())["url"]
            time.sleep(12)  # until everything was read once: a save is measured warm
            for id in PROBLEMS:
                path = bank / "problems" / f"{id.replace('.', '/')}.yaml"
                measured(f"{id}, its own file", saves, url, id, lambda path=path: edit(path))  # type: ignore[misc]
            measured("nernst.forward, mistakes.yaml", saves, url, PROBLEMS[0], lambda: edit(bank / "mistakes.yaml"))
            process.terminate()


def edit(path: Path) -> None:
    """Save a file with one more comment at its end."""
    path.write_text(f"{path.read_text('utf-8')}# saved at {time.monotonic_ns()}\n", "utf-8")


def measured(what: str, saves: int, url: str, id: str, save: Callable[[], None]) -> None:
    """Save some times; print when the event came, and when the new worksheet was there."""
    told, shown = [], []
    with urlopen(f"{url}events") as events:
        for _ in range(saves):
            time.sleep(0.7)
            start = time.perf_counter()
            save()
            while not events.readline().startswith(b"data:"):
                pass
            told.append(time.perf_counter() - start)
            with urlopen(f"{url}problem/{id}") as page:
                page.read()
            with urlopen(f"{url}problem/{id}/worksheet/1.svg") as picture:
                picture.read()
            shown.append(time.perf_counter() - start)
            if "own file" not in what:
                time.sleep(8)  # all problems are read again in the background, and that is news as well
                drain(events)
    print(f"{what:<40} event {figures(told)}   worksheet {figures(shown)}", flush=True)


def drain(events: object) -> None:
    """Read the news of the background."""
    while not events.readline().startswith(b"data:"):  # type: ignore[attr-defined]
        pass


def figures(seconds: list[float]) -> str:
    """Print a median and a maximum in milliseconds."""
    return f"{1000 * statistics.median(seconds):4.0f} ms (at most {1000 * max(seconds):.0f})"


if __name__ == "__main__":
    main()
