"""Whatever stops a run, nothing is lost and nothing is half-written: killed, out of room, locked out, its folder gone."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from problemgen.course.build import build
from problemgen.course.folder import locked
from problemgen.course.manifest import read_manifest
from problemgen.course.reissue import reissue
from problemgen.errors import ProblemgenError
from problemgen.files import remove_old_leftovers, scratch_folder, write_whole, written_whole
from tests.banks import SMALL, TINY
from tests.course.class_of import built, class_list, files, manifest, order

KILLS = 40
SEED = int(os.environ.get("PROBLEMGEN_SEED") or random.randrange(10**9))
RNG = random.Random(SEED)
CLASS = [f"s{n:03}" for n in range(20)]
FORMATS = ("md,check", "md,tex,pdf", "md,tex,check,page")


def words(out: Path, formats: str, workers: int) -> list[str]:
    roster = out.parent / "class20.csv"
    if not roster.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        class_list(out.parent, CLASS)
    return [sys.executable, "-m", "problemgen", "build", "week1", "--bank", str(TINY), "--out", str(out), "--roster", str(roster),
            "--formats", formats, "--workers", str(workers)]  # fmt: skip


def started(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)


def finished(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"seed {SEED}: {done.stderr}"


def children(pid: int) -> list[int]:
    """List the processes that a process has started."""
    with contextlib.suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill_alone_or_all(process: subprocess.Popen[str], after: float, rng: random.Random) -> None:
    """Kill a run after some seconds: it alone, or its workers with it."""
    time.sleep(after)
    if rng.random() < 0.5:
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)  # ends when no worker holds the pipe any more


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if ".tmp" in path.name]


def nothing_is_torn(folder: Path, whole: dict[str, bytes]) -> None:
    """Every file is there as it will be at the end, or not at all; the ledger and the overview grow by whole lines."""
    for name, data in files(folder).items():
        if ".tmp" in name:
            continue
        if name.endswith("issued.jsonl"):
            assert whole[name].startswith(data), f"seed {SEED}: {name}"
        else:
            assert data == whole[name], f"seed {SEED}: {name}"


Whole = Mapping[str, tuple[dict[str, bytes], float]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """What a build gives that nobody disturbs, by formats, and how long it takes."""
    found = {}
    for formats in FORMATS:
        out = tmp_path_factory.mktemp("whole") / "out"
        start = time.monotonic()
        finished(words(out, formats, 1))
        found[formats] = files(out), time.monotonic() - start
    return found


@pytest.mark.parametrize("turn", range(10))
def test_a_build_that_is_killed_at_any_moment_is_finished_by_running_it_again(
    tmp_path: Path, turn: int, undisturbed: Whole
) -> None:
    """Four kills one after the other, of the run alone or with its workers, then a run to the end: the same bytes."""
    formats, workers = FORMATS[turn % len(FORMATS)], 1 + turn % 2
    whole, length = undisturbed[formats]
    out = tmp_path / "out"
    for _ in range(KILLS // 10):
        kill_alone_or_all(started(words(out, formats, workers)), RNG.uniform(0.1, 1.1) * length, RNG)
        nothing_is_torn(out, whole)
    finished(words(out, formats, workers))
    assert files(out) == whole, f"seed {SEED}"
    assert leftovers(out) == []


@pytest.mark.parametrize("turn", range(3))
def test_a_killed_worker_costs_nothing(
    tmp_path: Path, turn: int, undisturbed: Whole
) -> None:
    """The sheets it had are made again, or the run ends with a clear word; it never waits for ever."""
    if not Path("/proc/self/task").exists():
        pytest.skip("finding the workers of a process needs /proc")
    whole, _ = undisturbed["md,tex,pdf"]
    process = started(words(tmp_path / "out", "md,tex,pdf", 2))
    while process.poll() is None and len(list((tmp_path / "out").rglob("worksheet.pdf"))) < 8 * turn + 1:
        time.sleep(0.01)
    for pid in children(process.pid)[:1]:
        os.kill(pid, signal.SIGKILL)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert {name: data for name, data in files(tmp_path / "out").items() if ".tmp" not in name} == whole
    finished(words(tmp_path / "out", "md,tex,pdf", 2))
    assert files(tmp_path / "out") == whole


def test_the_workers_of_a_killed_run_end_with_it(tmp_path: Path) -> None:
    """So their lock is free at once, and a stale lock file is no obstacle."""
    process = started(words(tmp_path / "out", "md,tex,pdf", 2))
    while process.poll() is None and not list((tmp_path / "out").rglob("worksheet.pdf")):
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=30)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.02)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert (tmp_path / "out/week1/.lock").exists()
    finished(words(tmp_path / "out", "md,tex,pdf", 2))


@pytest.mark.parametrize("format", ["moodle", "canvas", "qti3", "brightspace"])
def test_an_export_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path, format: str) -> None:
    suffix = {"moodle": ".xml", "brightspace": ".csv"}.get(format, ".zip")
    path = tmp_path / f"week1{suffix}"
    command = [sys.executable, "-m", "problemgen", "export", format, "week1", "--bank", str(SMALL), "--out", str(path),
               "--variants", "40"]  # fmt: skip
    start = time.monotonic()
    finished(command)
    whole, length = path.read_bytes(), time.monotonic() - start
    path.write_bytes(b"the old one")
    for _ in range(4):
        process = started(command)
        time.sleep(RNG.uniform(0.3, 1.0) * length)
        process.kill()
        process.communicate(timeout=30)
        assert path.read_bytes() in (b"the old one", whole), f"seed {SEED}"
    finished(command)
    assert path.read_bytes() == whole
    assert leftovers(tmp_path) == []


def test_grading_that_is_killed_is_finished_by_running_it_again(tmp_path: Path) -> None:
    ids = CLASS[:10]
    built(tmp_path / "out", ids, formats=("md", "check"))
    answers = tmp_path / "answers.csv"
    answers.write_text("student,1a,1b\n" + "".join(f"{id},{n} mV,in\n" for n, id in enumerate(ids)), "utf-8")
    issued = str(tmp_path / "out/week1/instructor")
    start = [sys.executable, "-m", "problemgen", "grade", issued, str(answers), "--bank", str(TINY)]
    begun = time.monotonic()
    finished([*start, "--out", str(tmp_path / "whole")])
    whole, length = files(tmp_path / "whole"), time.monotonic() - begun
    for _ in range(6):
        process = started([*start, "--out", str(tmp_path / "grades")])
        time.sleep(RNG.uniform(0.3, 1.0) * length)
        process.kill()
        process.communicate(timeout=30)
    finished([*start, "--out", str(tmp_path / "grades")])
    after = files(tmp_path / "grades")
    assert {name: data for name, data in after.items() if name in whole} == whole, f"seed {SEED}"
    assert leftovers(tmp_path / "grades") == []


# --- the manifest


WRITER = """
import sys
from pathlib import Path
from problemgen.course.folder import write_durably
path = Path(sys.argv[1])
n = 0
while True:
    n += 1
    write_durably(path, b"%d\\n" % n * 20_000)
    print(n, flush=True)
"""


def test_a_manifest_is_the_old_one_or_the_new_one_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    for _ in range(15):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(RNG.uniform(0, 0.03))
        process.kill()
        said = process.stdout.read().split()
        process.wait()
        lines = set(path.read_bytes().split())
        assert len(lines) == 1, f"seed {SEED}"
        assert int(lines.pop()) >= int(said[-1] if said else 1)


def test_a_manifest_is_forced_to_the_disk_before_and_after_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content first, then the name: a power cut in between leaves the old one."""
    seen = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda file: (seen.append(str(Path(f"/proc/self/fd/{file}").readlink())), sync(file))[1])
    monkeypatch.setattr(Path, "replace", lambda path, to: (seen.append("renamed"), replace(path, to))[1])
    write_whole(tmp_path / "m", b"x", durably=True)
    assert (seen[0].endswith(".tmp"), seen[1:]) == (True, ["renamed", str(tmp_path)])


# --- no room


def test_a_disk_that_is_full_at_any_moment_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever write it is that fails, what is there is whole, and with room again the build ends as it would have."""
    ids = ["a", "b", "c"]
    whole = files(built(tmp_path / "whole", ids).folder)
    write = Path.write_bytes
    for calls in range(20):
        left = [calls]

        def until_full(path: Path, data: bytes, left: list[int] = left) -> int:
            left[0] -= 1
            if left[0] < 0:
                write(path, data[: len(data) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return write(path, data)

        out = tmp_path / f"out{calls}"
        monkeypatch.setattr(Path, "write_bytes", until_full)
        with contextlib.suppress(ProblemgenError):
            built(out, ids)
            assert left[0] >= 0
        monkeypatch.undo()
        nothing_is_torn(out / "week1", whole)
        assert leftovers(out) == []
        assert files(built(out, ids).folder) == whole


def as_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextlib.contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """Mount a small file system in memory; skip where that is not allowed."""
    folder.mkdir(parents=True)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not as_root() or mount is None or umount is None:
        pytest.skip("mounting needs root; the tests beside this one do without")
    if subprocess.run([mount, "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here; the tests beside this one do without")
    try:
        yield folder
    finally:
        subprocess.run([umount, str(folder)], check=True)


def test_a_small_disk_that_is_full_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "-o", "size=200k") as disk:
        command = words(tmp_path / "x", "md,check", 1)
        command[command.index("--out") + 1] = str(disk / "out")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "No space left on device; mend that and run the same command again: what is done stays done" in done.stderr
        assert "Traceback" not in done.stderr
        assert leftovers(disk) == []
        assert read_manifest(disk / "out/week1/instructor/manifest.json") is not None


def test_a_disk_that_can_only_be_read_is_one_line(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        folder = built(disk / "out", ["a", "b"]).folder
        before = files(folder)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        roster = class_list(tmp_path, ["a", "b", "c"])
        for run in (lambda: build(order(disk / "out", roster=roster)), lambda: build(order(disk / "new", roster=roster)),
                    lambda: reissue(order(disk / "out"), "a")):  # fmt: skip
            with pytest.raises(ProblemgenError, match=r"Read-only file system; .*mend that and run the same command again"):
                run()
        assert files(folder) == before


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    if as_root():
        pytest.skip("root may write everywhere; the test with a disk that can only be read is for root")
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(ProblemgenError, match="Permission denied; mend that and run the same command again"):
        build(order(tmp_path / "out", roster=class_list(tmp_path, ["a"])))


def test_a_limit_on_the_size_of_files_stops_workers_with_one_line(tmp_path: Path) -> None:
    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))

    command = words(tmp_path / "out", "md,check", 2)
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=small_files)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "File too large" in done.stderr
    assert leftovers(tmp_path / "out") == []


# --- clocks, locks, folders


def aged(path: Path, seconds: float) -> None:
    when = time.time() + seconds
    os.utime(path, (when, when))


@pytest.mark.parametrize("hours", [-1000.0, -0.01, 0.01, 1000.0])
def test_what_a_killed_run_left_goes_away_whatever_its_clock_said(tmp_path: Path, hours: float) -> None:
    """File times of the past and of the future: the lock decides, not the clock."""
    dead, alive = tmp_path / ".x.xml.0123456789ab.tmp", tmp_path / ".x.xml.ba9876543210.tmp"
    dead.write_bytes(b"half")
    aged(dead, 3600 * hours)
    with written_whole(tmp_path / "x.xml") as file:
        own = next(path for path in tmp_path.glob("*.tmp") if path != dead)
        aged(own, 3600 * hours)
        remove_old_leftovers(tmp_path / "x.xml")
        assert (dead.exists(), own.exists()) == (False, True)
        file.write(b"all")
    assert (tmp_path / "x.xml").read_bytes() == b"all"
    assert not alive.exists()


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_was_changed_changes_no_build(tmp_path: Path, days: int) -> None:
    folder = built(tmp_path / "out", ["a", "b"]).folder
    whole = files(folder)
    for path in folder.rglob("*"):
        aged(path, 86400 * days)
    (folder / "students/a/worksheet.md").write_bytes(b"spoilt")
    aged(folder / "students/a/worksheet.md", 86400 * days)
    (folder / ".worksheet.md.0123456789ab.tmp").write_bytes(b"half")
    assert files(built(tmp_path / "out", ["a", "b"]).folder) == whole


def test_the_second_of_two_runs_says_so_and_changes_nothing(tmp_path: Path) -> None:
    folder = built(tmp_path / "out", ["a", "b"]).folder
    before = files(folder)
    with locked(folder / ".lock"):
        for run in (lambda: built(tmp_path / "out", ["a", "b", "c"]), lambda: reissue(order(tmp_path / "out"), "a")):
            with pytest.raises(ProblemgenError, match="another problemgen is writing this folder; wait until it is done"):
                run()
    assert files(folder) == before


def test_where_a_drive_has_no_locks_a_file_keeps_the_second_run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs that both wrote the manifest would forget the students of one of them."""

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", none)
    folder = built(tmp_path / "out", ["a", "b"]).folder
    assert not (folder / ".held").exists()
    before = files(folder)
    with locked(folder / ".lock"):
        for run in (lambda: built(tmp_path / "out", ["a", "b", "c"]), lambda: reissue(order(tmp_path / "out"), "a")):
            with pytest.raises(ProblemgenError, match=r"\.held: another problemgen is writing this folder, or was stopped in it"):
                run()
        assert {name: data for name, data in files(folder).items() if name != ".held"} == before
    assert built(tmp_path / "out", ["a", "b", "c"]).new == 1


def test_a_lock_that_is_let_go_soon_is_waited_for(tmp_path: Path) -> None:
    """The workers of a killed run need a moment to end."""
    taken = threading.Event()

    def hold() -> None:
        with locked(tmp_path / ".lock"):
            taken.set()
            time.sleep(0.5)

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait()
    with locked(tmp_path / ".lock"):
        pass
    thread.join()


def test_two_builds_at_once_on_one_folder_end_well(tmp_path: Path, undisturbed: Whole) -> None:
    both = [started(words(tmp_path / "out", "md,tex,pdf", 1)) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert sorted(process.returncode for process in both) in ([0, 0], [0, 1])
    for process, text in zip(both, said, strict=True):
        assert process.returncode == 0 or "another problemgen is writing this folder" in text
        assert "Traceback" not in text
    assert files(tmp_path / "out") == undisturbed["md,tex,pdf"][0]


def test_a_folder_that_vanishes_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = [0]

    def vanish(path: Path, data: bytes, write: object = Path.write_bytes) -> int:
        gone[0] += 1
        if gone[0] == 9:
            shutil.rmtree(tmp_path / "out")
        return write(path, data)  # type: ignore[operator, no-any-return]

    monkeypatch.setattr(Path, "write_bytes", vanish)
    with pytest.raises(ProblemgenError, match="No such file or directory; mend that and run the same command again"):
        built(tmp_path / "out", ["a", "b", "c"])
    monkeypatch.undo()
    assert manifest_of_again(tmp_path)


def manifest_of_again(tmp_path: Path) -> bool:
    built(tmp_path / "out", ["a", "b", "c"])
    return set(manifest(tmp_path / "out")["students"]) == {"a", "b", "c"}


def test_the_scratch_folders_of_killed_runs_go_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those whose process lives stay, and so does what is no scratch folder."""
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = "from problemgen.files import scratch_folder; print(scratch_folder(), flush=True); import time; time.sleep(60)"
    processes = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True,
                                  env={**os.environ, "TMPDIR": str(tmp_path)}) for _ in range(2)]  # fmt: skip
    dead, alive = (Path(process.stdout.readline().strip()) for process in processes if process.stdout)
    other = tmp_path / "problemgen-notes"
    other.mkdir()
    processes[0].kill()
    processes[0].wait()
    for folder in (dead, alive, other):
        aged(folder, -3600)
    mine = scratch_folder()
    assert [path.exists() for path in (dead, alive, other, mine)] == [False, True, True, True]
    processes[1].kill()
    processes[1].wait()


@cache
def long_name(parts: int) -> str:
    return "é" * parts


@pytest.mark.parametrize("length", [100, 126, 127])
def test_a_name_of_255_bytes_can_be_written(tmp_path: Path, length: int) -> None:
    path = tmp_path / long_name(length)
    write_whole(path, b"x")
    with written_whole(path) as file:
        file.write(b"y")
    assert path.read_bytes() == b"y"
    assert leftovers(tmp_path) == []


def test_a_name_that_is_too_long_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ProblemgenError, match="File name too long; mend that"):
        build(order(tmp_path / ("x" * 300), roster=class_list(tmp_path, ["a"])))
