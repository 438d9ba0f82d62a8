"""What the preview knows of a bank: the bank, and every problem as it was when it last could be loaded.

States are values. ``opened`` makes one from a folder, ``refreshed`` another from what has changed on the disk since, and
``loaded`` compiles one problem. A file with an error never takes away what was there before: it is kept, and called old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from problemgen.bank.bank import Bank, load_bank, yaml_files
from problemgen.bank.load import load_template
from problemgen.course.assignment import load_assignment
from problemgen.errors import ProblemgenError
from problemgen.preview.faults import Fault, faults, shown
from problemgen.variant.program import Program, program

TRIES = 3
Mark = tuple[int, int, int]  # of a file: it is another file when any of these is another number


@dataclass(frozen=True)
class Entry:
    """One problem: ``program`` is the last that could be made; ``current`` says whether that, or a fault, is of today's file."""

    id: str
    path: Path
    program: Program | None = None
    faults: tuple[Fault, ...] = ()
    current: bool = False

    @property
    def title(self) -> str:
        return self.program.template.title if self.program else ""

    @property
    def topic(self) -> str:
        return self.id.rpartition(".")[0]

    @property
    def old(self) -> bool:
        """Tell whether what can be shown is not what the file says now."""
        return self.program is not None and bool(self.faults)


@dataclass(frozen=True)
class State:
    """A bank as it is seen now; ``bank`` is the last that could be loaded."""

    folder: Path
    bank: Bank | None
    faults: tuple[Fault, ...]  # of bank.yaml and the files beside it
    notices: tuple[Fault, ...]  # of assignments: they stop nothing here
    entries: Mapping[str, Entry]
    marks: Mapping[Path, Mark]

    @property
    def title(self) -> str:
        return self.bank.title if self.bank else self.folder.name


@dataclass(frozen=True)
class Changed:
    """What a look at the disk found: the state now, and the problems that may look otherwise (None: all may)."""

    state: State
    ids: frozenset[str] | None

    @property
    def anything(self) -> bool:
        return self.ids is None or bool(self.ids)


def opened(folder: Path) -> State:
    """Read a bank's folder, however broken it is."""
    return refreshed(State(folder, None, (), (), {}, {})).state


def refreshed(state: State) -> Changed:
    """Look at the folder again, and read what has changed: a problem's file on its own, any other file with the whole bank."""
    marks = marks_of(state.folder)
    touched = {path for path in {*marks, *state.marks} if marks.get(path) != state.marks.get(path)}
    if not touched and state.marks:
        return Changed(state, frozenset())
    problems, assignments = state.folder / "problems", state.folder / "assignments"
    ids = {id for id, path in yaml_files(problems).items() if path in touched} | {
        id for id, entry in state.entries.items() if entry.path in touched}  # fmt: skip
    if any(problems not in path.parents and assignments not in path.parents for path in touched) or not state.marks:
        return Changed(_reloaded(replace(state, marks=marks), ids), None)
    after = replace(state, marks=marks, entries=_entries(state, ids))
    return Changed(_with_assignments(after), frozenset(ids) or None)


def marks_of(folder: Path) -> dict[Path, Mark]:
    """Give a mark of everything in a bank's folder that is called a YAML file, and of its drawings."""
    found = {}
    for path in _paths(folder):
        try:
            stat = path.stat()
        except OSError:
            continue  # it went away while it was looked at, or leads nowhere
        found[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino) if path.is_file() else (0, 0, stat.st_ino)
    return found


def _paths(folder: Path) -> list[Path]:
    for _ in range(TRIES):
        try:
            return [*folder.rglob("*.yaml"), *(folder / "figures").glob("*.svg.j2")]
        except OSError:
            continue  # a folder went away in the middle
    return []


def _reloaded(state: State, stale: set[str]) -> State:
    """Read the bank; where it cannot be read, the last one stays."""
    try:
        bank = load_bank(state.folder)
    except Exception as error:  # whatever a file holds, the preview goes on
        found = faults(error, state.folder)
        return replace(state, faults=found, entries=_entries(state, stale))
    after = replace(state, bank=bank, faults=())
    return _with_assignments(replace(after, entries=_entries(after, set(yaml_files(state.folder / "problems")))))


def _with_assignments(state: State) -> State:
    if state.bank is None:
        return state
    bank, notices = replace(state.bank, assignments=yaml_files(state.folder / "assignments"),
                            templates=yaml_files(state.folder / "problems")), list[Fault]()  # fmt: skip
    for id in bank.assignments:
        try:
            load_assignment(bank, id)
        except ProblemgenError as error:
            notices += shown(error.problems, state.folder)
        except Exception as error:
            notices += faults(error, state.folder)
    return replace(state, bank=bank, notices=tuple(notices))


def _entries(state: State, stale: set[str]) -> dict[str, Entry]:
    """List the problems that have a file; those that are stale have to be loaded again."""
    found = {}
    for id, path in yaml_files(state.folder / "problems").items():
        before = state.entries.get(id, Entry(id, path))
        found[id] = replace(before, path=path, current=before.current and id not in stale)
    return found


def loaded(state: State, id: str) -> Entry:
    """Load one problem from its file; where that cannot be done, the last one stays, with what is wrong now."""
    entry = state.entries[id]
    if state.bank is None:
        return replace(entry, current=True)
    try:
        made = program(load_template(state.bank, id))
    except Exception as error:  # whatever a file holds, the preview goes on
        return replace(entry, faults=faults(error, state.folder), current=True)
    return replace(entry, program=made, faults=(), current=True)
