"""Chunks come back once each, and in order, whatever happens to the processes that work on them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from problemgen.course.processes import TRIES, in_processes
from problemgen.errors import ProblemgenError

CHUNKS = 40


def work(folder: Path, deadly: frozenset[int], times: int, chunk: int) -> int:
    """Square a number; some of them kill the process, the first so many times."""
    met = folder / f"{chunk}"
    met.write_text(f"{met.read_text()}x" if met.exists() else "x")
    if chunk in deadly and len(met.read_text()) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return chunk * chunk


def given_up(chunk: int) -> ProblemgenError:
    return ProblemgenError(f"over {chunk}")


def test_a_chunk_whose_process_is_killed_is_done_again(tmp_path: Path) -> None:
    """Three of forty kill theirs once; two of them may do so at the same moment."""
    lost: list[int] = []
    deadly = partial(work, tmp_path, frozenset({0, 7, 39}), 1)
    found = in_processes(2, deadly, iter(range(CHUNKS)), lambda: lost.append(1), given_up)
    assert list(found) == [n * n for n in range(CHUNKS)]
    assert all(len((tmp_path / name).read_text()) >= 2 for name in ("0", "7", "39"))
    assert 2 <= len(lost) <= 3


def test_the_chunk_that_kills_every_time_is_named(tmp_path: Path) -> None:
    """What stands before it is done."""
    found: list[int] = []
    with pytest.raises(ProblemgenError, match="over 5"):
        found.extend(in_processes(2, partial(work, tmp_path, frozenset({5}), TRIES), iter(range(CHUNKS)), lambda: None, given_up))
    assert found == [0, 1, 4, 9, 16]


def test_a_process_that_dies_while_nobody_looks_costs_no_chunk(tmp_path: Path) -> None:
    """The pool is broken when the next chunk is handed to it."""
    found = []
    for made in in_processes(1, partial(work, tmp_path, frozenset(), 0), iter(range(CHUNKS)), lambda: None, given_up):
        found.append(made)
        if made == 100:
            time.sleep(0.3)
            for child in multiprocessing.active_children():
                child.kill()
            time.sleep(0.3)
    assert found == [n * n for n in range(CHUNKS)]
