"""Sheets are the same bytes whoever makes them, and a worker or scheduler that is killed loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from operator import truth
from pathlib import Path

import pytest
from distributed import LocalCluster

from problemgen.course import elsewhere, run
from problemgen.course.build import Order, build
from problemgen.course.elsewhere import luggage, unpacked_order
from problemgen.course.manifest import read_manifest
from problemgen.course.run import Setting, make, on_executor
from problemgen.errors import ProblemgenError
from tests.banks import TINY, copied

SIZE = 60


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("class") / "class.csv"
    path.write_text("id,name\n" + "".join(f"s{n:03},Student {n}\n" for n in range(SIZE)))
    return path


def order(out: Path, roster: Path, **others: object) -> Order:
    return Order("week1", str(TINY), roster, out, ("md", "check"), **others)  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    """Read what was written; the manifest says which state of the program wrote it, which may change while tests run."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: data for name, data in found.items() if not name.endswith(("manifest.json", ".lock", "issued.jsonl"))}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, roster: Path) -> dict[str, bytes]:
    return files(build(order(tmp_path_factory.mktemp("alone"), roster, workers=1)).folder)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as found:
        yield found


def test_two_processes_write_the_bytes_of_one(tmp_path: Path, roster: Path, alone: dict[str, bytes]) -> None:
    assert files(build(order(tmp_path, roster, workers=2)).folder) == alone


def test_a_dask_cluster_writes_the_same_bytes(
    tmp_path: Path, roster: Path, alone: dict[str, bytes], cluster: LocalCluster
) -> None:
    assert files(build(order(tmp_path, roster, engine="dask", scheduler=cluster.scheduler_address)).folder) == alone


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_will_do(tmp_path: Path, roster: Path, kind: type[Executor]) -> None:
    """Its workers read no file of the bank and write none: they are handed bytes, and give bytes back."""
    built = build(order(tmp_path / "one", roster, workers=1))
    made = run.Setting(order(tmp_path, roster), {}, tmp_path / "two")
    manifest = read_manifest(built.folder / "instructor/manifest.json")
    assert manifest is not None
    chunks = iter([list(manifest.students.items())[:10]])
    with kind(1) as executor:  # type: ignore[call-arg]
        written = list(on_executor(executor, 1, made, chunks))
    assert len(written) == 10
    assert all(not each.contents for each in written)
    first = files(tmp_path / "two")
    assert first == {name: data for name, data in files(built.folder).items() if name in first}
    assert len(first) == 10 * 4


def test_a_worker_that_lacks_the_bank_asks_for_it(tmp_path: Path, roster: Path) -> None:
    bank = copied(TINY, tmp_path)
    (bank / "notes.txt").write_text(str(tmp_path))  # no bank of another test
    asked = replace(order(tmp_path, roster), bank=str(bank))
    packed = luggage(asked)
    assert luggage(asked) == packed
    assert unpacked_order(asked, packed.digest, None) is None
    there = unpacked_order(asked, packed.digest, packed)
    assert there is not None
    assert {path.name for path in Path(there.bank).iterdir()} == {path.name for path in bank.iterdir()}


def test_a_worker_of_another_version_is_refused(tmp_path: Path, roster: Path) -> None:
    asked = order(tmp_path, roster)
    with pytest.raises(ProblemgenError, match=r"a worker has problemgen .*, and this is 0.0.1; install the same version"):
        make(Setting(asked, {}, None, "0.0.1 code bank"), [])


KILLING = """
import os, signal, sys
from operator import truth
from pathlib import Path
from problemgen.course import run, writing
from problemgen.course.build import Order, build

def make(setting, chunk, packed=None, own=run.make):
    mark = Path(sys.argv[3]) / chunk[0][0]
    tries = len(mark.read_text()) if mark.exists() else 0
    if chunk[0][0] in sys.argv[4].split(",") and tries < int(sys.argv[5]):
        mark.write_text("x" * (tries + 1))
        os.kill(os.getpid(), signal.SIGKILL)
    return own(setting, chunk, packed)

run.make = make
if __name__ == "__main__":
    built = build(Order("week1", sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), ("md", "check"), workers=2))
    print(*built.words)
"""


def killing(tmp_path: Path, roster: Path, whose: str, times: int) -> subprocess.CompletedProcess[str]:
    script = tmp_path / "killing.py"
    script.write_text(KILLING)
    words = [sys.executable, str(script), str(TINY), str(roster), str(tmp_path), whose, str(times)]
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)


def test_what_killed_workers_had_is_made_again(tmp_path: Path, roster: Path, alone: dict[str, bytes]) -> None:
    done = killing(tmp_path, roster, "s008,s040", 1)
    assert done.returncode == 0, done.stderr
    assert "a worker was killed, perhaps for want of memory; its sheets are made again" in done.stdout
    assert files(tmp_path / "week1") == alone


def test_a_sheet_that_kills_every_worker_is_named_and_a_second_run_finishes(
    tmp_path: Path, roster: Path, alone: dict[str, bytes]
) -> None:
    done = killing(tmp_path, roster, "s016", 99)
    assert "workers were killed 3 times over the sheets of s016, s017" in done.stderr
    assert "run the same command again with --workers 1" in done.stderr
    (tmp_path / "s016").unlink()
    assert files(build(order(tmp_path, roster, workers=1)).folder) == alone


def test_a_killed_dask_worker_loses_nothing(tmp_path: Path, roster: Path, alone: dict[str, bytes]) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        killed: list[int] = []

        def tick(done: int, of: int) -> None:
            if not killed:
                killed.append(victim)
                os.kill(victim, signal.SIGKILL)

        built = build(order(tmp_path, roster, engine="dask", scheduler=cluster.scheduler_address), tick)
    assert killed
    assert files(built.folder) == alone


def started(*words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-m", *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    time.sleep(0.1)
    return process


def test_a_killed_scheduler_is_told_and_a_second_run_finishes(
    tmp_path: Path, roster: Path, alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    address = next(line.split()[-1] for line in scheduler.stderr or () if "Scheduler at:" in line)
    worker = started("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard")
    next(line for line in worker.stderr or () if "Registered to" in line)
    try:

        def tick(done: int, of: int) -> None:
            scheduler.kill()

        with pytest.raises(ProblemgenError, match="what is done stays done: run the same command again"):
            build(order(tmp_path, roster, engine="dask", scheduler=address), tick)
    finally:
        scheduler.kill()
        worker.kill()
        scheduler.wait()
        worker.wait()
    monkeypatch.setattr(elsewhere, "CONNECT", 2)
    with pytest.raises(ProblemgenError, match="no scheduler answers at"):
        build(order(tmp_path, roster, engine="dask", scheduler=address))
    assert files(build(order(tmp_path, roster, workers=1)).folder) == alone


def test_an_address_is_asked_for(tmp_path: Path, roster: Path) -> None:
    with pytest.raises(ProblemgenError, match="--engine dask needs the address of a scheduler"):
        build(order(tmp_path, roster, engine="dask"))


def test_the_extra_is_named_where_dask_is_not_installed(
    tmp_path: Path, roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ProblemgenError, match=r"pip install 'problemgen\[cluster\]' here and on the workers"):
        build(order(tmp_path, roster, engine="dask", scheduler="tcp://127.0.0.1:1"))


def test_only_so_many_chunks_are_under_way(tmp_path: Path, roster: Path) -> None:
    """However large the class, an executor with one worker has no more than four chunks waiting."""
    most = 0

    class Counting(ThreadPoolExecutor):
        def submit(self, *words: object) -> Future[object]:  # type: ignore[override]
            nonlocal most
            future: Future[object] = Future()
            under_way.append(future)
            most = max(most, len([each for each in under_way if not each.done()]))
            return future

    under_way: list[Future[object]] = []
    chunks = iter([[(f"s{n}", None)] for n in range(100)])  # type: ignore[list-item]
    going = on_executor(Counting(1), 1, Setting(order(tmp_path, roster), {}, tmp_path), chunks)  # type: ignore[arg-type]
    def answer() -> None:
        answered = 0
        while answered < 100:
            if answered < len(under_way):
                under_way[answered].set_result([])
                answered += 1
            time.sleep(0.001)

    helper = threading.Thread(target=answer, daemon=True)
    helper.start()
    assert list(going) == []
    assert most <= 4


def test_a_cluster_whose_workers_all_die_is_told_and_not_waited_for(
    tmp_path: Path, roster: Path, alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its scheduler lives on and keeps the work for workers to come."""
    monkeypatch.setattr(run, "LOOK", 0.2)
    monkeypatch.setattr(run, "GRACE", 2.0)
    scheduler = started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    address = next(line.split()[-1] for line in scheduler.stderr or () if "Scheduler at:" in line)
    worker = started("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
    next(line for line in worker.stderr or () if "Registered to" in line)
    try:
        with pytest.raises(ProblemgenError, match=r"the workers are gone \(none is left; .*run the same command again when they"):
            build(order(tmp_path, roster, engine="dask", scheduler=address), lambda done, of: worker.kill())
        with pytest.raises(ProblemgenError, match="has no workers; start some with: dask worker"):
            build(order(tmp_path, roster, engine="dask", scheduler=address))
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()
    assert files(build(order(tmp_path, roster, workers=1)).folder) == alone


@pytest.mark.parametrize(("name", "value", "message"), [
    ("__version__", "0.0.1", r"a worker has problemgen \d.*, and this is 0.0.1; install the same version everywhere"),
    ("version", truth, "the worker at tcp.* has no problemgen; pip install"),
    ("program", lambda: "x", r"a worker has other code of problemgen .* than this machine; install the same everywhere"),
])  # fmt: skip
def test_a_worker_with_another_program_or_none_is_told_before_it_makes_anything(
    tmp_path: Path, roster: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch, name: str, value: object, message: str
) -> None:
    """One that has none could not even read what it is to do, and would never answer."""
    monkeypatch.setattr(elsewhere, name, value)
    with pytest.raises(ProblemgenError, match=message):
        build(order(tmp_path, roster, engine="dask", scheduler=cluster.scheduler_address))
    assert not list(tmp_path.rglob("worksheet.md"))
