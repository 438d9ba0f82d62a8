"""Whatever stops a grading, nothing is half-written, and running it again gives what an undisturbed one would have given."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from problemgen.course.folder import locked
from problemgen.document import pdf
from problemgen.errors import ProblemgenError
from tests.course.class_of import built, files
from tests.course.test_trust import children, finished, kill_alone_or_all, leftovers, mounted, started
from tests.grading.conftest import Class, make, mark_of

SEED = int(os.environ.get("PROBLEMGEN_SEED") or random.randrange(10**9))
RNG = random.Random(SEED)
HEAD = "student,question,response"
IDS = [f"s{n:03}" for n in range(24)]
KILLS = 6  # one after the other


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that was built, and its answers, a few of them nobody's."""
    folder = tmp_path_factory.mktemp("course")
    built(folder / "out", IDS, formats=("md",))
    rows = "".join(f"{id},1a,{n} mV\n{id},1b,{'in' if n % 2 else 'out'}\n" for n, id in enumerate([*IDS, "nobody"]))
    (folder / "answers.csv").write_text(f"{HEAD}\n{rows}", "utf-8")
    return folder


def words(course: Path, out: Path, workers: int, *more: str) -> list[str]:
    bank = Path(__file__).parents[1] / "data/banks/tiny"
    return [sys.executable, "-m", "problemgen", "grade", str(course / "out/week1/instructor"), str(course / "answers.csv"),
            "--bank", str(bank), "--out", str(out), "--workers", str(workers), *more]  # fmt: skip


@pytest.fixture(scope="module")
def undisturbed(course: Path) -> tuple[dict[str, bytes], float]:
    """What a grading gives that nobody disturbs, and how long it takes."""
    begun = time.monotonic()
    finished(words(course, course / "whole", 1))
    return files(course / "whole"), time.monotonic() - begun


def nothing_is_torn(folder: Path, whole: dict[str, bytes]) -> None:
    for name, data in files(folder).items():
        assert ".tmp" in name or data == whole[name], f"seed {SEED}: {name}"


@pytest.mark.parametrize("turn", range(8))
def test_a_grading_that_is_killed_at_any_moment_is_finished_by_running_it_again(
    tmp_path: Path, turn: int, course: Path, undisturbed: tuple[dict[str, bytes], float]
) -> None:
    """Six kills one after the other, of the run alone or with its workers, then a run to the end: the same bytes."""
    whole, length = undisturbed
    out, workers = tmp_path / "grades", 1 + turn % 2
    for _ in range(KILLS):
        kill_alone_or_all(started(words(course, out, workers)), RNG.uniform(0.2, 1.1) * length, RNG)
        nothing_is_torn(out, whole)
    finished(words(course, out, workers))
    assert files(out) == whole, f"seed {SEED}"
    assert leftovers(out) == []


def test_a_killed_process_costs_nothing(tmp_path: Path, course: Path, undisturbed: tuple[dict[str, bytes], float]) -> None:
    """Its students are graded again, with a word; the files are the same."""
    if not Path("/proc/self/task").exists():
        pytest.skip("finding the workers of a process needs /proc")
    process = started(words(course, tmp_path / "grades", 2))
    while process.poll() is None and not list((tmp_path / "grades").rglob("feedback.pdf")):
        time.sleep(0.01)
    for pid in children(process.pid)[:1]:
        os.kill(pid, signal.SIGKILL)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "a process was killed" in said
    assert {name: data for name, data in files(tmp_path / "grades").items() if ".tmp" not in name} == undisturbed[0]


def answered(small: Class) -> Path:
    rows = "".join(f"{id},1a,{n} mV\n{id},1b,out\n" for n, id in enumerate(small.manifest.students))
    return small.file(f"{HEAD}\n{rows}", "answers.csv")


def test_feedback_that_is_done_is_not_made_again(small: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second grading makes only the PDFs that are missing, were changed, or would be others; all bytes are the same."""
    folder = small.grade(answered(small), feedback=("md", "pdf")).folder
    whole = files(folder)
    made = []
    real = pdf.pdf
    monkeypatch.setattr("problemgen.course.gradefeedback.pdf", lambda text, name: made.append(text) or real(text, name))
    small.grade(answered(small), feedback=("md", "pdf"))
    assert (made, files(folder)) == ([], whole)
    sheet = folder / "feedback/s0001/feedback.pdf"
    for damaged in (b"", sheet.read_bytes()[:-300], sheet.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.4"), b"spoilt"):
        made.clear()
        sheet.write_bytes(damaged)
        small.grade(answered(small), feedback=("md", "pdf"))
        assert (len(made), files(folder) == whole) == (1, True)
    made.clear()
    small.grade(answered(small), small.file(f"{HEAD}\ns0003,1a,2.5 mV\n", "b.csv"), feedback=("md", "pdf"))
    assert len(made) == 1


def test_a_stamped_pdf_is_read_by_others(small: Class) -> None:
    """Its comment stands where the format allows one."""
    pikepdf = pytest.importorskip("pikepdf")
    folder = small.grade(answered(small), feedback=("pdf",)).folder
    with pikepdf.open(folder / "feedback/s0001/feedback.pdf") as document:
        assert len(document.pages) == 1
        assert document.check_pdf_syntax() == []


def test_a_disk_that_is_full_at_any_moment_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever file it is that cannot be finished, what is there is whole, and with room again grading ends as it would have."""
    small = make(tmp_path)
    whole = files(small.grade(answered(small), feedback=("md",), out=tmp_path / "whole").folder)
    replace = Path.replace
    for calls in range(len(whole) + 1):
        left = [calls]

        def until_full(path: Path, to: Path, left: list[int] = left) -> Path:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return replace(path, to)

        out = tmp_path / f"grades{calls}"
        monkeypatch.setattr(Path, "replace", until_full)
        if calls < len(whole):
            with pytest.raises(ProblemgenError, match="No space left on device; mend that and run the same command again"):
                small.grade(answered(small), feedback=("md",), out=out)
        monkeypatch.undo()
        nothing_is_torn(out, whole)
        assert leftovers(out) == []
        assert files(small.grade(answered(small), feedback=("md",), out=out).folder) == whole


def test_a_small_disk_that_is_full_is_one_line_and_loses_nothing(tmp_path: Path, course: Path) -> None:
    with mounted(tmp_path / "disk", "-o", "size=300k") as disk:
        done = subprocess.run(words(course, disk / "grades", 2), capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "No space left on device; mend that and run the same command again" in done.stderr
        assert "Traceback" not in done.stderr
        assert leftovers(disk) == []


def test_no_room_for_the_answers_themselves_is_one_line(tmp_path: Path, course: Path) -> None:
    """They wait in the folder for temporary files while they are sorted."""
    many = tmp_path / "many.csv"
    many.write_text(f"{HEAD}\n" + "".join(f"s001,1a,{n} mV {'x' * 900}\n" for n in range(9_000)), "utf-8")
    with mounted(tmp_path / "disk", "-o", "size=1m") as disk:
        command = [str(many) if each.endswith("answers.csv") else each for each in words(course, tmp_path / "grades", 1)]
        env = {**os.environ, "SQLITE_TMPDIR": str(disk)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 1
    assert "no room to put answers aside" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_disk_that_can_only_be_read_is_one_line(tmp_path: Path, course: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = subprocess.run(words(course, disk / "grades", 1), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Read-only file system; mend that and run the same command again" in done.stderr


def test_two_gradings_at_once_on_one_folder_end_well(
    tmp_path: Path, course: Path, undisturbed: tuple[dict[str, bytes], float]
) -> None:
    """One waits for the other or says so; the files are those of one."""
    both = [started(words(course, tmp_path / "grades", 1)) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert sorted(process.returncode for process in both) in ([0, 0], [0, 1])
    for process, text in zip(both, said, strict=True):
        assert process.returncode == 0 or "another problemgen is writing this folder" in text
        assert "Traceback" not in text
    assert files(tmp_path / "grades") == undisturbed[0]


def test_the_second_of_two_runs_says_so_and_changes_nothing(small: Class) -> None:
    folder = small.grade(answered(small)).folder
    before = files(folder)
    with locked(folder / ".lock"), pytest.raises(ProblemgenError, match="another problemgen is writing this folder"):
        small.grade(f"{HEAD}\ns0001,1a,3 mV\n")
    assert files(folder) == before


def test_a_manifest_in_another_form_is_graded_as_well(small: Class) -> None:
    """Printed nicely by somebody, on one line, or with other line ends: nothing depends on how it is written."""
    import json

    path = small.folder / "manifest.json"
    data = json.loads(path.read_bytes())
    whole = files(small.grade(answered(small)).folder)
    texts = (json.dumps(data, indent=2), json.dumps(data), path.read_text("utf-8").replace("\n", "\r\n"))
    for text in texts:
        path.write_bytes(text.encode())
        assert files(small.grade(answered(small)).folder) == whole
    grades = small.folder / "grades/grades.json"
    grades.write_text(json.dumps(json.loads(grades.read_bytes()), indent=1), "utf-8")
    graded = small.grade(answered(small))
    assert not graded.changes
    assert mark_of(graded, "s0001", "1b").text == "out"
