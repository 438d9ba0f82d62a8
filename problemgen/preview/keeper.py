"""Keeps the state of a preview that many threads read: looks again when told to, loads problems, tells who waits.

A problem is loaded by a thread of its own, once for everybody who asks; one that takes for ever keeps nobody else waiting.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from problemgen.document.render import forget_templates
from problemgen.preview.state import Changed, Entry, State, loaded, opened, refreshed

PATIENCE = 5.0  # seconds that somebody who asks for a problem waits for it
KEPT_NEWS = 200
AT_REST = 0.5  # seconds after a change of everything, in which the page is fetched that somebody looks at
PAUSE = 0.02  # seconds between problems that nobody asked for, so that those who ask come first


@dataclass(frozen=True)
class News:
    """What may look otherwise from a generation on: some problems, all (None), or nothing but the list of them (empty)."""

    generation: int
    ids: frozenset[str] | None


@dataclass
class Keeper:
    """The state, guarded by a lock; ``folders`` hold the user's own document templates."""

    state: State
    folders: tuple[Path, ...] = ()
    generation: int = 1
    news: list[News] = field(default_factory=list)
    jobs: dict[str, tuple[object, Future[Entry]]] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)  # problems that somebody gave up waiting for
    changed: threading.Condition = field(default_factory=threading.Condition)
    filling: int = 0  # which turn of loading everything is the last
    closed: bool = False

    def look(self, templates_too: bool = False) -> bool:
        """Read what has changed on the disk, and tell everybody who waits; give whether anything has."""
        before = self.state
        found = refreshed(before)
        if templates_too:
            forget_templates()
        if not found.anything and not templates_too:
            return False
        with self.changed:
            self.state = _merged(before, found, self.state)
            self._tell(None if templates_too else found.ids)
        if found.ids is None:
            self.fill()
        return True

    def entry(self, id: str, patience: float = PATIENCE) -> Entry | None:
        """Give a problem as its file is now; None where it takes longer than that. Raises KeyError."""
        with self.changed:
            entry = self.state.entries[id]
            if entry.current:
                return entry
            job = self._job(id, entry)
        try:
            return job.result(patience)
        except TooLate:
            with self.changed:
                self.missed.add(id)
                return job.result() if job.done() else None

    def wait(self, generation: int, seconds: float) -> list[News]:
        """Wait until there is news after a generation, and give it; nothing where there is none in this time."""
        with self.changed:
            self.changed.wait_for(lambda: self.closed or self.generation > generation, seconds)
            return [each for each in self.news if each.generation > generation]

    def fill(self) -> None:
        """Load all problems in the background, one after another, so that the list can say which have errors."""
        self.filling += 1
        threading.Thread(target=self._fill, args=(self.filling,), daemon=True).start()

    def close(self) -> None:
        """Let everybody go who waits."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def _tell(self, ids: frozenset[str] | None) -> None:
        self.generation += 1
        self.news = [*self.news[-KEPT_NEWS:], News(self.generation, ids)]
        self.changed.notify_all()

    def _job(self, id: str, entry: Entry) -> Future[Entry]:
        """Start to load a problem, unless that is being done already."""
        key = self._key(entry)
        if id in self.jobs and self.jobs[id][0] == key:
            return self.jobs[id][1]
        job: Future[Entry] = Future()
        self.jobs[id] = (key, job)
        threading.Thread(target=self._load, args=(id, key, self.state, job), daemon=True).start()
        return job

    def _key(self, entry: Entry) -> object:
        bank = self.state.bank
        return (bank.digest if bank else "", entry.path, self.state.marks.get(entry.path))

    def _load(self, id: str, key: object, state: State, job: Future[Entry]) -> None:
        found = loaded(state, id)
        with self.changed:
            now = self.state.entries.get(id)
            if now is not None and self._key(now) == key:
                self.state = replace(self.state, entries={**self.state.entries, id: found})
            if self.jobs.get(id, (None, None))[0] == key:
                del self.jobs[id]
            job.set_result(found)
            if id in self.missed:  # somebody has given up waiting
                self.missed.discard(id)
                self._tell(frozenset({id}))

    def _fill(self, turn: int) -> None:
        time.sleep(AT_REST)
        for id in list(self.state.entries):
            if self.closed or self.filling != turn:
                return
            entry = self.state.entries.get(id)
            if entry is not None and not entry.current:
                with suppress(KeyError):  # its file has just gone away
                    self.entry(id)
                time.sleep(PAUSE)
        with self.changed:
            self._tell(frozenset())


def _merged(before: State, found: Changed, now: State) -> State:
    """Keep what was loaded while the disk was looked at; what has changed since is loaded again when it is asked for."""
    entries = dict(found.state.entries)
    for id in entries:
        meanwhile = now.entries.get(id)
        if meanwhile is not None and meanwhile is not before.entries.get(id):
            stale = found.ids is None or id in found.ids
            entries[id] = replace(meanwhile, path=entries[id].path, current=meanwhile.current and not stale)
    return replace(found.state, entries=entries)


def keeper(folder: Path, folders: tuple[Path, ...] = ()) -> Keeper:
    """Open a bank's folder, however broken it is."""
    return Keeper(opened(folder), folders)
