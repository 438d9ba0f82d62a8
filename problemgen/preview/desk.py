"""Answers what is asked for: address -> page, piece of a page, or picture. Looks things up and prints them; writes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from problemgen.document.render import filled
from problemgen.errors import ProblemgenError
from problemgen.files import shipped
from problemgen.preview import panels
from problemgen.preview.errands import Errands
from problemgen.preview.faults import Fault, faults
from problemgen.preview.keeper import Keeper
from problemgen.preview.links import Asked, link
from problemgen.preview.paper import Press, selfcheck_page
from problemgen.preview.samples import Picked, picked, sample
from problemgen.preview.state import Entry
from problemgen.preview.views import Content, Head, groups, head
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant

HTML, SVG = "text/html; charset=utf-8", "image/svg+xml"
OWN = {"preview.css": "text/css; charset=utf-8", "preview.js": "text/javascript; charset=utf-8", "icon.svg": SVG}
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# The page brings the rest of its policy along.
SELFCHECK_POLICY = "sandbox allow-scripts allow-forms allow-modals; frame-ancestors 'self'"


@dataclass(frozen=True)
class Answer:
    """What goes back to the browser."""

    body: bytes = b""
    kind: str = HTML
    status: int = 200
    policy: str = POLICY
    location: str = ""


@dataclass
class Desk:
    """All that answers are made from; ``first`` is the problem to begin with."""

    keeper: Keeper
    first: str = ""
    press: Press = field(default_factory=Press)
    errands: Errands = field(default_factory=Errands)


def answer(desk: Desk, asked: Asked) -> Answer:
    """Answer a request, whatever happens."""
    generation = desk.keeper.generation  # before anything is looked at: what changes from here on is news to the page
    try:
        return _answer(desk, asked, generation)
    except Exception as error:  # an author's page is never blank
        found = faults(error, desk.keeper.state.folder)
        if len(asked.steps) > 2:
            return _filled("fragment", {"faults_found": found}, 500)
        return _page(desk, asked, generation, None, found, 500)


def _answer(desk: Desk, asked: Asked, generation: int) -> Answer:
    match asked.steps:
        case ():
            id = desk.first if desk.first in desk.keeper.state.entries else next(iter(desk.keeper.state.entries), "")
            return Answer(status=302, location=link("problem", id)) if id else _page(desk, asked, generation, None)
        case (name,) if name in OWN:
            return Answer((shipped("templates") / "preview" / name).read_bytes(), OWN[name])
        case ("problem", id, *rest) if id in desk.keeper.state.entries:
            return _of_problem(desk, asked, generation, id, rest)
        case ("problem", id):
            gone = Fault(f"there is no problem {id!r} now; choose one from the list", "")
            return _page(desk, asked, generation, None, (gone,), 404)
    return Answer(b"There is nothing at this address.\n", "text/plain; charset=utf-8", 404)


def _of_problem(desk: Desk, asked: Asked, generation: int, id: str, rest: list[str]) -> Answer:
    entry = desk.keeper.entry(id)
    if not rest:
        return _page(desk, asked, generation, entry or desk.keeper.state.entries[id], working=entry is None)
    entry = entry or desk.keeper.state.entries[id]
    if entry.program is None:
        return _filled("fragment", {"faults_found": entry.faults}, 404)
    return _piece(desk, asked, entry, entry.program, rest)


def _piece(desk: Desk, asked: Asked, entry: Entry, program: Program, rest: list[str]) -> Answer:
    pieces: Mapping[str, Callable[[], Mapping[str, object]]] = {
        "count": lambda: panels.count_panel(desk.errands, program, "full" in asked.words),
        "findings": lambda: panels.findings_panel(desk.errands, program, desk.keeper.state.folder),
        "variants": lambda: panels.variants_panel(program, asked.seed, asked.index),
        "spread": lambda: panels.spread_panel(program),
    }
    match rest:
        case ["another"]:
            return Answer(status=302, location=_another(entry.id, program, asked))
        case [name] if name in pieces:
            return _filled(name, pieces[name]())
        case ["selfcheck.html"]:
            return Answer(selfcheck_page(program, _variant(program, asked), desk.press.folders), policy=SELFCHECK_POLICY)
        case ["worksheet" | "key" as name, number]:
            pages = desk.press.paper(program, _variant(program, asked), name).pages
            wanted = number.removesuffix(".svg")
            if wanted in map(str, range(1, len(pages) + 1)):
                return Answer(pages[int(wanted) - 1], SVG, policy=PICTURE_POLICY)
    return Answer(b"There is nothing at this address.\n", "text/plain; charset=utf-8", 404)


def _variant(program: Program, asked: Asked) -> Variant:
    made = picked(program, asked.index).variant
    if made is None:
        raise ProblemgenError("this variant has no value in one of its formulas")
    return made


def _another(id: str, program: Program, asked: Asked) -> str:
    """Choose an accepted variant at random; the place of chance is not the engine, but the author's wish to see another one."""
    found = sample(program, secrets.token_hex(8), 1).variants
    return link("problem", id, tab=asked.tab, index=found[0].index if found else asked.index)


def _page(
    desk: Desk, asked: Asked, generation: int, entry: Entry | None, found: tuple[Fault, ...] = (), status: int = 200,
    working: bool = False,
) -> Answer:  # fmt: skip
    state = desk.keeper.state
    top, content = _problem(desk, asked, entry, working) if entry else (None, Content())
    return _filled("page", {
        "title": state.title, "generation": generation, "groups": groups(state, entry.id if entry else ""),
        "size": len(state.entries), "bank_faults": (*found, *state.faults), "notices": state.notices,
        "head": top, "content": content, "note": asked.words.get("index", "").strip() if asked.index is None else "",
    }, status)  # fmt: skip


def _problem(desk: Desk, asked: Asked, entry: Entry, working: bool) -> tuple[Head, Content]:
    tab = asked.tab
    if entry.program is None:
        return head(entry, working, False, None, "", tab, asked.seed), Content()
    found = picked(entry.program, asked.index)
    old = working or bool(entry.faults or desk.keeper.state.faults)
    top = head(entry, working, old, found.variant, found.why, tab, asked.seed)
    return top, _content(desk, asked, entry.program, found, tab)


def _content(desk: Desk, asked: Asked, program: Program, found: Picked, tab: str) -> Content:
    """Make what stands in a tab; where that fails, what stands there is what is wrong."""
    id, version = program.template.id, program.template.source_digest[:12]
    index = found.variant.index if found.variant else None
    if tab in ("variants", "spread"):
        return Content(load=link("problem", id, tab, index=index, seed=asked.seed, version=version))
    if found.variant is None:
        return Content()
    if tab == "selfcheck":
        return Content(frame=link("problem", id, "selfcheck.html", index=index, version=version))
    try:
        if tab == "mistakes":
            return Content(mistakes=panels.mistakes_panel(found.variant))
        return Content(paper=panels.paper_panel(desk.press, program, found.variant, "key" if tab == "key" else "worksheet"))
    except Exception as error:
        return Content(faults=faults(error, desk.keeper.state.folder))


def _filled(name: str, views: Mapping[str, object], status: int = 200) -> Answer:
    return Answer(filled(f"preview/{name}.html.j2", "html", views).encode("utf-8", "replace"), status=status)


def desk(keeper: Keeper, first: str = "", folders: tuple[Path, ...] = ()) -> Desk:
    """Set up a desk; ``folders`` hold the user's own document templates."""
    return Desk(keeper, first, Press(folders))
