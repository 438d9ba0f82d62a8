"""The self-check page as a file: what is in it, what is not, and that it runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from problemgen.checker import read_key
from problemgen.checker.box import _stream
from problemgen.course.build import Order, build
from problemgen.document.figures import drawn
from problemgen.document.page import BUDGET, body
from problemgen.document.problem import Printer, question
from problemgen.errors import ProblemgenError
from problemgen.figures.picture import Artist
from problemgen.files import shipped
from tests.banks import SMALL, TINY, samples_of
from tests.page.sheets import HOSTILE, Built, built, kinds_bank, right_response


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        (self.raw if self.cdata_elem else self.words).append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]


def block(text: str, id: str) -> Any:
    """Read a JSON block of a page."""
    found = re.search(rf'<script type="application/json" id="{id}">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def practice_of(text: str) -> list[list[tuple[str, dict[str, Any]]]]:
    """Open a page's practice variants as its script does."""
    found = block(text, "practice")
    seed = hashlib.sha256(f"{found['salt']}|closed".encode()).digest()
    packed = _stream(seed, base64.b64decode(found["box"]))
    opened: list[list[tuple[str, dict[str, Any]]]] = json.loads(zlib.decompress(packed, -zlib.MAX_WBITS))
    return opened


def program_of(text: str) -> str:
    """Unpack a page's program."""
    (packed,) = re.findall(r'<script type="text/plain" id="program">(.*?)</script>', text)
    return zlib.decompress(base64.b64decode(packed), -zlib.MAX_WBITS).decode()


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_page_holds_no_answer_in_the_clear(example: Built, kinds: Built) -> None:
    """Neither a value nor a message of the key, nor anything of the practice keys, can be read or searched for."""
    for sheet in (example, kinds):
        text, secrets = sheet.text, 0
        entries = list(sheet.key["parts"].values())
        entries += [entry for variants in practice_of(text) for _, key in variants for entry in key.values()]
        for entry in entries:
            ways = [each for name in ("mistakes", "options") for each in entry.get(name, []) if isinstance(each, dict)]
            messages = [each["message"] for each in ways if each.get("message")]
            assert [message for message in messages if message in text] == []
            secrets += len(messages)
            for value in (each["value"] for each in (entry, *ways) if "value" in each):
                figures = re.sub(r"\D", "", f"{value:.6e}".partition("e")[0])[:6]
                if figures.rstrip("0") == figures and len(set(figures)) > 3:
                    assert figures not in re.sub(r"[.\s]", "", text)
                    secrets += 1
        assert secrets > 100
        shown = json.dumps(block(text, "data")["key"])
        assert not re.search(r'"(?:answer|answers|value|order|formula|mistakes|interval)":', shown)


def test_hostile_words_are_words(kinds: Built) -> None:
    """Names, titles and instructions stand on the page as they were written, and make no element."""
    elements = Elements(kinds.text)
    kinds_of_script = [each.get("type", "program") for each in elements.named("script")]
    assert kinds_of_script == ["application/json", "application/json", "text/plain", "program"]
    assert elements.named("img") == []
    assert [name for _, attributes in elements.found for name in attributes if name.startswith("on") or name == "style"] == []
    words = "".join(elements.words)
    assert words.count(HOSTILE) >= 3
    assert "A < B & C > D; write </style> nowhere." in re.sub(r"\s+", " ", words)
    assert block(kinds.text, "data")["key"]["title"].startswith(HOSTILE)


def test_the_policy_names_the_hashes_of_style_and_script(example: Built) -> None:
    """A browser runs the page's own script and style, and can load and send nothing."""
    text = example.text
    elements = Elements(text)
    policy = next(each["content"] for each in elements.named("meta") if each.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in str(policy).split("; "))
    (style,), (boot,) = (re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("style", "script"))
    assert rules.pop("style-src") == hashed(style)
    assert rules.pop("script-src") == f"{hashed(boot)} {hashed(program_of(text))}"
    assert rules == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    policy_at, style_at = text.index("Content-Security-Policy"), text.index("<style>")
    assert policy_at < style_at
    naming = ("src", "href", "action", "srcset")
    addresses = [value for _, each in elements.found for name, value in each.items() if name in naming]
    assert [each for each in addresses if not re.match(r"#|data:,$", each or "")] == []


def test_a_page_keeps_within_its_budget_and_offers_practice(example: Built, kinds: Built) -> None:
    """No page is larger than its budget, and each has at least two rounds of practice."""
    for sheet in (example, kinds):
        for page in sheet.folder.glob("students/*/selfcheck.html"):
            assert page.stat().st_size <= BUDGET
            assert max(map(len, practice_of(page.read_text("utf-8")))) >= 2


def test_practice_is_the_same_box_for_all_and_has_other_numbers(example: Built) -> None:
    """Students with the same templates get the same practice variants, none of which anybody was issued."""
    manifest = json.loads((example.folder / "instructor/manifest.json").read_bytes())
    boxes: dict[tuple[str, ...], set[str]] = {}
    for student in manifest["students"].values():
        box = block((example.folder / "students" / student["folder"] / "selfcheck.html").read_text("utf-8"), "practice")["box"]
        boxes.setdefault(tuple(each["template"] for each in student["problems"]), set()).add(box)
    assert [len(each) for each in boxes.values()] == [1] * len(boxes)
    issued = {(p["template"], p["index"]) for student in manifest["students"].values() for p in student["problems"]}
    kept = {(template, index) for template, indices in manifest["practice"].items() for index in indices}
    assert kept
    assert kept & issued == set()


def test_a_template_that_stands_twice_is_practised_with_two_variants(kinds: Built) -> None:
    """Two problems of one template never show the same practice numbers."""
    *_, first, second = practice_of(kinds.text)
    values = [[next(iter(key.values()))["value"] for _, key in variants] for variants in (first, second)]
    assert len({*values[0], *values[1]}) == len(values[0]) + len(values[1]) == 10


def test_the_practice_keys_are_keys(kinds: Built) -> None:
    """The keys of a round of practice make one open key, which accepts what it calls right."""
    from problemgen.checker import check

    parts = {name: entry for variants in practice_of(kinds.text) for name, entry in variants[0][1].items()}
    assert set(parts) == set(kinds.key["parts"])
    key = read_key({"format": "problemgen-key/1", "title": "", "parts": parts})
    found = {name: check(key, name, right_response(entry)).verdict for name, entry in parts.items()}
    assert set(found.values()) == {"CORRECT"}


def test_the_same_bytes_twice_and_with_two_workers(tmp_path: Path, kinds: Built) -> None:
    """A page depends on what was issued alone."""
    bank = kinds_bank(tmp_path)
    for name, workers in (("one", 1), ("two", 2)):
        again = built(tmp_path / name, "kinds", bank, workers=workers)
        for page in again.folder.glob("students/*/selfcheck.html"):
            assert page.read_bytes() == (kinds.folder / "students" / page.parent.name / page.name).read_bytes()


def test_who_comes_later_changes_no_page(tmp_path: Path) -> None:
    """Pages stay as they are, byte for byte, when the class grows: practice is what it was."""
    roster, order = tmp_path / "class.csv", Order("week1", str(SMALL), tmp_path / "class.csv", tmp_path, ("page",))
    roster.write_text("id,name\na,A\nb,B\n", "utf-8")
    pages = build(order).folder / "students"
    before = {path: path.read_bytes() for path in pages.glob("*/selfcheck.html")}
    roster.write_text("id,name\nc,C\na,A\nd,D\nb,B\n", "utf-8")
    build(order)
    assert len(before) == 2
    assert {path: path.read_bytes() for path in before} == before
    assert len(list(pages.glob("*/selfcheck.html"))) == 4


def own_page(tmp_path: Path, files: dict[str, str]) -> str:
    """Build the tiny bank's sheet with page files of the user's own."""
    folder, roster = tmp_path / "mine", tmp_path / "class.csv"
    (folder / "page").mkdir(parents=True)
    for name, text in files.items():
        (folder / "page" / name).write_text(text, "utf-8")
    roster.write_text("id,name\ns001,One\n", "utf-8")
    order = Order("week1", str(TINY), roster, tmp_path / "out", ("page",), templates=folder)
    return (build(order).folder / "students/s001/selfcheck.html").read_text("utf-8")


def test_files_of_the_users_own_win(tmp_path: Path) -> None:
    """Style, script, frame and problems can be overridden, and the policy follows."""
    body = (shipped("templates") / "page/body.html.j2").read_text("utf-8")
    own = {
        "page.css": "p { color: red }  /* ours */\r\n", "page.js": "// ours </script>\nconsole.log(`\n  kept\n`);",
        "body.html.j2": body.replace("Answer to", "Reply to"),
    }  # fmt: skip
    text = own_page(tmp_path, own)
    assert "<style>p { color: red }  /* ours */\n</style>" in text
    assert program_of(text).endswith("// ours </script>\nconsole.log(`\n  kept\n`);")
    assert "Reply to" in text
    assert hashed("p { color: red }  /* ours */\n").strip("'") in text


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("boot.js", "let a = 1;\nlet b = '</script>';", r"boot\.js: '</script' would end the page's own element"),
        ("page.css", "<!-- p {}", r"page\.css: '<!--' would end"),
        ("page.html.j2", "a\n{{ sheet.nothing }}", r"page\.html\.j2:2:"),
        ("body.html.j2", "{% macro body(problem) %}\n{{ problem.nothing }}{% endmacro %}", r"body\.html\.j2:2:"),
    ],
)
def test_a_broken_file_of_the_users_own_is_told_with_its_place(tmp_path: Path, name: str, text: str, message: str) -> None:
    """What cannot stand in a page is an error with its place."""
    with pytest.raises(ProblemgenError, match=message):
        own_page(tmp_path, {name: text})


def test_every_template_makes_a_body_that_the_policy_allows() -> None:
    """No problem of the shipped banks has an attribute that the page forbids, or an element that is not closed."""
    printer, seen = Printer("page"), 0
    for bank in ("membrane", "acid_base"):
        for program, made in samples_of(shipped("banks") / bank, 1):
            points = dict.fromkeys((part.label for part in program.template.parts), 1.0)
            text = body(question(printer, made, 1, points, drawn(Artist(), made, 1)))
            elements = Elements(text)
            named = {name for _, each in elements.found for name in each}
            assert [name for name in named if name.startswith("on") or name in ("style", "src", "href")] == []
            assert {tag for tag, _ in elements.found} & {"script", "style", "link", "iframe", "object", "img"} == set()
            opened = sum(tag not in ("input", "br") for tag, _ in elements.found)
            assert opened == text.count("</") + text.count("/>"), program.template.id
            seen += 1
    assert seen > 150


def test_ink_can_be_read_on_its_paper() -> None:
    """Every pair of colours that meets on the page has a contrast of 4.5 at least, in the light and in the dark."""
    css = (shipped("templates") / "page/page.css").read_text("utf-8")
    schemes = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", scheme)) for scheme in schemes)
    pairs = [("ink", "paper"), ("soft", "paper"), ("ink", "field"), ("soft", "field"), ("accent", "paper")]
    pairs += [("on-accent", "accent")]
    pairs += [(name, f"{name}-paper") for name in ("right", "partly", "wrong", "open")]
    for colours in (light, dark):
        assert [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []
        assert contrast(colours["edge"], colours["paper"]) >= 3


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours by WCAG."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_every_part_is_labelled_in_words(example: Built) -> None:
    """Each input has a label that names the part and says the unit in words; each choice a legend."""
    elements = Elements(example.text)
    labels = {each["for"] for each in elements.named("label") if "for" in each}
    fields = {each["id"] for each in elements.named("input") if each["type"] == "text"}
    assert labels == fields
    assert len(fields) + len(elements.named("fieldset")) == len(example.key["parts"])
    words = " ".join(elements.words)
    for label in ("1 in millivolts", "6a in kilojoules per mole", "9b in percent", "3b: choose one"):
        assert f"Answer to {label}" in words
