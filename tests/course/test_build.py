"""The main job: what is written where, and that it is the same every time."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from problemgen.checker import check, read_key
from problemgen.course.build import Order, build
from problemgen.course.folder import locked
from problemgen.errors import ProblemgenError
from tests.banks import SMALL, TINY, copied, edit
from tests.programs import need

TEXTS = ("md", "tex", "check")
ROOT = Path(__file__).parents[2]


def built(bank: Path, out: Path, formats: tuple[str, ...] = TEXTS, **more: Any) -> Path:
    return build(Order(assignment="week1", bank=str(bank), out=out, formats=formats, **more)).folder


def files(folder: Path) -> dict[str, bytes]:
    """Give every file of an output folder; the lock is no result, nor is what Python keeps of a checker that a test ran."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if not path.name.endswith((".lock", ".pyc"))}


def class_list(folder: Path, ids: list[str]) -> Path:
    path = folder / "class.csv"
    path.write_text("id,name\n" + "".join(f"{id},Student {id}\n" for id in ids), encoding="utf-8")
    return path


def command(bank: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "problemgen", "build", "week1", "--bank", str(bank), "--out", str(out), *more]


def run(bank: Path, out: Path, *more: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(bank, out, *more), capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def week1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bank's problem set for its class of hostile ids, in every format."""
    return built(SMALL, tmp_path_factory.mktemp("out"), ("md", "tex", "pdf", "check"))


def test_files_stand_where_they_were_promised(week1: Path) -> None:
    folders = {"s001", "s002", "x-9cdf6a50", "student-f0443a34"}
    expected = {f"students/{each}/{name}" for each in folders
                for name in ("worksheet.md", "worksheet.tex", "worksheet.pdf", "check.py")}  # fmt: skip
    expected |= {f"instructor/{each}/{name}" for each in folders for name in ("key.md", "key.tex", "key.pdf", "key.json")}
    assert set(files(week1)) == expected | {"instructor/manifest.json", "instructor/answers.csv", "instructor/issued.jsonl"}


def test_nothing_a_student_gets_holds_an_answer_in_the_clear(week1: Path) -> None:
    for key_file in week1.glob("instructor/*/key.json"):
        key = json.loads(key_file.read_bytes())
        student = week1 / "students" / key_file.parent.name
        page = "".join((student / f"worksheet.{format}").read_text("utf-8") for format in ("md", "tex"))
        checker = (student / "check.py").read_text("utf-8")
        secrets = 0
        for entry in key["parts"].values():
            messages = [wrong["message"] for wrong in entry.get("mistakes", [])]
            messages += [each["message"] for each in entry.get("options", []) if isinstance(each, dict) and "message" in each]
            assert not any(message and message in page + checker for message in messages)
            secrets += len(messages)
            for value in (each["value"] for each in (entry, *entry.get("mistakes", [])) if "value" in each):
                figures = re.sub(r"\D", "", f"{value:.6e}".partition("e")[0])[:5]
                if figures.rstrip("0") != figures or len(set(figures)) < 3:
                    continue  # too plain a number to be told from others
                assert figures not in re.sub(r"[.\s]", "", page + checker)
                secrets += 1
        assert secrets > 5


def test_the_checker_of_a_student_judges_that_students_key(week1: Path) -> None:
    key_file = week1 / "instructor/s001/key.json"
    key = json.loads(key_file.read_bytes())
    name, entry = next((name, entry) for name, entry in key["parts"].items() if entry["kind"] == "quantity")
    answer = f"{entry['value']} {entry['unit']}"
    assert check(read_key(key), name, answer).verdict == "CORRECT"
    probe = "import check, json, sys; print(check.check(sys.argv[1], sys.argv[2]).verdict)"
    words = [sys.executable, "-c", probe, name, answer]
    done = subprocess.run(words, cwd=week1 / "students/s001", capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "CORRECT", done.stderr


def test_two_builds_give_the_same_bytes(tmp_path: Path, week1: Path) -> None:
    assert files(built(SMALL, tmp_path, ("md", "tex", "pdf", "check"))) == files(week1)


def test_one_and_two_workers_give_the_same_bytes(tmp_path: Path) -> None:
    roster = class_list(tmp_path, [f"s{n:03}" for n in range(20)])
    one, two = (built(TINY, tmp_path / str(workers), roster=roster, workers=workers) for workers in (1, 2))
    assert files(one) == files(two)
    assert len(files(one)) == 20 * 6 + 3


def test_building_again_into_the_same_folder_touches_no_sheet(tmp_path: Path) -> None:
    folder = built(SMALL, tmp_path)
    before, times = files(folder), {path: path.stat().st_mtime_ns for path in folder.rglob("*/*/*") if path.is_file()}
    assert files(built(SMALL, tmp_path)) == before
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*/*/*") if path.is_file()} == times


def test_a_student_who_comes_later_changes_nobody(tmp_path: Path) -> None:
    folder = built(TINY, tmp_path / "out", roster=class_list(tmp_path, ["b", "d", "f"]))
    before = {name: data for name, data in files(folder).items() if name.count("/") == 2}
    built(TINY, tmp_path / "out", roster=class_list(tmp_path, ["a", "b", "c", "d", "e", "f"]))
    after = files(folder)
    assert {name: after[name] for name in before} == before
    assert len(after) == 6 * 6 + 3


def test_a_student_who_leaves_keeps_their_place(tmp_path: Path) -> None:
    built(TINY, tmp_path / "out", roster=class_list(tmp_path, ["a", "b", "c"]))
    folder = built(TINY, tmp_path / "out", roster=class_list(tmp_path, ["c"]))
    assert set(json.loads((folder / "instructor/manifest.json").read_bytes())["students"]) == {"a", "b", "c"}


def test_a_changed_bank_is_reported_before_anything_is_written(tmp_path: Path) -> None:
    bank, roster = copied(TINY, tmp_path), class_list(tmp_path, ["a", "b", "c"])
    folder = built(bank, tmp_path / "out", roster=roster)
    before = files(folder)
    edit(bank, "problems/force/value.yaml", "What is the driving force?", "What is the driving force, please?")
    with pytest.raises(ProblemgenError, match=r"force.value was changed after it was issued to 3 students"):
        built(bank, tmp_path / "out", roster=roster)
    assert files(folder) == before
    built(bank, tmp_path / "out", roster=roster, accept_changes=True)
    after = files(folder)
    assert b"please" in after["students/a/worksheet.md"]
    assert files(built(bank, tmp_path / "out", roster=roster)) == after


def test_accepting_changes_keeps_everybodys_place_where_it_still_is_one(tmp_path: Path) -> None:
    bank, roster = copied(TINY, tmp_path), class_list(tmp_path, ["a", "b", "c"])
    folder = built(bank, tmp_path / "out", roster=roster)
    issued = json.loads((folder / "instructor/manifest.json").read_bytes())["students"]
    edit(bank, "problems/force/value.yaml", "decimals: 1, tolerance", "decimals: 2, tolerance")
    built(bank, tmp_path / "out", roster=roster, accept_changes=True)
    again = json.loads((folder / "instructor/manifest.json").read_bytes())["students"]
    assert {id: each["problems"][0]["index"] for id, each in again.items()} == {
        id: each["problems"][0]["index"] for id, each in issued.items()
    }


@pytest.mark.parametrize(("old", "new", "message"), [
    ("salt: tiny-tests", "salt: other-salt", "the salt was changed after sheets were issued"),
    ("title: Week 1", "title: Week One", ""),
])  # fmt: skip
def test_a_changed_salt_is_refused_and_a_changed_title_is_not(tmp_path: Path, old: str, new: str, message: str) -> None:
    bank, roster = copied(TINY, tmp_path), class_list(tmp_path, ["a"])
    built(bank, tmp_path / "out", roster=roster)
    edit(bank, "assignments/week1.yaml", old, new)
    if message:
        with pytest.raises(ProblemgenError, match=message):
            built(bank, tmp_path / "out", roster=roster)
    else:
        assert b"Week One" in files(built(bank, tmp_path / "out", roster=roster))["students/a/worksheet.md"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"format": "problemgen-manifest/1"}', b"\xff", b"null"])
def test_a_damaged_manifest_is_never_overwritten(tmp_path: Path, damage: bytes) -> None:
    roster = class_list(tmp_path, ["a"])
    manifest = built(TINY, tmp_path / "out", roster=roster) / "instructor/manifest.json"
    manifest.write_bytes(damage)
    with pytest.raises(ProblemgenError, match=r"manifest.json(:\d+:\d+)?: .*manifest"):
        built(TINY, tmp_path / "out", roster=roster)
    assert manifest.read_bytes() == damage


def test_more_students_than_variants_is_told_with_the_figures(tmp_path: Path) -> None:
    done = run(TINY, tmp_path / "out", "--roster", str(class_list(tmp_path, [f"s{n}" for n in range(30)])), "--formats", "md")
    assert done.returncode == 0
    assert "warning: force.value: 12 variants for 30 students; up to 3 students share one" in done.stderr


STOPS = {"kill -9": (signal.SIGKILL, (0.1, 0.4, 0.8)), "Ctrl-C": (signal.SIGINT, (0.3,)), "kill": (signal.SIGTERM, (0.3,))}


@pytest.mark.parametrize("stop", STOPS)
def test_a_stopped_build_is_finished_by_running_it_again(tmp_path: Path, stop: str) -> None:
    """Stopped when a share of the sheets is there, again and again, then run to its end: the same bytes, and no leftovers."""
    kill, moments = STOPS[stop]
    roster = class_list(tmp_path, [f"s{n:03}" for n in range(60)])
    order = command(TINY, tmp_path / "two", "--roster", str(roster), "--formats", "md,tex,check", "--workers", "1")
    undisturbed = files(built(TINY, tmp_path / "one", roster=roster, workers=1))
    for share in moments:
        process = subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and len(list((tmp_path / "two").rglob("worksheet.md"))) < share * 60:
            time.sleep(0.005)
        process.send_signal(kill)
        _, said = process.communicate(timeout=30)
        assert process.returncode in ({signal.SIGINT: 130}.get(kill, -kill), 0)
        assert "Traceback" not in said
    assert files(built(TINY, tmp_path / "two", roster=roster, workers=1)) == undisturbed
    assert [path.name for path in (tmp_path / "two").rglob("*") if ".tmp" in path.name] == []


def listening_to_ctrl_c() -> None:
    """A shell's background jobs ignore Ctrl-C, and so would their children: tests may be run in one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_with_workers_ends_them_too(tmp_path: Path) -> None:
    roster = class_list(tmp_path, [f"s{n:03}" for n in range(400)])
    process = subprocess.Popen(command(TINY, tmp_path / "out", "--roster", str(roster), "--formats", "md,pdf", "--workers", "2"),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
                               preexec_fn=listening_to_ctrl_c)  # fmt: skip
    while process.poll() is None and not list((tmp_path / "out").rglob("worksheet.md")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Stopped. Run the same command again" in said
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_two_builds_at_once_do_not_meet(tmp_path: Path) -> None:
    folder = built(TINY, tmp_path / "out", roster=(roster := class_list(tmp_path, ["a"])))
    with locked(folder / ".lock"):
        done = run(TINY, tmp_path / "out", "--roster", str(roster))
    assert (done.returncode, "another problemgen is writing this folder; wait until it is done" in done.stderr) == (1, True)
    assert run(TINY, tmp_path / "out", "--roster", str(roster)).returncode == 0


def test_a_full_disk_is_one_line_and_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = class_list(tmp_path, [f"s{n}" for n in range(5)])
    complete = files(built(TINY, tmp_path / "one", roster=roster))
    write, left = Path.write_bytes, [9]

    def until_full(path: Path, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            write(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", until_full)
    with pytest.raises(ProblemgenError, match="No space left on device; mend that and run the same command again") as caught:
        built(TINY, tmp_path / "two", roster=roster)
    assert len(str(caught.value).splitlines()) == 1
    monkeypatch.undo()
    half = files(tmp_path / "two/week1")
    ledger = half.pop("instructor/issued.jsonl")  # grows by a line a sheet
    assert complete["instructor/issued.jsonl"].startswith(ledger)
    assert all(complete[name] == data for name, data in half.items())
    assert files(built(TINY, tmp_path / "two", roster=roster)) == complete


def test_a_limit_on_the_size_of_files_is_one_line(tmp_path: Path) -> None:
    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))

    done = run(TINY, tmp_path / "out", "--roster", str(class_list(tmp_path, ["a", "b"])), preexec_fn=small_files)
    assert done.returncode == 1
    assert "File too large; mend that and run the same command again" in done.stderr
    assert "Traceback" not in done.stderr
    assert all(path.stat().st_size <= 700 and ".tmp" not in path.name for path in (tmp_path / "out").rglob("*") if path.is_file())


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/week1").write_text("a file where the folder should be")
    for out in (tmp_path / "file/out", tmp_path / "out", Path("/proc/problemgen")):
        done = run(TINY, out, "--roster", str(class_list(tmp_path, ["a"])))
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert "mend that and run the same command again" in done.stderr


def test_the_overview_is_safe_to_open_in_a_spreadsheet(week1: Path) -> None:
    text = (week1 / "instructor/answers.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    at = rows[0].index("name")
    assert {row[at] for row in rows[1:]} == {"Student 01", "Student 02", "'=cmd()|x", "\\input{/etc/passwd} #set"}
    for row in rows[1:]:
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or re.fullmatch(r"-[0-9.e-]+", cell)


def test_the_overview_holds_the_key_of_every_part(week1: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((week1 / "instructor/answers.csv").read_text("utf-8-sig"))))
    parts = {key_file.parent.name: json.loads(key_file.read_bytes())["parts"] for key_file in week1.glob("instructor/*/key.json")}
    assert len(rows) == sum(map(len, parts.values()))
    for row in rows:
        if row["student"] == "s001" and "value" in parts["s001"][row["part"]]:
            value = parts["s001"][row["part"]]["value"]
            assert float(row["low"]) <= value <= float(row["high"])
            assert float(row["answer"]) == pytest.approx(value, rel=0.02)


def test_a_pdf_is_a_pdf_and_holds_the_name(week1: Path) -> None:
    for path in week1.rglob("*.pdf"):
        assert path.read_bytes().startswith(b"%PDF-")
    pdftotext = need("pdftotext")
    words = [pdftotext, str(week1 / "students/student-f0443a34/worksheet.pdf"), "-"]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "\\input{/etc/passwd} #set" in " ".join(text.split())
    assert "Week 1 problem set" in text


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_the_latex_of_a_hostile_student_compiles(week1: Path, tmp_path: Path, engine: str) -> None:
    program = need(engine)
    for name in ("students/student-f0443a34/worksheet.tex", "instructor/student-f0443a34/key.tex"):
        done = subprocess.run([program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", str(week1 / name)],
                              cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:]
        assert "root:" not in done.stdout


@pytest.mark.parametrize(("more", "message"), [
    ({"formats": ("md", "doc")}, "no format 'doc'; there are: "),
    ({"formats": ()}, "no format asked; there are: "),
    ({"roster": Path("none.csv")}, "none.csv: the class list cannot be read: No such file or directory"),
    ({}, "the assignment 'week1' names no class list; give one with --roster LIST.csv"),
])  # fmt: skip
def test_an_order_that_cannot_be_built_says_why(tmp_path: Path, more: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemgenError, match=re.escape(message)):
        built(TINY, tmp_path / "out", **more)
    assert not (tmp_path / "out").exists()
