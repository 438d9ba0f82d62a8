"""One student gets new variants: nobody else moves, and what was out never comes again."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.bank.bank import load_bank
from problemgen.cli import group
from problemgen.course import reissue as reissuing
from problemgen.course.assignment import load_assignment
from problemgen.course.issue import issue
from problemgen.course.kept import Kept
from problemgen.course.manifest import Manifest, manifest_bytes, read_manifest
from problemgen.course.order import Order
from problemgen.course.reissue import Reissued, _another, reissue
from problemgen.course.reproduce import reproduce
from problemgen.course.roster import Student, folder_name
from problemgen.errors import ProblemgenError
from tests.banks import SMALL, TINY, copied, edit, programs_of
from tests.course.class_of import built, files, ledger, manifest, order

MIDDLE = ("problems/force/value.yaml", "step: 5", "step: 0.5")  # 84 variants


def indices(out: Path, student: str) -> list[int]:
    return [each["index"] for each in manifest(out)["students"][student]["problems"]]


def test_one_student_gets_new_numbers_and_nobody_else_changes(tmp_path: Path) -> None:
    folder = built(tmp_path / "out", ["a", "b", "c"]).folder
    before = files(folder)
    old = indices(tmp_path / "out", "b")
    done = reissue(order(tmp_path / "out"), "b", reason="the sheet was passed round")
    after = files(folder)
    changed = {name for name in {**before, **after} if before.get(name) != after.get(name)}
    assert {name.split("/")[1] for name in changed} == {"b", "manifest.json", "issued.jsonl", "answers.csv"}
    assert indices(tmp_path / "out", "b") != old
    kept = manifest(tmp_path / "out")["students"]["b"]
    assert kept["version"] == done.sheet.version == 2
    assert [(each["version"], each["reason"]) for each in kept["earlier"]] == [(1, "the sheet was passed round")]
    assert [each["index"] for each in kept["earlier"][0]["problems"]] == old
    assert kept["sheet"] != kept["earlier"][0]["sheet"]


def test_the_overview_and_the_ledger_follow(tmp_path: Path) -> None:
    built(tmp_path / "out", ["a", "b", "c"])
    done = reissue(order(tmp_path / "out"), "b")
    text = (tmp_path / "out/week1/instructor/answers.csv").read_bytes()
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))[1:]
    assert [row[0] for row in rows] == ["a", "a", "b", "b", "c", "c"]
    assert {row[2] for row in rows if row[0] == "b"} == {done.sheet.sheet}
    assert [(line["student"], line["version"]) for line in ledger(tmp_path / "out")] == [("a", 1), ("b", 1), ("c", 1), ("b", 2)]


def test_a_build_afterwards_changes_nothing(tmp_path: Path) -> None:
    folder = built(tmp_path / "out", ["a", "b", "c"]).folder
    reissue(order(tmp_path / "out"), "b")
    before = files(folder)
    built(tmp_path / "out", ["a", "b", "c"])
    assert files(folder) == before


def test_one_problem_is_replaced_by_its_number_or_its_template(tmp_path: Path) -> None:
    out = tmp_path / "out"
    built(out, ["a", "b"], SMALL)
    before = indices(out, "a")
    done = reissue(order(out, SMALL), "a", "2")
    after = indices(out, "a")
    assert [n for n, (x, y) in enumerate(zip(before, after, strict=True), 1) if x != y] == [2]
    template = done.problems[0].new.template
    reissue(order(out, SMALL), "a", template)
    again = indices(out, "a")
    assert all((x != y) == (each["template"] == template)
               for x, y, each in zip(after, again, manifest(out)["students"]["a"]["problems"], strict=True))  # fmt: skip


def test_what_was_taken_back_is_never_dealt_again(tmp_path: Path) -> None:
    """With 12 variants: three are out, b goes through all others; then there is none, and nobody who joins gets an old one."""
    out = tmp_path / "out"
    built(out, ["a", "b", "c"])
    seen = indices(out, "b")
    for _ in range(9):
        reissue(order(out), "b")
        seen += indices(out, "b")
    assert len(set(seen)) == 10
    with pytest.raises(ProblemgenError, match=r"force.value: no variant is left for a new one: 3 are out, 9 are kept"):
        reissue(order(out), "b")
    told = built(out, ["a", "b", "c", "d", "e"])
    assert set(indices(out, "d") + indices(out, "e")) & set(seen[:-1]) == set()
    assert "force.value: 3 variants for 5 students" in str(told.sharing[0])


def test_the_old_sheet_can_be_made_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = built(out, ["a", "b"]).folder
    before = files(folder)
    reissue(order(out), "b")
    done = reproduce(order(out), "b", 1, tmp_path / "again")
    assert done.same
    assert (tmp_path / "again/students/worksheet.md").read_bytes() == before["students/b/worksheet.md"]


def test_files_that_the_new_sheet_does_not_have_go_away(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = built(out, ["a"], formats=("md", "check")).folder
    (folder / "students/a/figures").mkdir()
    gone = folder / "students/a/figures/1.svg"
    gone.write_bytes(b"<svg/>")
    path = folder / "instructor/issued.jsonl"
    path.write_text(path.read_text().replace('"students/a/check.py"', '"students/a/figures/1.svg": "x", "students/a/check.py"'))
    done = reissue(order(out), "a")
    assert done.removed == ("students/a/figures/1.svg",)
    assert not gone.exists()
    assert {name.rpartition("/")[2] for name in done.files} == {"worksheet.md", "check.py", "key.md", "key.json"}


@pytest.mark.parametrize("gone", [("worksheet.*", "key.*", "answers.csv"), ("issued.jsonl",), ("issued.jsonl", "check.py")])
def test_missing_files_are_no_obstacle(tmp_path: Path, gone: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    folder = built(out, ["a", "b"]).folder
    for path in [path for pattern in gone for path in folder.rglob(pattern)]:
        path.unlink()
    assert reissue(order(out), "a").sheet.version == 2
    assert (folder / "students/a/worksheet.md").exists()


def test_a_file_that_cannot_be_written_is_told_and_build_finishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a document is open in an editor that locks it: the manifest has the new variants, the next build the files."""
    out = tmp_path / "out"
    folder = built(out, ["a", "b"]).folder
    replace = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if target.name == "worksheet.tex":
            raise PermissionError(13, os.strerror(13), str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(ProblemgenError, match=r"worksheet.tex: a has new variants, but not all files are written: Permission "
                       "denied; mend that, then run `problemgen build week1`, not this command again"):  # fmt: skip
        reissue(order(out), "a")
    monkeypatch.undo()
    now = indices(out, "a")
    built(out, ["a", "b"])
    assert indices(out, "a") == now
    assert reproduce(order(out), "a", out=tmp_path / "again").same
    assert not [path for path in folder.rglob("*") if ".tmp" in path.name]


@pytest.mark.parametrize(("student", "problem", "message"), [
    ("A", None, "no student 'A'; there are: a, b"),
    ("student b", None, "no student has the id 'student b'; did you mean 'b' (Student b)?"),
    ("a", "2", "no problem 2 on this sheet; it has 1 to 1"),
    ("a", "0", "no problem 0 on this sheet; it has 1 to 1"),
    ("a", "force.valu", "no problem 'force.valu'; did you mean 'force.value'?"),
    ("a", "-1", "no problem '-1'; "),
    ("../a", None, "no student '../a'"),
])  # fmt: skip
def test_what_is_not_there_is_told_with_what_is(tmp_path: Path, student: str, problem: str | None, message: str) -> None:
    folder = built(tmp_path / "out", ["a", "b"]).folder
    before = files(folder)
    with pytest.raises(ProblemgenError, match=re.escape(message)):
        reissue(order(tmp_path / "out"), student, problem)
    assert files(folder) == before


def test_without_a_build_there_is_nothing_to_reissue(tmp_path: Path) -> None:
    with pytest.raises(ProblemgenError, match="nothing was built for 'week1'; build it first"):
        reissue(order(tmp_path / "out"), "a")
    assert not (tmp_path / "out").exists()


def test_a_changed_bank_is_told_before_anything_is_issued(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    folder = built(tmp_path / "out", ["a", "b"], bank).folder
    before = files(folder)
    edit(bank, "problems/force/value.yaml", "What is the driving force?", "What is the driving force, please?")
    with pytest.raises(ProblemgenError, match=r"force.value was changed after it was issued"):
        reissue(order(tmp_path / "out", bank), "a")
    assert files(folder) == before


Step = tuple[str, int]


def opened(tmp: Path, wide: bool) -> Kept:
    bank = copied(TINY, tmp)
    if wide:
        edit(bank, *MIDDLE)
    loaded = load_bank(bank)
    assignment = load_assignment(loaded, "week1")
    return Kept(Order("week1", str(bank)), loaded, assignment, Manifest("week1", "tiny", "", "", {}))


@given(st.lists(st.tuples(st.sampled_from(["join", "leave", "reissue"]), st.integers(0, 11)), max_size=25), st.booleans())
@settings(max_examples=25)
def test_nobody_ever_gets_what_is_out_kept_for_practice_or_was_taken_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step], wide: bool
) -> None:
    """Students join, leave and get new sheets in any order, in a small space and a larger one."""
    kept = opened(tmp_path_factory.mktemp("bank"), wide)
    programs = programs_of(kept.bank.folder)
    listed: dict[str, Student] = {}
    known: Manifest | None = None
    taken_back: set[int] = set()
    for what, n in [*steps, ("join", 12)]:
        id = f"s{n}"
        before = known
        if what == "join":
            listed[id] = Student(id, id, folder_name(id))
        elif what == "leave":
            listed.pop(id, None)
        elif known is not None and id in known.students:
            old = known.students[id].problems[0].index
            try:
                known = _another(Kept(kept.order, kept.bank, kept.assignment, known), id, None, "")[0]
            except ProblemgenError:
                out = {sheet.problems[0].index for sheet in known.students.values()}
                assert len(out) + len(taken_back) + len(known.practice["force.value"]) >= (84 if wide else 12)
                continue
            assert known.students[id].problems[0].index not in {s.problems[0].index for s in before.students.values()}  # type: ignore[union-attr]
            taken_back.add(old)
        known = issue(kept.bank, kept.assignment, listed.values(), programs, known).manifest
        out = {sheet.problems[0].index for sheet in known.students.values()}
        practice = set(known.practice["force.value"])
        assert not out & practice
        assert not out & taken_back
        assert not practice & taken_back
        for other, sheet in (before.students if before else {}).items():
            assert other == id or known.students[other] == sheet
    assert known is not None


def test_a_manifest_of_the_first_format_is_read_and_moves_nobody(tmp_path: Path) -> None:
    """Its sheets have no edition, no version and no ledger; a build adds them, a reissue works, and format 2 is written."""
    out = tmp_path / "out"
    folder = built(out, ["a", "b", "c"]).folder
    new = files(folder)
    path = folder / "instructor/manifest.json"
    made_old(path)
    (folder / "instructor/issued.jsonl").unlink()
    assert reproduce(order(out), "a", out=tmp_path / "x").files[0].state == "no digest was kept"
    built(out, ["a", "b", "c"])
    after = files(folder)
    assert {name for name in new if after[name] != new[name]} <= {"instructor/manifest.json", "instructor/issued.jsonl"}
    assert manifest(out)["format"] == "problemgen-manifest/2"
    assert manifest(out)["editions"][0]["program"] == ""
    assert reproduce(order(out), "a", out=tmp_path / "x").same
    assert reissue(order(out), "a").sheet.version == 2


def made_old(path: Path) -> None:
    """Take out of a manifest what the first format did not have."""
    import json

    data = json.loads(path.read_bytes())
    data["format"] = "problemgen-manifest/1"
    del data["editions"]
    for sheet in data["students"].values():
        del sheet["edition"], sheet["version"]
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize("damage", [
    ('"edition": 0', '"edition": 7'), ('"edition": 0', '"edition": -1'), ('"version": 1', '"version": null'),
    ('"generator"', '"generators"'), ('"engines": {', '"engines": 3, "x": {'), ('"students": {', '"students": [], "x": {'),
])  # fmt: skip
def test_a_damaged_manifest_is_told(tmp_path: Path, damage: tuple[str, str]) -> None:
    built(tmp_path / "out", ["a"])
    path = tmp_path / "out/week1/instructor/manifest.json"
    path.write_text(path.read_text("utf-8").replace(*damage), "utf-8")
    with pytest.raises(ProblemgenError, match="the manifest is damaged"):
        read_manifest(path)


def test_a_manifest_is_what_was_written(tmp_path: Path) -> None:
    built(tmp_path / "out", ["a", "b"])
    done: Reissued = reissue(order(tmp_path / "out"), "a", reason="ü=„x“\u2028")
    path = tmp_path / "out/week1/instructor/manifest.json"
    read = read_manifest(path)
    assert read is not None
    assert manifest_bytes(read) == path.read_bytes()
    assert read.students["a"] == done.sheet


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_a_reissue_that_is_stopped_before_its_files_is_finished_by_a_build_and_not_by_a_second_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    """A second one would take back a sheet that nobody has seen, and the student would be at version 3."""
    out = tmp_path / "out"
    built(out, ["a", "b"])

    def stopped(*_: object) -> None:
        raise stop

    with monkeypatch.context() as patched:
        patched.setattr(reissuing, "_write", stopped)
        with pytest.raises(stop):
            reissue(order(out), "a")
    assert manifest(out)["students"]["a"]["version"] == 2
    with pytest.raises(ProblemgenError, match=r"a has version 2 already, but its files were never written: .* `problemgen build"):
        reissue(order(out), "a")
    built(out, ["a", "b"])
    assert reissue(order(out), "a").sheet.version == 3


def test_ctrl_c_in_a_reissue_says_to_build_and_not_to_run_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path / "out", ["a", "b"])

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reissuing, "_write", stopped)
    done = CliRunner().invoke(group, ["reissue", "a", "week1", "--bank", str(TINY), "--out", str(tmp_path / "out")])
    assert done.exit_code == 130
    assert "Stopped. Run `problemgen build week1`: it finishes what was begun." in done.stderr
    assert "same command" not in done.stderr


def test_a_manifest_that_is_older_than_its_ledger_is_told_by_everything_that_reads_it(tmp_path: Path) -> None:
    """As from a backup: a build would deal again what others have, a reissue would give out what was taken back."""
    out = tmp_path / "out"
    folder = built(out, ["a", "b"]).folder
    old = (folder / "instructor/manifest.json").read_bytes()
    reissue(order(out), "b")
    built(out, ["a", "b", "c", "d", "e", "f"])
    (folder / "instructor/manifest.json").write_bytes(old)
    before = files(out)
    runs = (lambda: built(out, ["a", "b", "c"]), lambda: reissue(order(out), "a"), lambda: reproduce(order(out), "a"))
    for run in runs:
        with pytest.raises(ProblemgenError, match=r"issued.jsonl: the manifest is older than this ledger: it does not know what "
                           r"b, c, d and 2 more got; restore manifest.json from a backup"):  # fmt: skip
            run()
    assert files(out) == before
    (folder / "instructor/manifest.json").unlink()
    with pytest.raises(ProblemgenError, match=r"the manifest is missing beside this ledger: it does not know what a, b, c and 3"):
        built(out, ["a", "b", "c"])
    (folder / "instructor/issued.jsonl").unlink()
    assert built(out, ["a", "b", "c"]).new == 3


def test_own_document_templates_are_asked_for_again(tmp_path: Path) -> None:
    """Else one student's new sheet would look unlike everybody's."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "worksheet.md.j2").write_text("{{ sheet.title }} of {{ sheet.student_name }}\n", "utf-8")
    folder = built(tmp_path / "out", ["a", "b"], formats=("md",), templates=own).folder
    with pytest.raises(ProblemgenError, match=r"a's sheet was made with your own document templates; name their folder with"):
        reissue(order(tmp_path / "out"), "a")
    reissue(order(tmp_path / "out", templates=own), "a")
    assert files(folder)["students/a/worksheet.md"] == b"Week 1 of Student a\n"


def test_where_a_new_sheet_cannot_be_made_nothing_is_issued(tmp_path: Path) -> None:
    """As with a document template of one's own that is broken by now, or on a machine without TeX."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "worksheet.md.j2").write_text("{{ sheet.title }}\n", "utf-8")
    folder = built(tmp_path / "out", ["a", "b"], formats=("md",), templates=own).folder
    before = files(folder)
    broken = own.rename(tmp_path / "broken")
    (broken / "worksheet.md.j2").write_text("{{ sheet.title\n", "utf-8")
    with pytest.raises(ProblemgenError, match=r"worksheet.md.j2"):
        reissue(order(tmp_path / "out", templates=broken), "a")
    assert files(folder) == before
