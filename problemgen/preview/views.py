"""What the preview's own page shows: the list of problems, and one of them with its tab. Everything here is plain data."""

from __future__ import annotations

from dataclasses import dataclass

from problemgen.preview.faults import Fault
from problemgen.preview.links import TABS, link
from problemgen.preview.mistakes import PartMistakes
from problemgen.preview.state import Entry, State
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant


@dataclass(frozen=True)
class Item:
    """One problem in the list: ``state`` is a word for what is the matter with it, if anything is."""

    id: str
    title: str
    address: str
    state: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """The problems of one topic."""

    topic: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Tab:
    """A tab, which is a link."""

    name: str
    label: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Head:
    """A problem's name, its variant and what is wrong with either. ``old``: what is below is of an earlier save."""

    id: str
    title: str
    facts: str
    faults: tuple[Fault, ...]
    old: bool
    working: bool
    why: str
    index: int | None
    last: int
    tab: str
    tabs: tuple[Tab, ...]
    address: str
    another: str
    count: str
    findings: str


def groups(state: State, chosen: str) -> tuple[Group, ...]:
    """List the problems of a bank by topic."""
    found: dict[str, list[Item]] = {}
    for entry in state.entries.values():
        item = Item(entry.id, entry.title, link("problem", entry.id), _state(entry), entry.id == chosen)
        found.setdefault(entry.topic.replace("_", " ").replace(".", ", "), []).append(item)
    return tuple(Group(topic, tuple(items)) for topic, items in sorted(found.items()))


def _state(entry: Entry) -> str:
    if entry.faults:
        return "1 error" if len(entry.faults) == 1 else f"{len(entry.faults)} errors"
    return "" if entry.current else "not read yet"


def head(entry: Entry, working: bool, old: bool, made: Variant | None, why: str, tab: str, seed: str) -> Head:
    """Gather what stands above the tabs."""
    index = made.index if made else None
    program = entry.program
    address = link("problem", entry.id)
    tabs = tuple(Tab(name, label, link("problem", entry.id, tab=name, index=index, seed=seed), name == tab)
                 for name, label in TABS.items())  # fmt: skip
    pieces = {"version": program.template.source_digest[:12] if program else ""}
    return Head(
        id=entry.id, title=entry.title or entry.id, facts=_facts(program), faults=entry.faults, old=old, working=working,
        why=why, index=index, last=program.space.size - 1 if program else 0, tab=tab, tabs=tabs if program else (),
        address=address, another=link("problem", entry.id, "another", tab=tab),
        count=link("problem", entry.id, "count", **pieces), findings=link("problem", entry.id, "findings", **pieces),
    )  # fmt: skip


def _facts(program: Program | None) -> str:
    if program is None:
        return ""
    model = program.template.model
    parts = f"{len(model.parts)} part{'s' if len(model.parts) != 1 else ''}"
    return f"{parts} · {model.minutes:g} minutes · difficulty {model.difficulty} of 3"


@dataclass(frozen=True)
class PageImage:
    """A printed page as a picture."""

    address: str
    alt: str


@dataclass(frozen=True)
class PaperView:
    """A printed document: its pages, and its words."""

    pages: tuple[PageImage, ...]
    text: str


@dataclass(frozen=True)
class Content:
    """What stands in a tab: one of these, or nothing."""

    faults: tuple[Fault, ...] = ()
    load: str = ""  # the address of what comes later
    frame: str = ""  # the address of a page of its own
    paper: PaperView | None = None
    mistakes: tuple[PartMistakes, ...] = ()
