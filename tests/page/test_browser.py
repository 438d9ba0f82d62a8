"""The self-check page in Chromium, offline, from a file: keyboard, phone, dark, print, storage, practice, and the verdicts.

All visits are made in one browser; each test looks at one of them.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from problemgen.checker import check, read_key
from problemgen.course.banks import open_bank, programs
from problemgen.variant.answers import answers
from problemgen.variant.variant import variant
from tests.page.answers import typed_answers
from tests.page.plan import SIZES, deflated_texts, planned
from tests.page.sheets import Built
from tests.page.test_page import practice_of
from tests.players.visits import Visited, visit

FIELDS = ("verdict", "code", "score", "message", "read")


def expected(key: Mapping[str, Any], answers: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Judge the same answers in the same order with the checker of ``problemgen check``."""
    read, typed, found = read_key(key), dict[str, str](), []
    for name, response in answers:
        given = {other: text for other, text in typed.items() if other != name and text}
        verdict = check(read, name, response, given)
        shown = verdict.read_as and verdict.read_as not in verdict.message
        typed[name] = response
        found.append({
            "verdict": verdict.verdict, "code": verdict.code, "score": f"{verdict.score:.6f}", "message": verdict.message,
            "read": f"Read as {verdict.read_as}" if shown else "",
        })  # fmt: skip
    return found


def seen(results: Sequence[Any]) -> list[dict[str, str]]:
    """Give what the page showed, in the terms of ``expected``."""
    return [{**{name: each[name] for name in FIELDS}, "score": f"{float(each['score']):.6f}"} for each in results]


@pytest.fixture(scope="module")
def visited(example: Built, kinds: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Visited]:
    """Make all visits, once for all workers that run these tests."""
    base = tmp_path_factory.getbasetemp()
    store = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "visits.pickle"
    with store.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not store.exists():
            visits = planned(example, kinds)
            store.write_bytes(pickle.dumps(dict(zip(visits, visit(list(visits.values())), strict=True))))
    found: dict[str, Visited] = pickle.loads(store.read_bytes())
    return found


def test_no_visit_fails_asks_for_anything_or_complains(visited: dict[str, Visited]) -> None:
    """Whatever is done, the page asks for no file but itself, and the console stays empty."""
    assert [(name, each.error) for name, each in visited.items() if each.error] == []
    assert [(name, each.problems) for name, each in visited.items() if each.problems and name != "too old"] == []
    assert [(name, each.requests) for name, each in visited.items() if each.requests] == []


def test_the_verdicts_are_those_of_the_checker(visited: dict[str, Visited], example: Built, kinds: Built) -> None:
    """Hundreds of typed answers get the verdict, code, score, message and reading that `problemgen check` gives."""
    compared, codes = 0, set[str]()
    for name, sheet in (("verdicts of the example", example), ("verdicts of all kinds", kinds)):
        typed = typed_answers(sheet.key)
        found = seen(visited[name].results)
        wanted = expected(sheet.key, typed)
        assert [(each, a) for each, a, b in zip(typed, found, wanted, strict=True) if a != b] == []
        assert {each["verdict"] for each in wanted} == {"CORRECT", "PARTIAL", "INCORRECT", "INVALID"}
        compared += len(wanted)
        codes |= {each["code"] for each in wanted}
    assert compared > 300
    assert codes >= {"ECF", "OK_EQUIV_UNIT", "OK_SEPARATOR_ASSUMED", "UNIT_PREFIX", "SIGN_OR_RATIO", "NEAR_MISS", "RANK_REVERSED"}


def test_the_whole_sheet_can_be_worked_by_keyboard(visited: dict[str, Visited], example: Built, kinds: Built) -> None:
    """Tab, arrows, Space and Enter are enough; the first stop leads to the problems."""
    _, skip, _, stops, score = visited["keyboard"].results
    assert skip["text"] == "Skip to the problems"
    assert stops[0][0] == "1"
    assert score == [f"{len(example.key['parts'])} of {len(example.key['parts'])} parts right"]
    assert visited["keyboard, all kinds"].results[-1] == [f"{len(kinds.key['parts'])} of {len(kinds.key['parts'])} parts right"]


@pytest.mark.parametrize("name", [*(f"axe {scheme} {size}" for scheme in ("light", "dark") for size in SIZES), "axe all kinds"])
def test_axe_finds_nothing(visited: dict[str, Visited], name: str) -> None:
    """WCAG 2.2 AA and best practice: no violation with all verdicts shown, nor in practice."""
    checks = [each for each in visited[name].results if isinstance(each, dict) and "violations" in each]
    assert checks
    assert [each["violations"] for each in checks] == [[]] * len(checks)


def test_nothing_scrolls_sideways(visited: dict[str, Visited]) -> None:
    """320 pixels are wide enough, and so is a page twice as large, or with letters twice as large."""
    *_, own, _, _, practice = visited["narrow"].results
    assert (own, practice) == (0, 0)
    *_, wide, small = visited["narrow example"].results
    assert wide == 0
    assert small == []
    *_, zoomed, _, lettered = visited["twice as large"].results
    assert (zoomed, lettered) == (0, 0)


def test_the_print_view_is_a_clean_sheet(visited: dict[str, Visited]) -> None:
    """No button, no feedback and no hint is printed; all problems are."""
    *_, shown, heads, wide = visited["print"].results
    assert shown == 0
    assert len(heads) == 11
    assert wide == 0


def test_progress_is_kept(visited: dict[str, Visited]) -> None:
    """After a reload answers, verdicts, hints and the score are what they were."""
    one, two, three, four, _, score, _, _, *after = visited["reload"].results
    assert after[:4] == [one, two, three, four]
    assert after[4] == score == ["1 of 26 parts right"]
    assert len(after[5]) == 1
    assert after[6] == "-5 mM"


def test_damaged_storage_is_no_harm(visited: dict[str, Visited]) -> None:
    """What other pages or older versions left is taken for what it is worth."""
    assert visited["damaged storage"].results[-1] == ["1 of 26 parts right"]


@pytest.mark.parametrize("storage", ["blocked", "full"])
def test_without_storage_everything_works_and_it_is_said(visited: dict[str, Visited], storage: str) -> None:
    """Where nothing can be kept, the page says so once and goes on."""
    *_, notice, score = visited[storage].results
    said = "This browser keeps nothing for this page (storage is blocked or full): your answers last until you close it."
    assert notice == [said]
    assert score == ["1 of 26 parts right"]


def test_a_browser_that_cannot_run_the_program_is_told_so(visited: dict[str, Visited]) -> None:
    """Where the program stops, the page says what it can still be used for."""
    notice, heads = visited["too old"].results
    assert notice[-1] == "This browser is too old to check answers in this page. The problems can be read and printed."
    assert len(heads) == 10


def test_two_tabs_with_one_page_keep_the_answers_of_both(visited: dict[str, Visited]) -> None:
    """What is answered in another tab is taken over at once, and not lost when the first one goes on."""
    *_, first, _, third, _, _, _, second = visited["two tabs"].results
    assert (first["verdict"], first["tries"], second, third["verdict"]) == ("CORRECT", "2", "-7 mM", "INVALID")


def test_starting_over_forgets_everything(visited: dict[str, Visited]) -> None:
    """After "Start over", no answer is left, in the page or in the browser."""
    *_, score, _, _, after = visited["start over"].results
    assert score == after == ["0 of 26 parts right"]


def test_practice_gives_other_numbers_and_checks_them(visited: dict[str, Visited], kinds: Built) -> None:
    """Practice shows the variants of the pool one after the other, with scores of their own; the sheet comes back as it was."""
    results = list(visited["practice"].results)
    bodies = [each for each in results if isinstance(each, list) and len(each) == 10]
    own, first, second, back = bodies
    assert back == own
    assert all(len({a, b, c}) == 3 for a, b, c in zip(own, first, second, strict=True))
    scores = [each for each in results if isinstance(each, list) and len(each) == 1]
    assert scores == [[f"{n} of 26 parts right"] for n in (26, 26, 0, 1)]
    assert results[-1]["verdict"] == "INCORRECT"
    of = len(kinds.key["parts"])
    assert visited["practice, all kinds"].results[-1] == [f"{of} of {of} parts right"]


def test_practice_keys_are_those_of_the_variants(example: Built) -> None:
    """The pool holds the variants that the manifest names, with the answers that they have."""
    manifest = json.loads((example.folder / "instructor/manifest.json").read_bytes())
    bank = open_bank()
    for number, (problem, variants) in enumerate(
        zip(manifest["students"]["s001"]["problems"], practice_of(example.text), strict=True), 1
    ):
        program = programs(bank, [problem["template"]])[problem["template"]]
        for index, (_, entries) in zip(manifest["practice"][problem["template"]], variants, strict=False):
            made = variant(program, index)
            points = dict.fromkeys((part.label for part in made.template.parts), 1.0)
            wanted = answers(made, number, points, lambda nodes: "")
            assert {name: entry.get("value") for name, entry in entries.items()} == {n: e.get("value") for n, e in wanted.items()}


def test_what_follows_from_an_earlier_answer_is_judged_by_the_last_one(visited: dict[str, Visited]) -> None:
    """Credit for an error carried forward comes when the earlier answer is given, and goes when it is mended."""
    first, _, followed, _, mended, _, _, kept = visited["carried"].results
    assert (first["verdict"], followed["verdict"], followed["code"]) == ("INCORRECT", "PARTIAL", "ECF")
    assert mended["verdict"] == "INCORRECT"
    assert kept["code"] == mended["code"]


def test_what_cannot_be_read_costs_no_attempt(visited: dict[str, Visited]) -> None:
    """Attempts are counted for graded answers alone, and once for the same answer; INVALID says so in words."""
    found = visited["attempts"].results
    assert [each["tries"] for each in found] == ["0", "0", "1", "1", "2", "2"]
    assert [each["verdict"] for each in found] == ["INVALID", "INVALID", "INCORRECT", "INCORRECT", "INCORRECT", "INVALID"]
    assert "no attempt used" in found[1]["text"]
    assert "Not correct" in found[2]["text"]


def test_hints_come_one_at_a_press(visited: dict[str, Visited]) -> None:
    """Each press shows one hint more, until all are there."""
    results = visited["hints"].results
    assert [len(each) for each in results[1::3]] == [1, 2, 3, 3]
    assert [each[0] for each in results[2::3]] == ["Hint 2 of 3", "Hint 3 of 3", "All hints shown", "All hints shown"]


def test_the_buttons_of_a_phone_type_what_its_keyboard_hides(visited: dict[str, Visited]) -> None:
    """Minus, times ten to the power, and micro go in where the caret is, and the focus stays."""
    *_, value, focus, _, feedback = visited["phone"].results
    assert value == "−5×10^2 µV"
    assert focus["type"] == "text"
    assert feedback["read"] == "Read as −5×10² μV"


def test_the_page_inflates_every_kind_of_block(visited: dict[str, Visited]) -> None:
    """What zlib deflates, stored, with fixed or with written codes, comes out as it went in."""
    assert list(visited["inflate"].results) == [text for text, _ in deflated_texts()]


def test_an_order_can_be_picked(visited: dict[str, Visited], kinds: Built) -> None:
    """Pressing the items one after the other writes the order."""
    *_, value, _, _, feedback = visited["order"].results
    assert value == " > ".join(kinds.key["parts"]["1c"]["order"])
    assert feedback["verdict"] == "CORRECT"
