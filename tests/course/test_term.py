"""A term: the class list and the bank change after sheets were issued, and nobody's page changes without a word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.bank.bank import Bank, load_bank
from problemgen.course.assignment import load_assignment
from problemgen.course.banks import programs
from problemgen.course.build import build, plan
from problemgen.course.issue import issue
from problemgen.course.kept import Kept
from problemgen.course.manifest import Issued, Manifest
from problemgen.course.order import Order
from problemgen.course.reissue import _another, reissue
from problemgen.course.reproduce import reproduce
from problemgen.course.roster import Student, folder_name
from problemgen.errors import ProblemgenError
from problemgen.variant.program import Program
from tests.banks import SMALL, TINY, copied, edit
from tests.course.class_of import built, class_list, files, manifest, order
from tests.tables import cases

VALUE = "problems/force/value.yaml"


# --- the class list


def listed(folder: Path, cell: str) -> Path:
    path = folder / "class.csv"
    lines = (each.strip().partition("=") for each in cell.split(","))
    path.write_text("id,name\n" + "".join(f"{id},{name}\n" for id, _, name in lines), "utf-8")
    return path


def told(run: Callable[[], tuple[str, ...]]) -> str:
    """Give the words of a run, or its error; that somebody's files were written again is another matter."""
    try:
        return "; ".join(word for word in run() if "written again" not in word)
    except ProblemgenError as error:
        return str(error)


@pytest.mark.parametrize(("first", "later", "expected"), cases("terms.txt", 3))
def test_what_looks_like_a_mistake_in_a_later_class_list_is_told(first: str, later: str, expected: str, tmp_path: Path) -> None:
    """Before anything is issued where it would deal somebody a second sheet; as a warning where it may be right."""
    build(order(tmp_path / "out", roster=listed(tmp_path, first), formats=("md",)))
    before = files(tmp_path / "out")
    asked = order(tmp_path / "out", roster=listed(tmp_path, later), formats=("md",))
    said = [told(lambda: plan(asked).words), told(lambda: build(asked).words)]
    assert all(expected in each if expected else not each for each in said)
    assert "the class list has" not in expected or files(tmp_path / "out") == before


def test_a_whole_class_that_lost_its_zeros_is_ten_lines_and_a_count(tmp_path: Path) -> None:
    built(tmp_path / "out", [f"0{n}" for n in range(10, 40)], formats=("md",))
    with pytest.raises(ProblemgenError, match=r"\nand so 20 students more$") as caught:
        built(tmp_path / "out", [str(n) for n in range(10, 40)], formats=("md",))
    assert len(caught.value.problems) == 11


# --- the bank


def values(out: Path) -> dict[str, list[dict[str, str]]]:
    """Give what was drawn, by student: -70.0 mV is -70 mV."""
    sheets = manifest(out)["students"].items()
    return {id: [{name: each.replace(".0 ", " ") for name, each in problem["values"].items()} for problem in sheet["problems"]]
            for id, sheet in sheets}  # fmt: skip


@pytest.fixture
def class_of_six(tmp_path: Path) -> tuple[Path, Path, list[str]]:
    bank, ids = copied(TINY, tmp_path), [f"s{n}" for n in range(6)]
    built(tmp_path / "out", ids, bank, formats=("md",))
    return bank, tmp_path / "out", ids


EDITS = {
    "another row in front": (
        "tables/ions.yaml", "rows:\n", "rows:\n  Na: {name: sodium, z: 1, out: [140, 145], source: textbook}\n"
    ),
    "a finer grid": (VALUE, "step: 5", "step: 2.5"),
    "another value in front": (VALUE, "choices: [-90, 50]", "choices: [-95, -90, 50]"),
    "another tolerance": (VALUE, "absolute: 0.5 mV", "absolute: 0.4 mV"),
    "another wording": (VALUE, "What is the driving force?", "How large is the driving force?"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_accepted_change_keeps_what_was_printed_wherever_the_bank_still_has_it(
    class_of_six: tuple[Path, Path, list[str]], name: str
) -> None:
    """Places in the bank move; the numbers on everybody's page stay, and so does the version of the sheet."""
    bank, out, ids = class_of_six
    before = values(out)
    edit(bank, *EDITS[name])
    with pytest.raises(ProblemgenError, match=r"force.value was changed after it was issued to 6 students"):
        built(out, ids, bank, formats=("md",))
    built(out, [*ids, "late"], bank, formats=("md",), accept_changes=True)
    after = values(out)
    assert {id: after[id] for id in ids} == before
    assert after["late"][0] not in [each[0] for each in before.values()]
    assert {sheet["version"] for sheet in manifest(out)["students"].values()} == {1}


def test_who_loses_a_variant_gets_a_new_version_and_nobody_else_does(class_of_six: tuple[Path, Path, list[str]]) -> None:
    bank, out, ids = class_of_six
    before = values(out)
    edit(bank, VALUE, "choices: [-90, 50]", "choices: [-90, 55]")
    words = built(out, ids, bank, formats=("md",), accept_changes=True).words
    after = values(out)
    lost = {id for id in ids if before[id][0]["E"] == "50 mV"}
    assert {id for id in ids if after[id] != before[id]} == lost
    assert {id for id, sheet in manifest(out)["students"].items() if sheet["version"] == 2} == lost
    assert len({tuple(each[0].items()) for each in after.values()}) == 6
    (word,) = [word for word in words if "a new version of their sheet" in word]
    assert all(id in word or len(lost) > 3 for id in lost)


def test_what_was_taken_back_stays_barred_when_its_place_moves(class_of_six: tuple[Path, Path, list[str]]) -> None:
    bank, out, ids = class_of_six
    reissue(order(out, bank), "s0")
    old = manifest(out)["students"]["s0"]["earlier"][0]["problems"][0]["values"]
    edit(bank, *EDITS["another value in front"])
    built(out, [*ids, *(f"t{n}" for n in range(10))], bank, formats=("md",), accept_changes=True)
    assert old not in [each[0] for each in values(out).values()]


@pytest.mark.parametrize(("old", "new"), [
    ("  - {template: nernst.inside, points: 6}\n", ""),
    ("problems:\n", "problems:\n  - {template: nernst.inside, points: 6}\n"),
])  # fmt: skip
def test_a_sheet_whose_problems_would_get_other_numbers_is_refused_and_then_a_new_version(
    tmp_path: Path, old: str, new: str
) -> None:
    """Answers come back by the number of a problem: a sheet in another order must not pass for the one that was issued."""
    bank, out = copied(SMALL, tmp_path), tmp_path / "out"
    built(out, ["a", "b"], bank, formats=("md",))
    before = files(out)
    edit(bank, "assignments/week1.yaml", old, new)
    asked = order(out, bank, roster=tmp_path / "class2.csv", formats=("md",))
    for run in (plan, build):
        with pytest.raises(ProblemgenError, match=r"a, b would get a sheet with other problems, or in another order: .* then, "):
            run(asked)
    assert files(out) == before
    sheets = {id: sheet["sheet"] for id, sheet in manifest(out)["students"].items()}
    built(out, ["a", "b"], bank, formats=("md",), accept_changes=True)
    after = manifest(out)["students"]
    assert {id: sheet["version"] for id, sheet in after.items()} == {"a": 2, "b": 2}
    assert all(after[id]["sheet"] != sheets[id] == after[id]["earlier"][0]["sheet"] for id in sheets)


def test_a_problem_at_the_end_is_added_with_a_word(tmp_path: Path) -> None:
    bank, out = copied(TINY, tmp_path), tmp_path / "out"
    built(out, ["a", "b"], bank, formats=("md",))
    before = values(out)
    edit(bank, "assignments/week1.yaml", "[force.value]", "[force.value, force.value]")
    words = built(out, ["a", "b"], bank, formats=("md",)).words
    assert "a, b: more problems, since the assignment or the bank was changed; hand it out again" in words
    assert {id: each[:1] for id, each in values(out).items()} == before


def test_a_template_under_another_name_is_told_before_everybody_gets_other_numbers(tmp_path: Path) -> None:
    bank, out = copied(TINY, tmp_path), tmp_path / "out"
    built(out, ["a", "b"], bank, formats=("md",))
    (bank / VALUE).rename(bank / "problems/force/size.yaml")
    edit(bank, "assignments/week1.yaml", "force.value", "force.size")
    with pytest.raises(ProblemgenError, match=r"a, b would get .* force.value then, force.size now; undo the change"):
        built(out, ["a", "b"], bank, formats=("md",))


def test_a_change_that_no_fingerprint_sees_is_told_with_its_cause(class_of_six: tuple[Path, Path, list[str]]) -> None:
    """A word in a table, or in the head of the bank: the numbers are the same, the pages are not."""
    bank, out, ids = class_of_six
    table = bank / "tables/ions.yaml"
    table.write_text(table.read_text("utf-8").replace("chloride", "chlorine"), "utf-8")
    words = built(out, ids, bank, formats=("md",)).words
    expected = "key.md, worksheet.md not as issued before, and written again (the bank's tables/ions.yaml was changed)"
    assert any(expected in word for word in words)
    assert built(out, ids, bank, formats=("md",)).words == ()


@pytest.mark.parametrize("name", ["other", "."])
def test_a_bank_may_move_and_get_another_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder's name says nothing: what was issued does."""
    bank, out = copied(TINY, tmp_path), tmp_path / "out"
    folder = built(out, ["a", "b"], bank, formats=("md",)).folder
    before = files(folder)
    moved = bank.rename(tmp_path / "other")
    monkeypatch.chdir(moved if name == "." else tmp_path)
    built(out, ["a", "b"], Path(name), formats=("md",))
    reissue(order(out, Path(name)), "a")
    assert reproduce(order(out, Path(name)), "b", out=tmp_path / "again").same
    after = files(folder)
    assert {each for each in before if "/b/" in each and before[each] != after[each]} == set()


def test_the_folder_of_another_bank_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    built(out, ["a", "b"], SMALL, formats=("md",))
    with pytest.raises(ProblemgenError, match="this folder holds small/week1, which is not tiny/week1; build into another one"):
        built(out, ["a", "b"], formats=("md",), accept_changes=True)


@pytest.mark.parametrize("inside", [".", "output", "problems/x"])
def test_results_do_not_stand_in_their_bank(tmp_path: Path, inside: str) -> None:
    bank = copied(TINY, tmp_path)
    before = files(bank)
    with pytest.raises(ProblemgenError, match=r"results would stand in .*tiny, and be read as a part of it; name another folder"):
        build(order(bank / inside, bank))
    assert files(bank) == before


# --- practice, exams, editions


CHANGED = {
    "as it was": ("step: 5", "step: 5"),
    "finer": ("step: 5", "step: 2.5"),
    "one value less": ("choices: [-90, 50]", "choices: [-90]"),
    "another value": ("choices: [-90, 50]", "choices: [-95, -90, 40]"),
    "wider": ("range: [-70, -60]", "range: [-80, -60]"),
    "reworded": ("What is the driving force?", "How large is it?"),
}


@dataclass
class Term:
    """What happens in a term, and all that was ever printed."""

    banks: list[tuple[Bank, dict[str, Program]]]
    bank: int = 0
    listed: dict[str, Student] = field(default_factory=dict)
    known: Manifest | None = None
    issued: set[tuple[str, ...]] = field(default_factory=set)
    practised: set[tuple[str, ...]] = field(default_factory=set)
    leaked: set[tuple[str, ...]] = field(default_factory=set)

    def step(self, what: str, n: int) -> None:
        bank, ready = self.banks[self.bank]
        assignment = load_assignment(bank, "week1")
        if what == "join":
            self.listed[f"s{n}"] = Student(f"s{n}", f"s{n}", folder_name(f"s{n}"))
        elif what == "leave":
            self.listed.pop(f"s{n}", None)
        elif what == "bank":
            self.bank = n % len(self.banks)
            bank, ready = self.banks[self.bank]
        elif self.known and f"s{n}" in self.known.students and self.known.students[f"s{n}"].problems:
            old = self.known.students[f"s{n}"].problems[0]
            kept = Kept(Order("week1", str(bank.folder)), bank, assignment, self.known)
            self.known = _another(kept, f"s{n}", None, "")[0]
            self.leaked.add(printed(old))
        self.known = issue(bank, assignment, self.listed.values(), ready, self.known, accept_changes=what == "bank").manifest
        self.check()

    def check(self) -> None:
        assert self.known is not None
        now = {printed(problem) for sheet in self.known.students.values() for problem in sheet.problems}
        self.issued |= now
        self.practised |= {shown(each) for each in self.known.practised.get("force.value", ())}
        assert not now & self.leaked
        assert not self.issued & self.practised
        for index in self.known.practice.get("force.value", ()):
            assert index < self.banks[self.bank][1]["force.value"].space.size


def shown(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}={values[name].replace('.0 ', ' ')}" for name in sorted(values))


def printed(problem: Issued) -> tuple[str, ...]:
    return shown(problem.values)


@pytest.fixture(scope="module")
def banks(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Bank, dict[str, Program]]]:
    found = []
    for change in CHANGED.values():
        folder = copied(TINY, tmp_path_factory.mktemp("bank"))
        if change[0] != change[1]:
            edit(folder, VALUE, *change)
        bank = load_bank(folder)
        found.append((bank, programs(bank, ["force.value"])))
    return found


STEPS = st.tuples(st.sampled_from(["join", "join", "leave", "reissue", "bank"]), st.integers(0, 9))


@given(st.lists(STEPS, max_size=30))
@settings(max_examples=120, deadline=None)
def test_over_all_editions_nothing_that_was_for_practice_is_issued_and_nothing_issued_is_for_practice(
    banks: list[tuple[Bank, dict[str, Program]]], steps: list[tuple[str, int]]
) -> None:
    """By what is printed: students join, leave and get new sheets, the bank changes and changes back, in any order."""
    term = Term(banks)
    for what, n in [("join", 0), *steps, ("join", 11), ("join", 12)]:
        try:
            term.step(what, n)
        except ProblemgenError as error:
            assert re.search("no variant is left", str(error))  # noqa: PT017 - with so few variants there may be none


def test_a_small_pool_is_never_dealt_from_practice_however_the_class_grows(
    banks: list[tuple[Bank, dict[str, Program]]]
) -> None:
    """All classes from 1 to 40 students, one joining after the other, in a space of 12 and one of 20 variants."""
    for start in (0, 1, 4):
        term = Term(banks, start)
        for n in range(40):
            term.step("join", n)
        assert term.known is not None
        assert term.practised


def test_a_change_there_and_back_gives_everybody_what_they_had(class_of_six: tuple[Path, Path, list[str]]) -> None:
    bank, out, ids = class_of_six
    before: dict[str, Any] = values(out)
    edit(bank, *EDITS["a finer grid"])
    built(out, ids, bank, formats=("md",), accept_changes=True)
    edit(bank, VALUE, "step: 2.5", "step: 5")
    built(out, ids, bank, formats=("md",), accept_changes=True)
    assert values(out) == before


def test_a_sheet_is_made_again_wherever_the_bank_has_its_numbers_now(tmp_path: Path) -> None:
    """A row in front moves every place of the template; what was printed, for practice too, is found where it is."""
    bank, out, ids = copied(TINY, tmp_path), tmp_path / "out", ["a", "b", "c"]
    edit(bank, VALUE, "step: 5", "step: 0.5")
    built(out, ids, bank, formats=("md", "page"))
    assert len(manifest(out)["practice"]["force.value"]) == 5
    edit(bank, *EDITS["another row in front"])
    for id in ids:
        assert reproduce(order(out, bank), id, out=tmp_path / "again").same


@pytest.mark.parametrize("run", [
    lambda asked: reproduce(asked, "s0"), lambda asked: reproduce(asked, "s0", 1), lambda asked: reissue(asked, "s0"), build,
], ids=["reproduce", "the first version", "reissue", "build"])  # fmt: skip
def test_a_bank_that_shrinks_is_told_whatever_is_asked(tmp_path: Path, run: Callable[[Any], object]) -> None:
    """With pages, whose practice may be beyond what is left; what can be made is made, the rest is told."""
    bank, ids = copied(TINY, tmp_path), ["s0", "s1"]
    edit(bank, VALUE, "step: 5", "step: 0.5")
    built(tmp_path / "out", ids, bank, formats=("page",))
    reissue(order(tmp_path / "out", bank), "s0")
    edit(bank, VALUE, "step: 0.5", "step: 10")
    said = ""
    try:
        run(order(tmp_path / "out", bank, roster=tmp_path / "class2.csv", formats=("page",), accept_changes=True))
    except ProblemgenError as error:
        said = str(error)
    assert said == "" or re.search("was changed after it was issued|has no variant|cannot be made again", said)


# --- exercises and exams


@pytest.fixture
def exercises_and_exam(tmp_path: Path) -> Path:
    """A bank of 84 variants with two assignments that are kept apart."""
    bank = copied(TINY, tmp_path)
    edit(bank, VALUE, "step: 5", "step: 0.5")
    week1 = bank / "assignments/week1.yaml"
    text = week1.read_text("utf-8")
    (bank / "assignments/exam.yaml").write_text(f"{text}apart_from: [week1]\n", "utf-8")
    week1.write_text(f"{text}apart_from: [exam]\n", "utf-8")
    return bank


def out_and_for_practice(out: Path, assignment: str) -> set[tuple[str, ...]]:
    data = json.loads((out / assignment / "instructor/manifest.json").read_bytes())
    sheets = [(sheet, *sheet.get("earlier", ())) for sheet in data["students"].values()]
    issued = [problem["values"] for each in sheets for sheet in each for problem in sheet["problems"]]
    return {shown(values) for values in (*issued, *data["practised"]["force.value"])}


def test_an_exam_has_nothing_of_the_exercises_and_their_practice_whoever_comes_later(
    tmp_path: Path, exercises_and_exam: Path
) -> None:
    """The same salt would deal everybody the same; late students and reissues on both sides, until little is left."""
    bank, out = exercises_and_exam, tmp_path / "out"

    def issue_to(assignment: str, size: int) -> None:
        roster = class_list(tmp_path, [f"s{n}" for n in range(size)])
        build(replace(order(out, bank, roster=roster, formats=("md",)), assignment=assignment))

    for size in (3, 10, 20, 30):
        issue_to("week1", size)
        issue_to("exam", size)
        for assignment in ("exam", "week1"):
            reissue(replace(order(out, bank), assignment=assignment), "s1")
        assert not out_and_for_practice(out, "week1") & out_and_for_practice(out, "exam")
    assert len(out_and_for_practice(out, "exam")) > 30


def test_what_is_not_built_yet_is_told(tmp_path: Path, exercises_and_exam: Path) -> None:
    asked = order(tmp_path / "out", exercises_and_exam, roster=class_list(tmp_path, ["a"]), formats=("md",))
    word = f"exam is not built in {tmp_path / 'out'}: nothing is kept apart from it yet"
    assert (plan(asked).words, build(asked).words) == ((word,), (word,))
    build(replace(asked, assignment="exam"))
    assert build(asked).words == ()


@pytest.mark.parametrize("other", ["week1", "nothing", "../x"])
def test_only_another_assignment_of_the_bank_can_be_kept_apart_from(tmp_path: Path, other: str) -> None:
    bank = copied(TINY, tmp_path)
    with (bank / "assignments/week1.yaml").open("a") as file:
        file.write(f"apart_from: [{other}]\n")
    with pytest.raises(ProblemgenError, match=rf"week1.yaml:4:14: no other assignment '{other}'"):
        load_assignment(load_bank(bank), "week1")
