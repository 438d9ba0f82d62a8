"""Names, ids and titles from strangers, by the hundred, through every output: text stays text, and files stay in their folder."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree
from markdown_it import MarkdownIt

from problemgen.api import check, inspect
from problemgen.course.build import build
from problemgen.course.export import Export, export
from problemgen.course.roster import folder_name, read_roster, wrong_with
from problemgen.errors import ProblemgenError
from problemgen.responses.plain import disarmed
from tests.banks import SMALL, TINY, copied
from tests.course.class_of import files, order
from tests.programs import need
from tests.tables import DATA

HARMLESS = "Plain Name"


def corpus() -> list[str]:
    """Read the names; a line that starts with ``# `` and a small letter or an abbreviation is a comment."""
    lines = (DATA / "hostile/names.txt").read_text("utf-8").splitlines()
    comments = re.compile(r"# (names|formulas|paths|XML|TeX|Typst|Jinja|Markdown|SQL|letters)\b")
    return [line for line in lines if line and not comments.match(line)]


CORPUS = corpus()
NAMES = [name for name in CORPUS if not wrong_with("x", name)]


def write_roster(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "name"), *rows])
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in which every name is one of the corpus, and the first student is called Plain Name."""
    place = tmp_path_factory.mktemp("hostile")
    rows = [(f"s{n:03}", name.strip()) for n, name in enumerate([HARMLESS, *NAMES])]
    roster = write_roster(place / "class.csv", rows)
    return build(order(place / "out", roster=roster, formats=("md", "tex", "check", "page"), workers=1)).folder


def student_of(built: Path, name: str) -> Path:
    return built / "students" / f"s{1 + NAMES.index(name):03}"


def test_the_corpus_is_large() -> None:
    assert len(NAMES) > 170


def test_every_id_gets_a_folder_of_its_own_in_its_folder(tmp_path: Path) -> None:
    """As ids, the corpus makes as many folders, all plain names; what is one name on some file systems is refused."""
    ids = list(dict.fromkeys(name.strip() for name in NAMES if name.strip()))
    path = write_roster(tmp_path / "class.csv", [(id, "x") for id in ids])
    with pytest.raises(ProblemgenError) as caught:
        read_roster(path)
    told = [str(problem) for problem in caught.value.problems]
    assert all("stands on line" in each for each in told)
    twins = {id for id in ids for problem in told if f"the id {id!r} stands" in problem}
    kept = [id for id in ids if id not in twins]
    folder = build(order(tmp_path / "out", roster=write_roster(tmp_path / "kept.csv", [(id, "x") for id in kept]),
                         formats=("md",), workers=1)).folder  # fmt: skip
    folders = {path.name for path in (folder / "students").iterdir()}
    assert len(folders) == len({each.casefold() for each in folders}) == len(kept)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", each) and not each.endswith(".") for each in folders)
    assert {path.name for path in tmp_path.iterdir()} == {"class.csv", "kept.csv", "out"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"week1"}


@pytest.mark.parametrize(("one", "other"), [
    ("s001", "S001"), ("jos\u00e9", "jose\u0301"), ("\ufb01x", "fix"), ("\uff41", "a"), ("\u212b", "\u00c5"),
])  # fmt: skip
def test_ids_that_some_file_systems_take_for_one_are_told(tmp_path: Path, one: str, other: str) -> None:
    """Composed and decomposed accents, small and capital letters, forms of a letter."""
    assert one != other
    with pytest.raises(ProblemgenError, match=r"class.csv:3:1: the id .* stands on line 2 already"):
        read_roster(write_roster(tmp_path / "class.csv", [(one, "x"), (other, "y")]))


@pytest.mark.parametrize("id", ["x" * 200, "é" * 200, "../" * 60, "👩‍🔬" * 40, "a" + "\u0301" * 199])
def test_long_ids_have_short_folders(id: str) -> None:
    assert len(folder_name(id).encode()) < 70


class Page(HTMLParser):
    """Counts what a browser would make of a page, and gathers its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.events: list[str] = []
        self.texts: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.inside = tag
        self.events += [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")]

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


ACTIVE = ("script", "style", "img", "iframe", "a", "link", "meta", "form", "base", "object", "embed", "title", "body", "html",
          "h1", "textarea", "mtext")  # fmt: skip


def page_of(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text("utf-8"))
    page.close()
    return page


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def plain_page(built: Path) -> Page:
    return page_of(built / "students/s000/selfcheck.html")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_the_name_and_nothing_more(built: Path, plain_page: Page, name: str) -> None:
    """No element, no attribute that runs, no policy is other than on a page for a plain name."""
    page = page_of(student_of(built, name) / "selfcheck.html")
    assert {tag: page.tags[tag] for tag in ACTIVE} == {tag: plain_page.tags[tag] for tag in ACTIVE}
    assert page.events == []
    assert squeezed(name) in squeezed("".join(page.texts))


MARKDOWN = MarkdownIt("commonmark").enable("table")
LIVE = ("link_open", "image", "html_inline", "html_block", "heading_open", "fence", "code_block", "blockquote_open",
        "table_open", "hr", "em_open", "strong_open", "code_inline")  # fmt: skip


def seen_in(markdown: str) -> tuple[Counter[str], str]:
    """Give how often each kind of markup stands in a text, and its words."""
    kinds: Counter[str] = Counter()
    words = []
    for block in MARKDOWN.parse(markdown):
        for token in (block, *(block.children or ())):
            kinds[token.type] += 1
            if token.type in ("text", "text_special"):
                words.append(token.content)
    return Counter({kind: kinds[kind] for kind in LIVE if kinds[kind]}), "".join(words)


@pytest.mark.parametrize("name", NAMES)
def test_markdown_shows_the_name_and_nothing_more(built: Path, name: str) -> None:
    plain, _ = seen_in((built / "students/s000/worksheet.md").read_text("utf-8"))
    kinds, words = seen_in((student_of(built, name) / "worksheet.md").read_text("utf-8"))
    assert kinds == plain
    assert squeezed(name) in squeezed(words)


COMMANDS = re.compile(r"\\(input|include|write|immediate|def|catcode|openin|csname|end\{document\}|begin\{verbatim\})")


@pytest.mark.parametrize("name", NAMES)
def test_tex_has_no_command_from_a_name(built: Path, name: str) -> None:
    plain = Counter(COMMANDS.findall((built / "students/s000/worksheet.tex").read_text("utf-8")))
    text = (student_of(built, name) / "worksheet.tex").read_text("utf-8")
    assert Counter(COMMANDS.findall(text)) == plain
    line = next(line for line in text.splitlines() if f"s{1 + NAMES.index(name):03}" in line)
    assert re.search(r"(?<!\\)[#%&]|\^\^", line.partition("%")[0] if line.endswith("%") else line) is None


def test_spreadsheets_show_names_and_never_run_them(built: Path) -> None:
    """A cell that starts a formula, wherever it might be cut, has an apostrophe in front; without it, the name is as it was."""
    rows = list(csv.DictReader(io.StringIO((built / "instructor/answers.csv").read_text("utf-8-sig"), newline="")))
    shown = {row["student"]: row["name"] for row in rows}
    for n, name in enumerate(NAMES, 1):
        assert disarmed(shown[f"s{n:03}"]) == name.strip()
    for row in rows:
        for cell in (piece for whole in row.values() for piece in re.split("[;\t]", whole)):
            assert not cell.startswith(("=", "+", "@", "＝", "＠", "\r"))
            assert not cell.startswith("-") or re.fullmatch(r"-(?:[0-9.e-]+(?: ?[A-Za-zµ/]+)?)?", cell)


def test_the_manifest_and_the_checkers_hold_names_as_they_are(built: Path) -> None:
    students = json.loads((built / "instructor/manifest.json").read_bytes())["students"]
    assert [students[f"s{n:03}"]["name"] for n in range(1, len(NAMES) + 1)] == [name.strip() for name in NAMES]
    for path in built.glob("students/*/check.py"):
        compile(path.read_bytes(), str(path), "exec")


def test_nothing_stands_outside_the_folder(built: Path) -> None:
    assert {path.name for path in built.iterdir()} == {"students", "instructor", ".lock"}
    assert {path.name for path in built.parent.parent.iterdir()} == {"class.csv", "out"}
    assert len(list((built / "students").iterdir())) == len(NAMES) + 1
    assert not any(path.is_symlink() for path in built.rglob("*"))


READABLE = [name for name in NAMES if all(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in name)]


def test_pdfs_compile_and_show_the_names(tmp_path: Path) -> None:
    """All of them; what is shown is compared where the fonts have the letters."""
    pdftotext = need("pdftotext")
    roster = write_roster(tmp_path / "class.csv", [(f"s{n:03}", name.strip()) for n, name in enumerate(NAMES)])
    folder = build(order(tmp_path / "out", roster=roster, formats=("pdf",), workers=1)).folder
    for n, name in enumerate(NAMES):
        path = folder / f"students/s{n:03}/worksheet.pdf"
        assert path.read_bytes().startswith(b"%PDF-")
        if name in READABLE and n % 4 == 0:
            text = subprocess.run([pdftotext, "-l", "1", str(path), "-"], capture_output=True, check=True).stdout.decode()
            shown = unicodedata.normalize("NFKC", squeezed(text)).replace("\u00ad", "")
            assert unicodedata.normalize("NFKC", squeezed(name)) in shown, name


# --- titles and headings, into course systems


def titled(tmp_path: Path, title: str) -> Path:
    bank = copied(SMALL, tmp_path)
    path = bank / "assignments/week1.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("title: Week 1 problem set", f"title: {json.dumps(title)}"), "utf-8")
    problem = bank / "problems/nernst/forward.yaml"
    lines = problem.read_text("utf-8").splitlines(keepends=True)
    problem.write_text("".join(f"title: {json.dumps(title)}\n" if line.startswith("title:") else line for line in lines), "utf-8")
    return bank


FORMATS = ("moodle", "canvas", "qti3", "qti21", "blackboard", "blackboard-pool", "brightspace", "brightspace-package")
TITLES = [" ".join(NAMES[at : at + 12])[:180] for at in range(0, 132, 12)]


def tags(data: dict[str, bytes]) -> Counter[str]:
    """Count the elements of all XML in an export; files are called by their kind."""
    found: Counter[str] = Counter()
    for name, content in data.items():
        if name.endswith((".xml", ".dat")) and content.lstrip().startswith(b"<"):
            found.update(str(node.tag) for node in etree.fromstring(content).iter() if isinstance(node.tag, str))
    return found


def contents(path: Path) -> dict[str, bytes]:
    from problemgen.importers.archive import members

    return members(path) if path.suffix == ".zip" else {path.name: path.read_bytes()}


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_titles_change_no_structure_of_an_export(tmp_path: Path, format: str) -> None:
    """The elements are those of an export with a plain title; our readers, which follow the importers, find nothing wrong."""
    found = []
    for n, title in enumerate(["A plain title", " ".join(TITLES)[:1_000], *TITLES[:: len(TITLES) // 3]]):
        place = tmp_path / str(n)
        place.mkdir()
        made = export(Export(format, "week1", str(titled(place, title)), 2, None, place / f"x{SUFFIX.get(format, '.zip')}"))
        found.append(tags(contents(made.path)))
        read = inspect(made.path, format)
        assert len(read.questions) == made.questions
        assert not [each for each in read.findings if "not well-formed" in str(each)]
        assert {path.name for path in place.iterdir()} == {"small", made.path.name}
    assert all(each == found[0] for each in found)


SUFFIX = {"moodle": ".xml", "blackboard": ".txt", "brightspace": ".csv"}


# --- responses


def test_hostile_responses_are_read_as_text_and_judged() -> None:
    """A verdict for each of them, for a number, a direction and a formula; never an error, never a right answer by accident."""
    from problemgen.api import show

    key = show("force.value", bank=TINY).key
    for text in [*CORPUS, "9" * 5_000, "(" * 5_000, "1e" * 2_000, "=" * 5_000, "\u202e1", "\x00", "1" * 100_000]:
        for part in ("a", "b"):
            verdict = check(key, part, text)
            assert verdict.verdict in ("INVALID", "INCORRECT", "PARTIAL", "CORRECT")
            assert verdict.verdict != "CORRECT" or part == "b"


def test_files_are_as_many_as_promised(built: Path) -> None:
    assert len(files(built)) == (len(NAMES) + 1) * (4 + 3) + 3
