"""What is done in the browser: one visit a fact, or a few; the tests look at what came of each."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.page.answers import typed_answers
from tests.page.sheets import Built, right_response
from tests.page.test_page import practice_of
from tests.players.visits import Step, Visit, visit_page

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IN_PRINT = """[...document.querySelectorAll('button, nav, .say, .hints, .skip, footer')]
    .filter((each) => each.checkVisibility()).length"""
SMALL_TARGETS = """[...document.querySelectorAll('a, button, input[type=text], fieldset label')].filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    return each.checkVisibility() && !each.closest('.skip') && (width < 24 || height < 24);
}).map((each) => each.outerHTML)"""
DAMAGED = {"version": 1, "round": "x", "rounds": {"0": {"1": {"verdict": 5, "response": {}}, "2": None}, "7": 3}}
READY: Step = ["wait", "#tools:not([hidden])"]
SCORE: Step = ["read", "#score"]
BODIES: Step = ["read", "main .body"]
PRACTISE: list[Step] = [["click", "[data-do=practise]"], ["wait", "body.practice"]]
PHONE: dict[str, Any] = {"width": 360, "height": 740, "touch": True}
SIZES: dict[str, dict[str, Any]] = {"desktop": {}, "phone": PHONE}

Visits = dict[str, Visit]


def planned(example: Built, kinds: Built) -> Visits:
    """List all visits by name."""
    return {
        **judging(example, kinds), **reaching(example, kinds), **looking(example, kinds), **keeping(example),
        **practising(example, kinds), **typing(example, kinds),
    }  # fmt: skip


def right(key: Mapping[str, Any]) -> dict[str, str]:
    """Give the right answer to each part."""
    return {name: right_response(entry) for name, entry in key["parts"].items()}


def answering(answers: Mapping[str, str]) -> list[Step]:
    """Answer parts one after the other."""
    return [["answer", name, response] for name, response in answers.items()]


def some(sheet: Built) -> list[Step]:
    """Give answers with every verdict, and take a hint."""
    given = {"1": right(sheet.key)["1"], "2": "-5 mM", "3a": "1,234", "5c": "a"}
    return [*answering(given), ["click", '[data-part="1"] [data-do=hint]']]


def practice_answers(sheet: Built) -> dict[str, str]:
    """Give the right answers to the first round of practice."""
    return {name: right_response(entry) for variants in practice_of(sheet.text) for name, entry in variants[0][1].items()}


def judging(example: Built, kinds: Built) -> Visits:
    potential, force = (example.key["parts"][name]["value"] for name in ("5a", "5b"))
    carried = answering({"5b": f"{force - 10} mV", "5a": f"{potential + 10} mV"})
    return {
        "verdicts of the example": visit_page(example.page, *(["answer", *each] for each in typed_answers(example.key))),
        "verdicts of all kinds": visit_page(kinds.page, *(["answer", *each] for each in typed_answers(kinds.key))),
        "carried": visit_page(example.page, *carried, ["feedback", "5b"], ["answer", "5a", right(example.key)["5a"]],
                              ["feedback", "5b"], ["reload"], READY, ["feedback", "5b"]),
        "attempts": visit_page(example.page, *(["answer", "1", each] for each in ("", "abc", "1 mV", "1 mV", "2 mV", "1,234"))),
    }  # fmt: skip


def reaching(example: Built, kinds: Built) -> Visits:
    to_the_problems: list[Step] = [["press", "Tab"], ["focused"], ["press", "Enter"]]
    return {
        "keyboard": visit_page(example.page, *to_the_problems, ["work", right(example.key)], SCORE),
        "keyboard, all kinds": visit_page(kinds.page, ["work", right(kinds.key)], SCORE),
        **{f"axe {scheme} {size}": visit_page(example.page, *some(example), ["axe"], *PRACTISE, ["axe"], scheme=scheme, **more)
           for scheme in ("light", "dark") for size, more in SIZES.items()},
        "axe all kinds": visit_page(kinds.page, *answering(right(kinds.key)), ["axe"]),
    }  # fmt: skip


def looking(example: Built, kinds: Built) -> Visits:
    larger: list[Step] = [["run", WIDE], ["run", "document.documentElement.style.fontSize = '212%'"], ["run", WIDE]]
    print_view: list[Step] = [["media", {"media": "print"}], ["run", IN_PRINT], ["read", "h2"], ["run", WIDE]]
    narrow = {"width": 320, "height": 640}
    return {
        "narrow": visit_page(kinds.page, *answering(right(kinds.key)), ["run", WIDE], *PRACTISE, ["run", WIDE], **narrow),
        "narrow example": visit_page(example.page, *some(example), ["run", WIDE], ["run", SMALL_TARGETS], **narrow),
        "twice as large": visit_page(example.page, *some(example), *larger, width=640, height=450),
        "print": visit_page(example.page, *some(example), *print_view),
    }


def broken(page: Path) -> Path:
    """Copy a page so that its program stops before it has begun, as in a browser that lacks something."""
    copy = page.with_name("broken.html")
    copy.write_text(page.read_text("utf-8").replace('id="data">{', 'id="data">', 1), "utf-8")
    return copy


def keeping(example: Built) -> Visits:
    page, steps = example.page, some(example)
    manifest = json.loads((example.folder / "instructor/manifest.json").read_bytes())
    store = f"problemgen {manifest['students']['s001']['sheet']}"
    damage: Step = ["run", f"localStorage.setItem({json.dumps(store)}, {json.dumps(json.dumps(DAMAGED))})"]
    seen: Sequence[Step] = [
        *(["feedback", name] for name in ("1", "2", "3a", "5c")), SCORE,
        ["read", '[data-part="1"] .hints li:not([hidden])'], ["run", "document.querySelector('#answer-2').value"],
    ]  # fmt: skip
    return {
        "reload": visit_page(page, *steps, SCORE, ["reload"], READY, *seen),
        "damaged storage": visit_page(page, damage, ["reload"], READY, *steps, SCORE),
        "blocked": visit_page(page, *steps, ["read", "#notice"], SCORE, storage="blocked"),
        "full": visit_page(page, *steps, ["read", "#notice"], SCORE, storage="full"),
        "too old": visit_page(broken(page), ["read", "header .notice"], ["read", "main h2"]),
        "two tabs": visit_page(page, ["answer", "1", "-5 mV"],
                               ["elsewhere", READY, ["answer", "1", right(example.key)["1"]], ["answer", "2", "-7 mM"]],
                               ["wait", '[data-part="1"][data-tries="2"]'], ["answer", "3a", "1,234"], ["reload"], READY, *seen),
        "start over": visit_page(page, *steps, ["click", "[data-do=again]"], SCORE, ["reload"], READY, SCORE),
    }


def practising(example: Built, kinds: Built) -> Visits:
    again: list[Step] = [["reload"], ["wait", "body.practice"], SCORE, ["click", "[data-do=practise]"], BODIES, SCORE]
    back: list[Step] = [["click", "[data-do=own]"], BODIES, SCORE, ["feedback", "2"]]
    first = [*PRACTISE, BODIES, *answering(practice_answers(example)), SCORE]
    return {
        "practice": visit_page(example.page, *some(example), BODIES, *first, *again, *back),
        "practice, all kinds": visit_page(kinds.page, *PRACTISE, *answering(practice_answers(kinds)), SCORE),
    }


def value(name: str) -> Step:
    return ["run", f"document.querySelector('#answer-{name}').value"]


def deflated_texts() -> list[tuple[str, str]]:
    """Give texts, and what each kind of deflate block makes of them, in base64."""
    texts = ["", "V", "−86.2 mV " * 5000, "".join(chr(32 + n * n % 90) for n in range(70_000)), json.dumps(list(range(20_000)))]
    found = []
    for text in texts:
        for level, strategy in ((0, 0), (9, 0), (6, zlib.Z_FIXED), (6, zlib.Z_HUFFMAN_ONLY)):
            packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 9, strategy)
            found.append((text, base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()))
    return found


def typing(example: Built, kinds: Built) -> Visits:
    button = '[data-part="1"] [data-do=hint]'
    press = f"document.querySelector({json.dumps(button)}).click()"
    hint: list[Step] = [["run", press], ["read", '[data-part="1"] .hints li:not([hidden])'], ["read", button]]
    keys = {sign: ["tap", f'[data-part="1"] [data-text="{sign}"]'] for sign in ("−", "×10^", "µ")}
    by_thumb: list[Step] = [["tap", "#answer-1"], keys["−"], ["type", "5"], keys["×10^"], ["type", "2 "], keys["µ"]]
    picked: list[Step] = [["click", f'[data-part="1c"] [data-text="{item}"]'] for item in kinds.key["parts"]["1c"]["order"]]
    checked: list[Step] = [["focused"], ["press", "Enter"]]
    return {
        "hints": visit_page(example.page, *(4 * hint)),
        "phone": visit_page(example.page, *by_thumb, ["type", "V"], value("1"), *checked, ["feedback", "1"], **PHONE),
        "order": visit_page(kinds.page, *picked, value("1c"), *checked, ["feedback", "1c"]),
        "inflate": visit_page(example.page, *(["run", f"inflate(unpack({packed!r}))"] for _, packed in deflated_texts())),
    }  # fmt: skip
