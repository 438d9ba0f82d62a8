"""The self-check page in Chromium, offline, from a file: keyboard, phone, dark, print, storage, practice, and the verdicts.

All visits are made in one browser; each test looks at one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from problemgen.checker import check, read_key
from problemgen.course.banks import open_bank, programs
from problemgen.variant.answers import answers
from problemgen.variant.variant import variant
from tests.page.sheets import LETTERS, Built, right_response
from tests.page.test_page import practice_of
from tests.players.visits import Step, Visit, Visited, visit, visit_page

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HIDDEN_IN_PRINT = "[...document.querySelectorAll('button, nav, .say, .hints, .skip, footer')].filter((each) => each.checkVisibility()).length"
SMALL_TARGETS = """[...document.querySelectorAll('a, button, input[type=text], fieldset label')].filter((each) => {
  const { width, height } = each.getBoundingClientRect();
  return each.checkVisibility() && !each.closest('.skip') && (width < 24 || height < 24);
}).map((each) => each.outerHTML)"""
FIELDS = ("verdict", "code", "score", "message", "read")


def numbers_for(entry: Mapping[str, Any]) -> Iterator[str]:
    """Write numbers as students do: right and wrong, in other units, with other signs, and what cannot be read."""
    unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
    value = entry["value"] if "value" in entry else sum(entry["interval"]) / 2
    yield from (f"{value:.5g}{unit}", f"{value:.5g}", f"{-value:.5g}", f"{value * 1.02:.4g}{unit}", f"{value * 1000:.5g}{unit}")
    yield from (f"{value:.3f}".replace(".", ","), f"{value:.4e}{unit}".replace("e", "×10^").replace("-", "−"), f"{value:.1g}")
    yield from ("", "abc", "1,234", "5 6", "12 mA", "2 + 3", "NaN", "𝟓 mV", f"x = {value:.4g}{unit}")
    yield from (f"{each['value']:.5g}{unit}" for each in entry["mistakes"][:4])
    if entry["unit"] == "mV":
        yield from (f"{value / 1000:.5g} V", f"{value * 1000:.5g} uV", f"{value * 1000:.5g} µV")


def responses_for(entry: Mapping[str, Any]) -> Iterator[str]:
    """Give answers to a part of any kind, as the page takes them."""
    kind = entry["kind"]
    if kind in ("choice", "direction"):
        yield from LETTERS[: len(entry["options"])]
    elif kind == "several":
        yield from ("a", "a, b", "none", ", ".join(LETTERS[: len(entry["options"])]), right_response(entry))
    elif kind == "ranking":
        order, sign = entry["order"], entry["sign"]
        yield from (f" {sign} ".join(each) for each in (order, order[::-1], [*order[1:], order[0]], order[:-1]))
        yield from (", ".join(order), "", "?", " ".join(order))
    elif kind == "formula":
        yield from (entry["formula"], f"2*({entry['formula']})", "R T/(z F)", "log(2)", "1/0", "((", "", "x", "z·F/R/T")
        yield from (each["formula"] for each in entry["mistakes"])
    else:
        yield from numbers_for(entry)


def script(key: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give answers to all parts, in turns, so that later parts meet many earlier answers."""
    queues = {name: list(responses_for(entry)) for name, entry in key["parts"].items()}
    return [(name, queue[turn]) for turn in range(max(map(len, queues.values()))) for name, queue in queues.items() if turn < len(queue)]


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


def right(key: Mapping[str, Any]) -> dict[str, str]:
    return {name: right_response(entry) for name, entry in key["parts"].items()}


def practice_keys(sheet: Built, round: int) -> dict[str, Any]:
    return {name: entry for variants in practice_of(sheet.text) for name, entry in variants[round][1].items()}


@dataclass(frozen=True)
class Plan:
    """All visits by name."""

    visits: Mapping[str, Visit]

    def made(self) -> dict[str, Visited]:
        return dict(zip(self.visits, visit(list(self.visits.values())), strict=True))


def planned(example: Built, kinds: Built) -> Plan:
    page, key = example.page, example.key
    some: list[Step] = [["answer", "1", right(key)["1"]], ["answer", "2", "-5 mM"], ["answer", "3a", "1,234"], ["answer", "5c", "a"],
                        ["click", '[data-part="1"] [data-do=hint]']]  # fmt: skip
    phone: dict[str, Any] = {"width": 360, "height": 740, "touch": True}
    practise: list[Step] = [["click", "[data-do=practise]"], ["wait", "body.practice"]]
    first = {name: right_response(entry) for name, entry in practice_keys(example, 0).items()}
    full: list[Step] = [["answer", name, response] for name, response in right(kinds.key).items()]
    return Plan({
        "verdicts of the example": visit_page(page, *(["answer", *each] for each in script(key))),
        "verdicts of all kinds": visit_page(kinds.page, *(["answer", *each] for each in script(kinds.key))),
        "keyboard": visit_page(page, ["press", "Tab"], ["focused"], ["press", "Enter"], ["work", right(key)], ["read", "#score"]),
        "keyboard, all kinds": visit_page(kinds.page, ["work", right(kinds.key)], ["read", "#score"]),
        **{f"axe {scheme} {name}": visit_page(sheet.page, *steps, ["axe"], *practise, ["axe"], scheme=scheme, **size)
           for scheme in ("light", "dark") for name, size in (("desktop", {}), ("phone", phone))
           for sheet, steps in ((example, some),)},
        "axe all kinds": visit_page(kinds.page, *full, ["axe"]),
        "narrow": visit_page(kinds.page, *full, ["run", WIDE], *practise, ["run", WIDE], width=320, height=640),
        "narrow example": visit_page(page, *some, ["run", WIDE], ["run", SMALL_TARGETS], width=320, height=640),
        "twice as large": visit_page(page, *some, ["run", WIDE], ["run", "document.documentElement.style.fontSize = '212%'"],
                                     ["run", WIDE], width=640, height=450),
        "print": visit_page(page, *some, ["media", {"media": "print"}], ["run", HIDDEN_IN_PRINT], ["read", "h2"], ["run", WIDE]),
        "reload": visit_page(page, *some, ["read", "#score"], ["reload"], ["wait", "#tools:not([hidden])"],
                             *(["feedback", name] for name in ("1", "2", "3a", "5c")), ["read", "#score"],
                             ["read", '[data-part="1"] .hints li'], ["run", "document.querySelector('#answer-2').value"]),
        "damaged storage": visit_page(page, ["run", f"localStorage.setItem('problemgen {sheet_id(example)}', "
                                             "JSON.stringify({version: 1, round: 'x', rounds: {0: {1: {verdict: 5, response: {}}, 2: null}, 7: 3}}))"],
                                      ["reload"], ["wait", "#tools:not([hidden])"], *some, ["read", "#score"]),
        "blocked": visit_page(page, *some, ["read", "#notice"], ["read", "#score"], storage="blocked"),
        "full": visit_page(page, *some, ["read", "#notice"], ["read", "#score"], storage="full"),
        "start over": visit_page(page, *some, ["click", "[data-do=again]"], ["read", "#score"], ["reload"],
                                 ["wait", "#tools:not([hidden])"], ["read", "#score"], ["run", "localStorage.length"]),
        "practice": visit_page(page, *some, ["read", "main .body"], *practise, ["read", "main .body"],
                               *(["answer", *each] for each in first.items()), ["read", "#score"], ["reload"], ["wait", "body.practice"],
                               ["read", "#score"], ["click", "[data-do=practise]"], ["read", "main .body"], ["read", "#score"],
                               ["click", "[data-do=own]"], ["read", "main .body"], ["read", "#score"], ["feedback", "2"]),
        "practice, all kinds": visit_page(kinds.page, *practise, *(
            ["answer", name, right_response(entry)] for name, entry in practice_keys(kinds, 0).items()), ["read", "#score"]),
        "attempts": visit_page(page, *(["answer", "1", each] for each in ("", "abc", "1 mV", "1 mV", "2 mV", "1,234"))),
        "hints": visit_page(page, *([["click", '[data-part="1"] [data-do=hint]'],
                                     ["read", '[data-part="1"] .hints li:not([hidden])'], ["read", '[data-part="1"] [data-do=hint]']] * 4)),
        "phone": visit_page(page, ["tap", "#answer-1"], ["tap", '[data-part="1"] [data-text="−"]'], ["type", "5"],
                            ["tap", '[data-part="1"] [data-text="×10^"]'], ["type", "2 "], ["tap", '[data-part="1"] [data-text="µ"]'], ["type", "V"],
                            ["run", "document.querySelector('#answer-1').value"], ["focused"], ["press", "Enter"], ["feedback", "1"], **phone),
        "order": visit_page(kinds.page, *(["click", f'[data-part="1c"] [data-text="{item}"]'] for item in kinds.key["parts"]["1c"]["order"]),
                            ["run", "document.querySelector('#answer-1c').value"], ["press", "Enter"], ["feedback", "1c"]),
    })  # fmt: skip


def sheet_id(sheet: Built) -> str:
    manifest = json.loads((sheet.folder / "instructor/manifest.json").read_bytes())
    return str(manifest["students"]["s001"]["sheet"])


@pytest.fixture(scope="module")
def visited(example: Built, kinds: Built) -> dict[str, Visited]:
    """Make all visits."""
    return planned(example, kinds).made()


def test_no_visit_fails_asks_for_anything_or_complains(visited: dict[str, Visited], example: Built, kinds: Built) -> None:
    """Whatever is done, the page asks for no file but itself, and the console stays empty."""
    pages = {example.page.as_uri(), kinds.page.as_uri()}
    for name, each in visited.items():
        assert each.error is None, name
        assert each.problems == (), name
        assert {address for address in each.requests if address != "data:,"} <= pages, name


def test_the_verdicts_are_those_of_the_checker(visited: dict[str, Visited], example: Built, kinds: Built) -> None:
    """Hundreds of typed answers get the verdict, code, score, message and reading that `problemgen check` gives."""
    compared = 0
    for name, sheet in (("verdicts of the example", example), ("verdicts of all kinds", kinds)):
        typed = script(sheet.key)
        found = seen(visited[name].results)
        wanted = expected(sheet.key, typed)
        assert [(each, a) for each, a, b in zip(typed, found, wanted, strict=True) if a != b] == []
        assert {each["verdict"] for each in wanted} == {"CORRECT", "PARTIAL", "INCORRECT", "INVALID"}
        compared += len(wanted)
    assert compared > 300
    assert any(each["code"] == "ECF" for each in wanted) or any(each["code"] == "ECF" for each in expected(example.key, script(example.key)))


def test_the_whole_sheet_can_be_worked_by_keyboard(visited: dict[str, Visited], example: Built, kinds: Built) -> None:
    """Tab, arrows, Space and Enter are enough; the first stop leads to the problems."""
    _, skip, _, stops, score = visited["keyboard"].results
    assert skip["text"] == "Skip to the problems"
    assert stops[0][0] == "1"
    assert score == [f"{len(example.key['parts'])} of {len(example.key['parts'])} parts right"]
    assert visited["keyboard, all kinds"].results[-1] == [f"{len(kinds.key['parts'])} of {len(kinds.key['parts'])} parts right"]


@pytest.mark.parametrize("name", [*(f"axe {scheme} {size}" for scheme in ("light", "dark") for size in ("desktop", "phone")), "axe all kinds"])
def test_axe_finds_nothing(visited: dict[str, Visited], name: str) -> None:
    """WCAG 2.2 AA and best practice: no violation with all verdicts shown, nor in practice."""
    checks = [each for each in visited[name].results if isinstance(each, dict) and "violations" in each]
    assert checks
    assert [each["violations"] for each in checks] == [[]] * len(checks)
    assert [each for check in checks for each in check["incomplete"] if each.startswith("color-contrast")] == []


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
    assert [hint for hint in after[5] if hint] == after[5][:1]
    assert after[6] == "-5 mM"


def test_damaged_storage_is_no_harm(visited: dict[str, Visited]) -> None:
    """What other pages or older versions left is taken for what it is worth."""
    assert visited["damaged storage"].results[-1] == ["1 of 26 parts right"]


@pytest.mark.parametrize("storage", ["blocked", "full"])
def test_without_storage_everything_works_and_it_is_said(visited: dict[str, Visited], storage: str) -> None:
    """Where nothing can be kept, the page says so once and goes on."""
    *_, notice, score = visited[storage].results
    assert notice == ["This browser keeps nothing for this page (storage is blocked or full): your answers last until you close it."]
    assert score == ["1 of 26 parts right"]


def test_starting_over_forgets_everything(visited: dict[str, Visited]) -> None:
    """After "Start over", no answer is left, in the page or in the browser."""
    *_, score, _, _, after, _ = visited["start over"].results
    assert score == after == ["0 of 26 parts right"]


def test_practice_gives_other_numbers_and_checks_them(visited: dict[str, Visited], example: Built) -> None:
    """Practice shows the variants of the pool one after the other, with scores of their own; the sheet comes back as it was."""
    results = list(visited["practice"].results)
    bodies = [each for each in results if isinstance(each, list) and len(each) == 10]
    own, first, second, back = bodies
    assert back == own
    assert all(len({a, b, c}) == 3 for a, b, c in zip(own, first, second, strict=True))
    scores = [each for each in results if isinstance(each, list) and len(each) == 1]
    assert scores == [[f"{n} of 26 parts right"] for n in (26, 26, 0, 1)]
    assert results[-1]["verdict"] == "INCORRECT"
    of = len(kinds_parts(visited))
    assert visited["practice, all kinds"].results[-1] == [f"{of} of {of} parts right"]


def kinds_parts(visited: dict[str, Visited]) -> list[Any]:
    return [each for each in visited["practice, all kinds"].results if isinstance(each, dict)]


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
    assert "−500 µV" in feedback["text"] or "µV" in feedback["text"]


def test_an_order_can_be_picked(visited: dict[str, Visited], kinds: Built) -> None:
    """Pressing the items one after the other writes the order."""
    *_, value, _, feedback = visited["order"].results
    assert value == " > ".join(kinds.key["parts"]["1c"]["order"])
    assert feedback["verdict"] == "CORRECT"
