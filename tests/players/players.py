"""Play QTI 3 items in real players, in headless Chromium, with keystrokes and clicks; reads item files, gives what was graded.

Needs Debian's ``chromium``, ``nodejs`` and ``npm``, and ``npm ci --ignore-scripts --no-audit --no-fund`` in this folder.
The players are qti3-item-player by amp-up (MIT) and qti-components by citolab (GPL-3.0): tools of the tests, which no release
holds.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pytest

from tests.programs import need

HERE = Path(__file__).parent
Player = Literal["ampup", "citolab"]
PLAYERS: tuple[Player, ...] = get_args(Player)
Response = Mapping[str, str | Sequence[str]]  # response identifier: text, a choice or several; what is missing is left alone


@dataclass(frozen=True)
class Item:
    """An item file, the player for it, and what a student does there: each response meets the item afresh."""

    path: Path
    player: Player
    responses: Sequence[Response]


@dataclass(frozen=True)
class Feedback:
    """A comment that can be seen after the attempt."""

    kind: Literal["inline", "block", "modal"]
    text: str


@dataclass(frozen=True)
class Play:
    """One attempt. Variables are as the player writes them: amp-up gives numbers, citolab text."""

    response: Response
    variables: Mapping[str, object]
    kept: Mapping[str, str]  # what stands in the text boxes; a player may refuse keys
    feedback: tuple[Feedback, ...]
    problems: tuple[str, ...]  # what the player complained of on its console, and files it did not find
    error: str | None  # the attempt could not be finished

    @property
    def score(self) -> float:
        """Give SCORE as a number."""
        return float(str(self.variables["SCORE"]))

    @property
    def completion(self) -> str:
        """Give the completion status; amp-up leaves it at not_attempted unless an item is adaptive."""
        return str(self.variables["completionStatus"])

    @property
    def comments(self) -> list[str]:
        """Give the texts of the feedback that is seen."""
        return [one.text for one in self.feedback]


@dataclass(frozen=True)
class Played:
    """What became of an item."""

    item: Item
    text: str | None  # what is read before the attempt; citolab hides what stands in an interaction of its own
    plays: tuple[Play, ...]
    error: str | None  # the item was not shown, and later responses were not tried


def play(items: Iterable[Item]) -> list[Played]:
    """Play all items in one browser, both players at a time; one call for many items is much faster than many calls."""
    jobs = list(items)
    told = [{"item": str(job.path.resolve()), "player": job.player, "responses": job.responses} for job in jobs]
    command = [need("node"), str(HERE / "play.mjs"), need("chromium")]
    need_packages()
    limit = 60 + 5 * sum(len(job.responses) for job in jobs)
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, timeout=limit, check=False, encoding="utf-8")
    if done.returncode != 0:
        raise RuntimeError(f"the players did not run: {done.stderr}")
    return [played(job, found) for job, found in zip(jobs, json.loads(done.stdout), strict=True)]


def played(item: Item, found: Mapping[str, object]) -> Played:
    plays = found["plays"]
    assert isinstance(plays, list)
    text, error = (None if found[name] is None else str(found[name]) for name in ("text", "error"))
    return Played(item, text, tuple(read_play(one) for one in plays), error)


def read_play(found: Mapping[str, object]) -> Play:
    fields = dict(found)
    comments, problems = fields.pop("feedback"), fields.pop("problems")
    assert isinstance(comments, list)
    assert isinstance(problems, list)
    return Play(feedback=tuple(Feedback(**one) for one in comments), problems=tuple(problems), **fields)  # type: ignore[arg-type]


def need_packages() -> None:
    """Ask for the installed packages, as tests/programs.py asks for programs."""
    if (HERE / "node_modules").is_dir():
        return
    if os.environ.get("PROBLEMGEN_REQUIRE_PROGRAMS"):
        pytest.fail("the players are not installed (npm ci in tests/players), and PROBLEMGEN_REQUIRE_PROGRAMS is set")
    pytest.skip("the players are not installed (npm ci in tests/players)")
