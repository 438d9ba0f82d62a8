"""The driver of the players: what it types and clicks arrives, and what the players grade and show comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.players.players import PLAYERS, Item, Player, Response, play

DATA = Path(__file__).parent / "data"
Case = tuple[str, Response, float, list[str]]  # item, response, score, comments


def cases() -> list[Case]:
    rows = (DATA / "plays.txt").read_text("utf-8").splitlines()
    cells = [row.split(" | ") for row in rows if not row.startswith("#")]
    return [(item, json.loads(response), float(score), comments.split(" / ")) for item, response, score, comments in cells]


@pytest.mark.parametrize("player", PLAYERS)
def test_the_table_comes_true(player: Player) -> None:
    """Every line of plays.txt gives its score and its comments, without a complaint of the player."""
    wanted = cases()
    done = play(Item(DATA / f"{item}.xml", player, [response]) for item, response, _, _ in wanted)
    assert [one.error for one in done] == [None] * len(wanted)
    plays = [one.plays[0] for one in done]
    found = [(item, one.response, one.score, one.comments) for (item, *_), one in zip(wanted, plays, strict=True)]
    assert found == wanted
    assert [(one.problems, one.error) for one in plays] == [((), None)] * len(wanted)


def test_responses_of_an_item_do_not_meet() -> None:
    """What one response leaves behind, a comment, a tick, text in a box, is gone for the next."""
    full: Response = {"R1": "-89.8", "R2": "inward", "R3": ["K"], "R4": "opens"}
    for done in play(Item(DATA / "mixed.xml", player, [full, {}, full]) for player in PLAYERS):
        scores = [one.score for one in done.plays]
        assert scores == [4.5, 0, 4.5]
        assert done.plays[1].kept == {"R1": ""}
        assert [done.plays[1].variables[name] for name in full] == [None] * 4
        assert done.text is not None
        assert "the sodium current flows" in done.text


def test_what_goes_wrong_is_told(tmp_path: Path) -> None:
    """A file that is no XML, an interaction that is not there, a lost picture: each is told, and the rest is played."""
    broken, lost = tmp_path / "broken.xml", tmp_path / "lost.xml"
    broken.write_text("<qti-assessment-item>", "utf-8")
    numeric = (DATA / "numeric.xml").read_text("utf-8")
    lost.write_text(numeric.replace("<qti-item-body>", '<qti-item-body><p><img src="axon.png" alt="axon"/></p>'), "utf-8")
    for player in PLAYERS:
        no_xml, no_such, no_picture = play(
            [
                Item(broken, player, [{}]),
                Item(DATA / "numeric.xml", player, [{"R7": "1"}, {"RESPONSE": "-89.8"}]),
                Item(lost, player, [{"RESPONSE": "-89.8"}]),
            ]
        )
        assert str(no_xml.error).startswith("not XML: error on line 1")
        assert [one.error for one in no_such.plays] == ["no interaction 'R7'; there are: RESPONSE", None]
        assert no_such.plays[1].score == 2
        assert no_picture.plays[0].problems[0] == "missing: axon.png"
