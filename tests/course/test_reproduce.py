"""A sheet is made again: the same bytes, or exactly what has changed. And what a build would do is told before it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from problemgen.cli import group
from problemgen.course import edition as editions
from problemgen.course import writing
from problemgen.course.build import plan
from problemgen.course.ledger import Ledger, Mark, Row
from problemgen.course.reproduce import DIFFERS, IDENTICAL, SAME_PAGES, Reproduced, reproduce
from problemgen.errors import ProblemgenError
from tests.banks import SMALL, TINY, copied, edit
from tests.course.class_of import built, class_list, files, ledger, manifest, order
from tests.programs import need

ALL = ("md", "tex", "pdf", "check", "page")


def states(done: Reproduced) -> dict[str, str]:
    return {each.name.split("/", 2)[2]: each.state for each in done.files}


def test_every_file_of_every_format_is_the_same(tmp_path: Path) -> None:
    folder = built(tmp_path / "out", ["a", "../x", "c"], formats=ALL).folder
    done = reproduce(order(tmp_path / "out"), "../x", out=tmp_path / "again")
    assert done.same
    assert (done.problems, done.causes, done.touched) == ((), (), ())
    place = done.sheet.folder
    for name, data in files(tmp_path / "again").items():
        where, _, rest = name.partition("/")
        assert (folder / where / place / rest).read_bytes() == data
    assert len(done.files) == 9


def test_the_files_of_a_build_are_not_touched(tmp_path: Path) -> None:
    folder = built(tmp_path / "out", ["a", "b"]).folder
    before = files(folder)
    done = reproduce(order(tmp_path / "out"), "a")
    after = files(folder)
    assert done.folder == folder / "reproduced/a-v1"
    assert {name: after[name] for name in before} == before
    assert {name for name in after if name not in before} == {f"reproduced/a-v1/{name}" for name in files(done.folder)}


def test_what_was_changed_on_the_disk_is_told_and_made_again(tmp_path: Path) -> None:
    folder = built(tmp_path / "out", ["a"]).folder
    (folder / "students/a/worksheet.md").write_text("another text")
    (folder / "instructor/a/key.json").unlink()
    done = reproduce(order(tmp_path / "out"), "a", out=tmp_path / "again")
    assert done.same
    assert done.touched == ("students/a/worksheet.md", "instructor/a/key.json")


BANK = "the bank's problems/force/value.yaml was changed"
HEAD = "the bank's bank.yaml was changed"
CHANGES: list[tuple[tuple[str, str, str], set[str], list[str], str]] = [
    (("problems/force/value.yaml", "What is the driving force?", "How large is the driving force?"),
     {"worksheet.md", "worksheet.tex", "key.md", "key.tex", "key.json", "check.py"}, [BANK],
     "1 force.value: the same values were drawn, but its text, its answers or their tolerances are other"),
    (("problems/force/value.yaml", "absolute: 0.5 mV", "absolute: 0.4 mV"), {"key.md", "key.tex", "key.json", "check.py"}, [BANK],
     "1 force.value: the same values were drawn, but its text, its answers or their tolerances are other"),
    (("problems/force/value.yaml", "choices: [-90, 50]", "choices: [-91, 51]"),
     {"worksheet.md", "worksheet.tex", "key.md", "key.tex", "key.json", "check.py"}, [BANK],
     r"1 force.value: E: (50|-90) mV then, "),
    (("bank.yaml", "It is $V", "It was $V"), {"key.json", "check.py"}, [HEAD], ""),
    (("assignments/week1.yaml", "title: Week 1", "title: Week One"),
     {"worksheet.md", "worksheet.tex", "key.md", "key.tex", "key.json", "check.py"},
     ["the bank's assignments/week1.yaml was changed"], ""),
    (("assignments/week1.yaml", "salt: tiny-tests", "salt: other"), {"check.py"},
     ["the salt of the assignment was changed", "the bank's assignments/week1.yaml was changed"], ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "differ", "causes", "problem"), CHANGES)
def test_what_changed_is_told_with_the_problem(
    tmp_path: Path, change: tuple[str, str, str], differ: set[str], causes: list[str], problem: str
) -> None:
    bank = copied(TINY, tmp_path)
    built(tmp_path / "out", ["a", "b"], bank)
    edit(bank, *change)
    done = reproduce(order(tmp_path / "out", bank), "a", out=tmp_path / "again")
    assert {name for name, state in states(done).items() if state == DIFFERS} >= differ - {"key.md", "key.tex"}
    assert set(states(done).values()) == {DIFFERS, IDENTICAL} or len(differ) == 6
    assert list(done.causes) == causes
    assert len(done.problems) == bool(problem)
    assert not problem or re.match(problem, done.problems[0])


def test_the_lines_that_differ_are_shown(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    built(tmp_path / "out", ["a", "b"], bank)
    edit(bank, "problems/force/value.yaml", "What is the driving force?", "How large is the driving force?")
    done = reproduce(order(tmp_path / "out", bank), "a", out=tmp_path / "again")
    lines = next(each.lines for each in done.files if each.name == "students/a/worksheet.md")
    assert any(line.startswith("-") and "What is the driving force?" in line for line in lines)
    assert any(line.startswith("+") and "How large is the driving force?" in line for line in lines)


def test_another_program_engine_or_document_template_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    frame = own / "worksheet.md.j2"
    frame.write_text("{{ sheet.title }} of {{ sheet.student_name }}\n", "utf-8")
    built(tmp_path / "out", ["a"], templates=own)
    assert reproduce(order(tmp_path / "out", templates=own), "a", out=tmp_path / "again").same
    own = tmp_path / "changed"
    own.mkdir()
    (own / "worksheet.md.j2").write_text("{{ sheet.title }}, {{ sheet.student_name }}\n", "utf-8")
    monkeypatch.setattr(editions, "_engines", lambda: {"typst": "9.9"})
    monkeypatch.setattr(editions, "program", lambda: "x")
    done = reproduce(order(tmp_path / "out", templates=own), "a", out=tmp_path / "again")
    assert states(done)["worksheet.md"] == DIFFERS
    assert "your document template worksheet.md.j2 was changed" in done.causes
    assert any(re.fullmatch(r"typst [\d.]+ then, 9.9 now", each) for each in done.causes)
    assert any("the code or the document templates of problemgen" in each for each in done.causes)
    monkeypatch.setattr(editions, "__version__", "99.0")
    assert any(each.endswith("then, 99.0 now") for each in reproduce(order(tmp_path / "out"), "a", out=tmp_path / "x").causes)


def test_what_makes_no_difference_is_not_told(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    built(tmp_path / "out", ["a"], bank)
    with (bank / "bank.yaml").open("a") as file:
        file.write("# a remark\n")
    done = reproduce(order(tmp_path / "out", bank), "a", out=tmp_path / "again")
    assert (done.same, done.causes) == (True, ())


@pytest.mark.parametrize(("file", "old", "new", "messages"), [
    ("assignments/week1.yaml", "[force.value]", "[force.value, force.value]",
     ["the assignment has other problems now: force.value then, force.value, force.value now",
      "since then: the bank's assignments/week1.yaml was changed"]),
    ("problems/force/value.yaml", "E: {choices: [-90, 50]}", "E: {choices: [-90]}", [""]),
])  # fmt: skip
def test_a_sheet_that_cannot_be_made_any_more_says_what_to_restore(
    tmp_path: Path, file: str, old: str, new: str, messages: list[str]
) -> None:
    bank = copied(TINY, tmp_path)
    ids = [f"s{n}" for n in range(12)]
    built(tmp_path / "out", ids, bank)
    edit(bank, file, old, new)
    last = max(ids, key=lambda id: manifest(tmp_path / "out")["students"][id]["problems"][0]["index"])
    with pytest.raises(ProblemgenError, match="this sheet cannot be made again from the bank as it is; restore") as caught:
        reproduce(order(tmp_path / "out", bank), last, out=tmp_path / "again")
    assert all(message in str(caught.value) for message in messages)


def test_a_problem_that_is_gone_is_told(tmp_path: Path) -> None:
    bank = copied(SMALL, tmp_path)
    built(tmp_path / "out", ["a"], bank)
    (bank / "problems/nernst/inside.yaml").unlink()
    edit(bank, "assignments/week1.yaml", "  - {template: nernst.inside, points: 6}\n", "")
    with pytest.raises(ProblemgenError, match=r"no template 'nernst.inside'") as caught:
        reproduce(order(tmp_path / "out", bank), "a", out=tmp_path / "again")
    assert "since then: the bank's assignments/week1.yaml was changed" in str(caught.value)


def test_only_versions_that_there_were_can_be_made_again(tmp_path: Path) -> None:
    built(tmp_path / "out", ["a"])
    with pytest.raises(ProblemgenError, match="no version 2; there are: 1"):
        reproduce(order(tmp_path / "out"), "a", 2)


def test_a_second_build_with_other_formats_adds_only_what_is_new(tmp_path: Path) -> None:
    built(tmp_path / "out", ["a"], formats=("md",))
    built(tmp_path / "out", ["a"], formats=("md", "check"))
    assert [sorted(name.rpartition("/")[2] for name in line["files"]) for line in ledger(tmp_path / "out")] == [
        ["key.md", "worksheet.md"], ["check.py", "key.json"],
    ]  # fmt: skip
    assert len(reproduce(order(tmp_path / "out"), "a", out=tmp_path / "again").files) == 4


def test_a_line_of_the_ledger_that_was_cut_short_is_written_again(tmp_path: Path) -> None:
    folder = built(tmp_path / "out", ["a", "b", "c"]).folder
    path = folder / "instructor/issued.jsonl"
    whole = path.read_bytes()
    for size in (0, 5, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        built(tmp_path / "out", ["a", "b", "c"])
        assert path.read_bytes() == whole


@pytest.mark.parametrize("damage", [b"x\n", b"{}\n", b"[]\n", b'{"student": 1, "version": "x", "edition": 0, "files": {}}\n',
                                    b"\xff\n", b"[" * 100_000 + b"\n"])  # fmt: skip
def test_a_file_that_is_no_ledger_is_never_written_to(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "issued.jsonl"
    path.write_bytes(damage)
    with pytest.raises(ProblemgenError, match="this is no ledger of issued files"), Ledger(path):
        pass
    assert path.read_bytes() == damage


def test_the_ledger_knows_what_was_written_last(tmp_path: Path) -> None:
    """A file that was changed, and changed back, has three lines; the last one counts."""
    for mark in ("x", "y", "x", "x"):
        with Ledger(tmp_path / "l") as open_:
            open_.enter(Row("e", 1, 0, {"students/e/é": mark, "instructor/e/g": "same"}))
    with Ledger(tmp_path / "l", writing=False) as open_:
        assert open_.last("e", 1) == {"students/e/é": Mark("x", 0), "instructor/e/g": Mark("same", 0)}
        assert len(list(open_.rows("e"))) == 3
        assert open_.last("e", 2) == {}


# --- before anything is written


def test_a_plan_says_who_is_new_kept_changed_and_gone_and_writes_nothing(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    folder = built(tmp_path / "out", ["a", "b", "c"], bank).folder
    before = files(folder)
    told = plan(order(tmp_path / "out", bank, roster=class_list(tmp_path, ["b", "c", "d", "e"])))
    assert (told.new, told.kept, told.changed, told.gone) == (("d", "e"), 2, (), ("a",))
    edit(bank, "assignments/week1.yaml", "[force.value]", "[force.value, force.value]")
    told = plan(order(tmp_path / "out", bank, roster=class_list(tmp_path, ["b", "c", "d", "e"])))
    assert (told.new, told.kept, told.changed) == (("d", "e"), 0, ("b", "c"))
    assert files(folder) == before
    plan(order(tmp_path / "elsewhere", bank, roster=class_list(tmp_path, ["a"])))
    assert not (tmp_path / "elsewhere").exists()


def test_a_problem_that_was_taken_out_and_put_back_is_the_same_for_everybody(tmp_path: Path) -> None:
    bank, out, ids = copied(SMALL, tmp_path), tmp_path / "out", ["a", "b"]
    built(out, ids, bank)
    before = manifest(out)["students"]
    line = "  - {template: nernst.inside, points: 6}\n"
    edit(bank, "assignments/week1.yaml", line, "")
    built(out, ids, bank, accept_changes=True)
    assert [len(each["problems"]) for each in manifest(out)["students"].values()] == [len(before["a"]["problems"]) - 1] * 2
    with (bank / "assignments/week1.yaml").open("a") as file:
        file.write(line)
    built(out, [*ids, "c"], bank)
    after = manifest(out)["students"]
    assert {id: after[id]["problems"] for id in ids} == {id: before[id]["problems"] for id in ids}
    assert after["a"]["earlier"][0]["reason"] == "the assignment was changed"


def run(*words: str) -> Any:
    return CliRunner().invoke(group, list(words))


def test_sharing_is_told_before_and_in_a_build_in_the_same_words_and_strict_refuses_it(tmp_path: Path) -> None:
    words = ["build", "week1", "--bank", str(TINY), "--out", str(tmp_path / "out"), "--formats", "md",
             "--roster", str(class_list(tmp_path, [f"s{n}" for n in range(30)]))]  # fmt: skip
    told = "force.value: 12 variants for 30 students; up to 3 students share one"
    before = run(*words, "--dry-run")
    assert f"warning: {told}" in before.stderr
    assert "30 sheets would be in" in before.stdout
    for more in ((), ("--dry-run",)):
        strict = run(*words, "--strict", *more)
        assert isinstance(strict.exception, ProblemgenError)
        assert f"{told}; nothing was issued" in str(strict.exception)
    assert not (tmp_path / "out/week1/students").exists()
    assert f"warning: {told}" in run(*words).stderr


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    built(tmp_path / "out", ["a", "b"])
    place = ["week1", "--bank", str(TINY)]
    done = run("reissue", "b", *place, "--out", str(tmp_path / "out"), "--reason", "lost")
    assert done.exit_code == 0, done.output
    assert "b (Student b) has version 2" in done.output
    assert re.search(r"1 force.value: .*V_m|E|ion", done.output)
    again = run("reproduce", "b", *place, "--from", str(tmp_path / "out"), "--out", str(tmp_path / "x"), "--version", "1")
    assert (again.exit_code, "Every file is the same, byte for byte." in again.output) == (0, True)
    words = ["reproduce", "b", *place, "--from", str(tmp_path / "out"), "--out", str(tmp_path / "x")]
    data = json.loads(run(*words, "--json").output)
    assert (data["same"], data["version"]) == (True, 2)
    (tmp_path / "out/week1/instructor/issued.jsonl").unlink()
    assert CliRunner().invoke(group, words, standalone_mode=False).return_value == 1


# --- TeX


def pictures(pdf: Path, to: Path) -> list[bytes]:
    """Give a picture of each page."""
    to.mkdir()
    subprocess.run([need("pdftoppm"), "-r", "70", str(pdf), str(to / "page")], check=True)
    return [path.read_bytes() for path in sorted(to.iterdir())]


def test_a_sheet_that_tex_set_with_others_shows_the_same_pages_alone(tmp_path: Path) -> None:
    """Which letters of a font are in a PDF depends on the sheets that TeX set with it: other bytes, the same pages."""
    need("pdflatex")
    out = tmp_path / "out"
    built(out, ["a", "b", "c"], SMALL, formats=("md", "pdf"), pdf_engine="tex")
    done = reproduce(order(out, SMALL), "b", out=tmp_path / "again")
    assert states(done) == {"worksheet.md": IDENTICAL, "worksheet.pdf": SAME_PAGES, "key.md": IDENTICAL, "key.pdf": SAME_PAGES}
    assert (done.same, done.causes) == (True, ())
    for place, name in (("students", "worksheet.pdf"), ("instructor", "key.pdf")):
        issued, again = out / "week1" / place / "b" / name, tmp_path / "again" / place / name
        assert issued.read_bytes() != again.read_bytes()
        assert pictures(issued, tmp_path / f"{name}1") == pictures(again, tmp_path / f"{name}2")


def test_another_tex_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("pdflatex")
    out = tmp_path / "out"
    built(out, ["a", "b"], formats=("pdf",), pdf_engine="tex")
    for module in (editions, writing):
        monkeypatch.setattr(module, "tex_version", lambda: "pdfTeX 9")
    done = reproduce(order(out), "b", out=tmp_path / "again")
    assert set(states(done).values()) == {DIFFERS}
    assert any(re.fullmatch(r"TeX pdfTeX .* then, pdfTeX 9 now", each) for each in done.causes)


def test_a_late_student_changes_no_page_of_others_that_tex_set(tmp_path: Path) -> None:
    """The bytes of PDFs that are set together with a new one may change: that is no change that a build must warn of."""
    need("pdflatex")
    built(tmp_path / "out", ["b", "c"], formats=("pdf",), pdf_engine="tex")
    assert built(tmp_path / "out", ["a", "b", "c"], formats=("pdf",), pdf_engine="tex").words == ()


# --- what bytes depend on besides


@pytest.mark.parametrize(("name", "said"), [
    ("Python", "Python 2.7 then, "), ("zlib", "zlib 2.7 then, "), ("typst", "typst 2.7 then, "), ("jinja2", "jinja2 2.7 then, "),
    ("fonts", "this machine has other fonts"), ("lab-extras", "lab-extras 2.7 then, none now"),
])  # fmt: skip
def test_what_bytes_depend_on_is_recorded_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    """Python and its zlib deflate the page; letters that Typst's fonts lack come from the machine's; packages bring drawings."""
    now = editions._engines()
    with monkeypatch.context() as patched:
        patched.setattr(editions, "_engines", lambda: {**now, name: "2.7"})
        built(tmp_path / "out", ["a"], formats=("md",))
    path = tmp_path / "out/week1/instructor/issued.jsonl"
    path.write_text(re.sub("[0-9a-f]{64}", "0" * 64, path.read_text("utf-8")), "utf-8")  # as other bytes were made then
    done = reproduce(order(tmp_path / "out"), "a", out=tmp_path / "again")
    assert [cause.startswith(said) for cause in done.causes] == [True]
