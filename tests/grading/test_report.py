"""The class report says of a class what its marks say, plants included; the page loads nothing, and names nobody if asked."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from problemgen.checker.messages import ENGLISH
from problemgen.grading.compare import changes
from problemgen.grading.fairness import fairness
from problemgen.grading.items import items
from problemgen.grading.keep import END, kept_head, kept_line, read_kept
from problemgen.grading.mistakes import REASONS, invalid_reasons, slips, title
from problemgen.grading.records import Mark, Marked
from problemgen.grading.reteach import advice, objectives
from problemgen.grading.tally import Tally
from tests.grading.conftest import Class, make

HEAD = "student,question,response"


def mark(part: str, score: float, code: str = "", index: int = 0, points: float = 1.0) -> Mark:
    """Make a mark; a score of 1 is CORRECT, 0 INCORRECT, anything else PARTIAL."""
    verdict = "CORRECT" if score == 1 else "PARTIAL" if score else "INVALID" if code.startswith("FMT") else "INCORRECT"
    code = code or ("OK" if score == 1 else "GENERIC")
    return Mark(part, "topic.one", index, part.lstrip("0123456789") or "a", "x", verdict, code, score, points)


def student(n: int, *marks: Mark, row: str = "") -> Marked:
    return Marked(f"s{n:03d}", f"Person {n}", f"s{n:03d}", marks, True, rows={"1": {"cell": row}} if row else {})


def tallied(marked: list[Marked]) -> Tally:
    """Count a class."""
    tally = Tally()
    for each in marked:
        tally.add(each)
    return tally


def test_difficulty_and_discrimination_are_those_of_the_table() -> None:
    """Ten students; 1a goes with the rest of the sheet, 1b against it: r = 1 and r = -1 by construction."""
    marked = [student(n, mark("1a", float(n > 5)), mark("1b", float(n <= 5)), mark("1c", n / 10)) for n in range(1, 11)]
    first, second, third = items(tallied(marked).items)
    assert (first.name, first.students, first.difficulty, first.right) == ("1a", 10, 0.5, 5)
    assert (round(first.low, 4), round(first.high, 4)) == (0.2366, 0.7634)
    assert third.difficulty == pytest.approx(0.55)
    assert third.correlation is None, "1a and 1b together are the same for all, so the rest does not vary"
    assert second.correlation is not None
    assert second.correlation < 0
    assert second.doubtful.startswith("strong students do worse here")


@pytest.mark.parametrize(("of", "right", "remark"), [
    (20, {0, 1}, "strong students do worse here: check the key and the wording"), (20, {18, 19}, "hardly anybody has it"),
    (20, {0, 1, 9, 10, 18}, "hardly tells strong from weak"), (50, set(range(49)), "nearly everybody has it"),
])  # fmt: skip
def test_a_correlation_below_zero_is_a_remark_where_it_is_no_chance(of: int, right: set[int], remark: str) -> None:
    """Only the weakest two have it: is the key right? Five from everywhere, or all but one, say nothing of the key."""
    first, _ = items(tallied([student(n, mark("1a", float(n in right)), mark("1b", n / of)) for n in range(of)]).items)
    assert first.doubtful == remark


def test_a_score_by_hand_is_what_the_report_counts() -> None:
    """Unreadable, and given all points, half or none: right, partly right, wrong; only the last one still waits."""
    unread = mark("1a", 0, "FMT_NO_NUMBER")
    scores = (1.0, 0.5, 0.0, None)
    marked = [
        student(n, unread if score is None else replace(unread, score=score, by_hand=True)) for n, score in enumerate(scores)
    ]
    tally = tallied(marked)
    [item] = items(tally.items)
    assert (item.right, item.partial, item.wrong, item.invalid, item.unanswered) == (1, 1, 1, 1, 0)
    assert invalid_reasons(tally.slips) == (("FMT_NO_NUMBER", 1),)
    assert slips(tally.slips) == ()


def test_a_mistake_for_which_a_person_gave_all_points_is_none() -> None:
    """The key may have been wrong; half the points are a mistake still."""
    code = "MISTAKE:log10_for_ln"
    marked = [student(n, replace(mark("1a", 0, code), score=score, by_hand=True)) for n, score in enumerate((1.0, 0.5))]
    assert [(each.count, each.lost) for each in slips(tallied(marked).slips)] == [(1, 0.5)]


def test_two_rows_are_compared_once() -> None:
    """Each is the other's sibling: one comparison, told of the harder one."""
    marked = [student(n, mark("1a", float(n % 2 or n < 10), index=n), row=f"row{n % 2}") for n in range(40)]
    [only] = fairness(tallied(marked).fair).groups
    assert (only.row, only.right, only.of, only.other_right, only.other_of) == ("row0", 5, 20, 20, 20)
    assert only.corrected == only.p


@pytest.mark.parametrize(("shared", "found"), [(1, {"7": 20}), (2, {"7": 20}), (3, {"7": 20, "8": 20, "9": 20})])
def test_a_variant_that_many_share_is_compared_with_all_others(shared: int, found: dict[str, int]) -> None:
    """One of them, easier or harder than the single ones; two that are each other's siblings once; three each."""
    marked = [student(n, mark("1a", float(n % 3 > 0), index=7 + n // 20)) for n in range(20 * shared)]
    single = [student(n, mark("1a", 0.0, index=n)) for n in range(100, 110)] if shared == 1 else []
    assert {each.row: each.of for each in fairness(tallied([*marked, *single]).fair).groups} == found


def test_the_rest_of_the_sheet_is_a_share_where_sheets_differ() -> None:
    """A part worth all points has no rest; it has no correlation, and nothing breaks."""
    [only] = items(tallied([student(n, mark("1", float(n % 2))) for n in range(10)]).items)
    assert only.correlation is None


def test_mistakes_are_counted_by_what_the_checker_says_of_them() -> None:
    """Two slips in one answer count for both; carried errors, empty and unreadable answers are no mistakes."""
    log = "MISTAKE:log10_for_ln"
    codes = [log, f"{log}+SIGN_OR_RATIO", "SIGN_OR_RATIO", "GENERIC", "FMT_EMPTY", "FMT_NO_NUMBER"]
    marked = [student(n, mark("1a", 0, code)) for n, code in enumerate(codes)]
    found = {each.code: (each.count, each.of, each.students) for each in slips(tallied(marked).slips)}
    assert found == {"log10_for_ln": (2, 5, 2), "SIGN_OR_RATIO": (2, 5, 2)}


@pytest.mark.parametrize(("code", "words"), [
    ("a", "first"), ("a_or_b", "first, or second"), ("a_or_b_or_a", "first, or second, or first"), ("x_or_y", "either of two"),
    ("SIGN_OR_RATIO", "sign lost or ratio inverted"), ("never_heard", "never heard"),
])  # fmt: skip
def test_a_mistake_has_the_banks_title(code: str, words: str) -> None:
    """Also where two mistakes cannot be told apart, and where a name holds 'or' itself."""
    assert title(code, {"a": "first", "b": "second", "x_or_y": "either of two"}) == words


def test_every_reason_of_the_checker_has_words() -> None:
    """Codes that say why nothing was graded are spelled out in the report."""
    units = {"UNIT_MISSING", "UNIT_UNKNOWN", "UNIT_CASE", "UNIT_FORBIDDEN"}
    codes = {code for code in ENGLISH if code.startswith("FMT_")} | units
    assert codes - {"FMT_EMPTY"} - set(REASONS) == set()


def test_an_unfair_row_is_found_and_chance_is_not() -> None:
    """Of eight rows one is planted: 15 of 50 have it right, where 33 to 39 of the others do; without it nothing is found."""
    for planted in (True, False):
        right = [36, 33, 38, 15 if planted else 35, 37, 39, 34, 36]
        marked = [student(n, mark("1a", float(n // 8 < right[n % 8]), index=n), row=f"row{n % 8}") for n in range(400)]
        found = fairness(tallied(marked).fair)
        assert [(each.draw, each.row) for each in found.unfair] == ([("cell", "row3")] if planted else [])
        assert len(found.groups) == 8, "single variants with one student each are not compared"


def test_variants_that_many_share_are_compared_too() -> None:
    """A pool of four variants, one of them hopeless."""
    marked = [student(n, mark("1a", float(n % 4 != 2 and n % 5 > 0), index=n % 4)) for n in range(80)]
    [worst, *_] = fairness(tallied(marked).fair).groups
    assert (worst.draw, worst.row, worst.right, worst.differs) == ("", "2", 0, True)


def test_what_to_teach_again_is_ranked_by_points_with_the_reason_in_words() -> None:
    """37 % inverted the ratio; a part that many left empty; a part that is wrong for no known reason."""
    marked = []
    for n in range(100):
        ratio, empty = "MISTAKE:inverted_ratio" if n < 37 else "", "FMT_EMPTY" if n >= 60 else ""
        third = mark("1c", float(n % 10 < 4))
        marked.append(student(n, mark("1a", float(n >= 37), ratio), mark("1b", float(n < 60), empty), third))
    tally = tallied(marked)
    titles = {"inverted_ratio": "ratio inverted"}
    found = advice(tally.points, items(tally.items), slips(tally.slips), lambda code: title(code, titles))
    assert [each.what for each in found] == ["Part 1c", "Part 1b: how to begin", "Ratio inverted"]
    assert found[2].why == "37 % of the answers to 1a (37 of 100) show it, from 37 students"
    assert found[1].why.startswith("40 % left it empty (40 of 100)")
    assert [each.cost for each in found] == pytest.approx([60 / 300, 40 / 300, 37 / 300])


def test_objectives_are_means_over_all_their_parts() -> None:
    """The lowest first."""
    tally = tallied([student(n, mark("1a", 1.0), mark("1b", 0.5, "ECF")) for n in range(4)]).items
    [one] = objectives(tally, {"topic.one": ["signs"]})
    assert (one.name, one.score, one.answers) == ("signs", 0.75, 8)
    assert objectives(tally, {}) == ()


def test_grades_are_read_as_they_were_written() -> None:
    """Nothing of a mark is lost on the disk, and nothing changed between the two."""
    marked = [student(1, mark("1a", 0.75, "ECF"), row="squid"), student(2, mark("1a", 1.0))]
    kept = read_kept((kept_head("a", "b") + ",\n".join(map(kept_line, marked)) + END).encode())
    assert list(kept.students.values()) == marked
    assert not [change for each in marked for change in changes(kept.students[each.student], each)]


class Page(HTMLParser):
    """What a page holds: elements and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def graded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = make(tmp_path_factory.mktemp("report"), 12)
    typed = {id: small.right(id)[0] if n % 3 else "no idea" for n, id in enumerate(small.manifest.students)}
    lines = "".join(f"{id},1a,{number}\n{id},1b,in\n" for id, number in typed.items())
    return small.grade(f"{HEAD}\n{lines}s0099,1a,1\n").folder


def test_the_page_loads_nothing_and_runs_nothing(graded_folder: Path) -> None:
    """One file: a policy that allows its own style by its hash and nothing else, no script, no link, no style elsewhere."""
    text = (graded_folder / "report.html").read_text("utf-8")
    page = Page(text)
    policy = next(each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy") or ""
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert not page.all("script")
    assert [each["href"] for each in page.all("link")] == ["data:,"]
    assert all((each["href"] or "").startswith("#") for each in page.all("a"))
    assert not [attributes for _, attributes in page.elements if {"src", "style", "onclick", "xlink:href"} & set(attributes)]
    assert "http" not in re.sub(r'http-equiv="', "", text)


def test_tables_have_captions_and_headers_and_plots_have_words(graded_folder: Path) -> None:
    """For those who listen to the page; every place that a link leads to is there."""
    page = Page((graded_folder / "report.html").read_text("utf-8"))
    assert len(page.all("table")) == len(page.all("caption")) > 5
    assert all(each.get("scope") in ("col", "row") for each in page.all("th"))
    plots = [each for each in page.all("svg") if "aria-hidden" not in each]
    assert len(plots) == 3
    assert all(each.get("role") == "img" and len(each.get("aria-label") or "") > 40 for each in plots)
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {(each["href"] or "")[1:] for each in page.all("a")} <= ids


def test_names_are_left_out_everywhere_where_that_is_asked(tmp_path: Path) -> None:
    """--anonymous: neither ids nor names nor sheets in the page or in a table beside it."""
    small = make(tmp_path, 12)
    other = small.manifest.students["s0002"].sheet
    rows = f"student,name,sheet,question,response\ns0001,Person 0001,{other},1a,1 mV\ns0099,Nobody,,1a,2\n"
    rows += "".join(f"{id},x,,1a,{'no idea' if n % 2 else '1 mV'}\n" for n, id in enumerate(small.manifest.students))
    folder = small.grade(rows, anonymous=True).folder
    named = small.grade(rows, out=tmp_path / "named").folder
    words = [*small.manifest.students, "Person 0", "Nobody", "s0099", *(each.sheet for each in small.manifest.students.values())]
    for path in folder.glob("report*"):
        text = path.read_text("utf-8")
        assert not [word for word in words if word in text], path.name
    assert "s0002" in (named / "report.html").read_text("utf-8")


def test_the_tables_beside_the_page_hold_its_numbers(graded_folder: Path) -> None:
    """CSV for those who count themselves."""
    with (graded_folder / "report-parts.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(row["part"], row["students"], row["not_graded"]) for row in rows] == [("1a", "12", "4"), ("1b", "12", "0")]
    assert {path.name for path in graded_folder.glob("report-*.csv")} == {
        f"report-{name}.csv" for name in ("parts", "mistakes", "objectives", "fairness", "scores")}  # fmt: skip


def test_a_template_of_ones_own_wins(small: Class, tmp_path: Path) -> None:
    """report/report.css and feedback.md.j2 in a folder of templates."""
    (tmp_path / "own" / "report").mkdir(parents=True)
    (tmp_path / "own" / "report" / "report.css").write_text("body { color: teal }", "utf-8")
    (tmp_path / "own" / "feedback.md.j2").write_text("{{ sheet.student_name }}: {{ earned }}", "utf-8")
    folder = small.grade(f"{HEAD}\ns0001,1b,out\n", feedback=("md",), templates=tmp_path / "own").folder
    assert "<style>body { color: teal }</style>" in (folder / "report.html").read_text("utf-8")
    assert (folder / "feedback" / "s0001" / "feedback.md").read_text("utf-8").startswith("Person 0001: ")
