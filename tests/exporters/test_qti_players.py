"""QTI 3 items in real players: what students type and click scores as our checker says, and shows the right feedback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from problemgen.exporters.qti import EXPORTERS
from problemgen.exporters.qti_item import METADATA
from problemgen.importers.qti_evaluate import Value
from problemgen.importers.qti_files import in_one_language, parsed
from problemgen.importers.qti_item import QtiItem, read_item
from problemgen.markup import escape
from tests.banks import MEMBRANE, samples_of
from tests.exporters.qti_items import Response, Try, tries, written_to
from tests.exporters.test_qti import HOSTILE, hostile_item
from tests.players.players import PLAYERS, Item, Play, play

QTI3 = EXPORTERS[0]
ACID_BASE = MEMBRANE.with_name("acid_base")
# numbers of all sizes, windows around zero, formulas, one choice, several, rankings, one part and many
TEMPLATES = {
    MEMBRANE: (
        "nernst.forward", "nernst.equal_concentrations", "nernst.rank", "driving_force.open_channel",
        "driving_force.statements", "capacitance.energy", "potential.derivation_order", "errors.chloride_direction",
        "disease.calcium_gluconate",
    ),
    ACID_BASE: ("buffers.formula", "buffers.choice", "clinic.whole_case"),
}  # fmt: skip
MOST = 4  # responses to an item, besides none and nonsense


def chosen(found: list[Try]) -> Iterator[Try]:
    """Choose the key, and some of the rest from all over the list; then nonsense and nothing."""
    yield from (found[at * len(found) // MOST] for at in range(min(MOST, len(found))))
    yield from [each for each in found if "nonsense" in each.why and "no idea" in each.response.values()][:1]
    yield Try("nothing", {}, 0.0)


def outcomes(item: QtiItem, response: Response) -> Mapping[str, Value]:
    """Score a response by the specification."""
    return item.run({name: given(item, name, answer) for name, answer in response.items()})


def given(item: QtiItem, name: str, answer: str | list[str]) -> Value:
    if isinstance(answer, list):
        return tuple(answer)
    if item.responses[name].base != "float":
        return answer
    try:
        return float(answer)
    except ValueError:
        return None


def plain(value: object) -> object:
    """Write a value the same way whoever gives it: numbers or texts, lists in any order, three decimals (as citolab rounds)."""
    if isinstance(value, (list, tuple)):
        return sorted(map(str, value))
    try:
        return round(float(str(value)), 3)
    except ValueError:
        return value


def wrong_with(one: Play, tried: Try, item: QtiItem) -> list[str]:
    """Say what is wrong with an attempt."""
    if one.error is not None or one.problems:
        return [f"{one.error} {one.problems}"]
    wanted = outcomes(item, tried.response)
    told = [f"SCORE is {one.score}, not {tried.score}"] if one.score != pytest.approx(tried.score, abs=1e-3) else []
    told += [f"{name} is {one.variables.get(name)}, not {value}" for name, value in wanted.items()
             if plain(one.variables.get(name)) != plain(value)]  # fmt: skip
    return told + ([] if any(each.kind == "block" for each in one.feedback) else ["no worked solution is seen"])


def test_players_score_as_the_checker(tmp_path: Path) -> None:
    """Right, wrong, edge, mistake, nonsense and empty responses get their points, their outcomes and the worked solution."""
    jobs: list[Item] = []
    wanted: list[tuple[str, list[Try], QtiItem]] = []
    (tmp_path / "items").mkdir()
    for program, made in [each for bank, ids in TEMPLATES.items() for each in samples_of(bank, 1, ids)]:
        path = tmp_path / "items" / f"{program.template.id}.xml"
        text = written_to(path, QTI3, program, made)
        found = list(chosen(list(tries(program, made, text))))
        for player in PLAYERS:
            jobs.append(Item(path, player, [each.response for each in found]))
            wanted.append((f"{program.template.id} in {player}", found, read_item(*in_one_language(parsed(text.encode())))))
    done = play(jobs)
    assert [one.error for one in done] == [None] * len(jobs)
    wrong = [(name, tried.why, tried.response, wrong_with(one, tried, item))
             for (name, found, item), played in zip(wanted, done, strict=True)
             for tried, one in zip(found, played.plays, strict=True)]  # fmt: skip
    assert [each for each in wrong if each[3]] == []


def test_players_show_any_text_as_text(tmp_path: Path) -> None:
    """Marks of XML, of programs and of templates are read as they were written."""
    path, stem = tmp_path / "item.xml", f"{HOSTILE} {{{{ 1 + 1 }}}}"
    text = QTI3.write(replace(hostile_item(), stem=f"<p>{escape.html(stem)}</p>"))[0]
    path.write_text(text.rpartition(METADATA)[0], "utf-8")
    for done in play(Item(path, player, [{"RESPONSE": "s1"}]) for player in PLAYERS):
        assert done.error is None
        assert stem in str(done.text).replace("\u2060", "")
        assert HOSTILE in done.plays[0].comments[0]
        assert done.plays[0].score == 1
