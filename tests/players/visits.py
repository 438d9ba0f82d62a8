"""Open pages from files in headless Chromium, offline, and work in them by keys and clicks; reads steps, gives what came of them.

Needs what the players need: Debian's ``chromium`` and ``nodejs``, and ``npm ci`` in this folder.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from tests.players.players import HERE, need_packages
from tests.programs import need

Step = Sequence[Any]  # a verb of visits.mjs and what it needs


@dataclass(frozen=True)
class Visit:
    """One opening of a page, in a browser that keeps nothing from others, and what is done there."""

    path: str
    steps: Sequence[Step]
    width: int = 1280
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    touch: bool = False
    storage: Literal["kept", "blocked", "full"] = "kept"


@dataclass(frozen=True)
class Visited:
    """What each step gave, which addresses were asked for besides the page's own, and what the console said."""

    results: tuple[Any, ...]
    requests: tuple[str, ...]
    problems: tuple[str, ...]
    error: str | None


def visit(visits: Sequence[Visit]) -> list[Visited]:
    """Make all visits in one browser; one call for many visits is much faster than many calls."""
    command = [need("node"), str(HERE / "visits.mjs"), need("chromium")]
    need_packages()
    told = json.dumps([asdict(each) for each in visits])
    limit = 60 + sum(10 + len(each.steps) for each in visits)
    done = subprocess.run(command, input=told, capture_output=True, timeout=limit, check=False, encoding="utf-8")
    if done.returncode != 0:
        raise RuntimeError(f"the browser did not run: {done.stderr}")
    return [
        Visited(tuple(one["results"]), _others(each, one["requests"]), tuple(one["problems"]), one["error"])
        for each, one in zip(visits, json.loads(done.stdout), strict=True)
    ]


def _others(visit: Visit, addresses: Sequence[str]) -> tuple[str, ...]:
    own = {Path(visit.path).as_uri(), "data:,"}  # the page itself, and its empty icon
    return tuple(address for address in addresses if address not in own)


def visit_page(path: Path, *steps: Step, **more: Any) -> Visit:
    """Describe a visit."""
    return Visit(str(path), steps, **more)
