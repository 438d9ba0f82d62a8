"""An export, planned: what remains of a bank and an assignment when all that is the same for all variants is worked out.

Plain data, kept on disk by the content of what it was made from; the next export of the same assignment starts here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from problemgen.cache import digest, recalled, remember
from problemgen.exporters.affixes import AFFIXES
from problemgen.exporters.notes import Note
from problemgen.exporters.plate import Plate
from problemgen.exporters.printing import Printing, Written
from problemgen.exporters.stencil import Slot, read_stencil, stencil_json
from problemgen.files import shipped
from problemgen.frozen import frozen
from problemgen.records import packed, unpacked


@frozen
class PlannedPress:
    """A template as it is printed here: ``name`` starts the ids of its questions, ``labels`` end them where there are several."""

    template: str
    name: str
    labels: tuple[str, ...]
    seed: str  # of its pool
    plate: Plate


@frozen
class PlannedGroup:
    """A group of the quiz: the questions in one ``slot`` of the variants of some presses."""

    id: str
    title: str
    pick: int
    points: float
    slot: int
    presses: tuple[int, ...]


@frozen
class ExportPlan:
    """An assignment in one format; ``notes`` are losses (template, what, instead) that no question tells."""

    id: str
    title: str
    bank: str
    instructions: str
    language: str
    groups: tuple[PlannedGroup, ...]
    presses: tuple[PlannedPress, ...]
    notes: tuple[tuple[str, str, str], ...]


def plan_key(folder: Path, assignment: str, format: str, pictures: bool = True) -> str:
    """Name a plan by everything that it depends on: the files of the bank, and this program itself."""
    return digest("plan 2", assignment, format, str(pictures), _stamp(Path(__file__).parent.parent), _contents(folder))


def _contents(folder: Path) -> str:
    """Tell a bank's files from others, and the drawings that come with the program."""
    found = []
    for top in (folder, shipped("templates") / "figures"):
        for file in _files(top, (".yaml", ".yml", ".svg.j2")):
            content = hashlib.sha256(Path(file.path).read_bytes()).hexdigest()
            found.append(f"{file.path.removeprefix(str(top))} {content}")
    return digest(*found)


def _stamp(package: Path) -> str:
    """Tell one state of the program from another without reading it."""
    stats = ((file.name, file.stat()) for file in _files(package, (".py",)))
    return digest(*(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats))


def _files(folder: Path, endings: tuple[str, ...]) -> list[os.DirEntry[str]]:
    """List files below a folder in the order of their paths, ten times as quickly as with pathlib: an export starts with this."""
    found, folders = [], [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(endings) and entry.is_file():
                    found.append(entry)
    return sorted(found, key=lambda file: file.path)


@frozen
class KeptPlan:
    """A plan from the disk, with what was written for each press, and the variants that were dealt of each template."""

    plan: ExportPlan
    written: list[Any]
    pools: dict[str, list[int]]


def recalled_plan(key: str) -> KeptPlan | None:
    """Find a plan on disk; None where there is none that can be read."""
    kept = recalled("exports", key)
    try:
        AFFIXES.update({name: tuple(affixes) for name, affixes in (kept or {}).get("affixes", {}).items()})
        return None if kept is None else KeptPlan(unpacked(ExportPlan, kept["plan"]), kept["written"], kept["pools"])
    except (KeyError, TypeError, ValueError):
        return None


def remember_plan(key: str, plan: ExportPlan, printings: Iterable[Printing], pools: Mapping[str, list[int]]) -> None:
    """Keep a plan, with what was written for each of its presses, and the pool of each template."""
    written = [_written_json(printing) for printing in printings]
    remember("exports", key, {"plan": packed(plan), "written": written, "pools": dict(pools), "affixes": AFFIXES})


def _written_json(printing: Printing) -> Any:
    words = [[*packed(slot), packed(texts)] for slot, texts in printing.words.items()]
    written = [[packed(signature), [stencil_json(each) for each in found.stencils], packed(found.notes)]
               for signature, found in printing.written.items()]  # fmt: skip
    return packed([words, written])


def take_written(printing: Printing, data: Any) -> None:
    """Put what was written before into a printing."""
    words, written = data
    printing.words |= {Slot(name, mode, style): tuple(texts) for name, mode, style, texts in words}
    for signature, stencils, notes in written:
        found = Written(tuple(map(read_stencil, stencils)), {}, tuple(Note(*note) for note in notes))
        printing.written[_tuples(signature)] = found


def _tuples(data: Any) -> Any:
    return tuple(map(_tuples, data)) if isinstance(data, list) else data
