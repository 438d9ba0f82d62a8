"""Computer algebra runs in a process apart, which has so much time and no more."""

from __future__ import annotations

import os
import time

import pytest

from problemgen.maths.apart import FAILURES, SECONDS, TookTooLong, _asker
from problemgen.maths.formula import parse_equation, write
from problemgen.maths.symbolic import solve

EASY = ["x + a = x*b", "x^2 = a*x + b", "1/x + 1/a = b*x"]
FOR_EVER = ["x^1000000 + x = a", "(x + a + b + c + d + e + f)^30 + x = g"]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    _asker.cache_clear()


def test_what_is_easy_is_solved_by_one_process() -> None:
    found = [write(solve(parse_equation(each), "x", frozenset("ab"))) for each in EASY[:1]]
    process = _asker(os.getpid()).process
    found += [write(solve(parse_equation(each.replace("a", "k")), "x", frozenset("kb"))) for each in EASY[1:]]
    assert _asker(os.getpid()).process is process
    assert all("x" not in each for each in found)


def test_what_takes_for_ever_is_given_up_and_so_is_asking_after_a_few() -> None:
    """An equation after one that took too long is solved by a new process; after two, no more are tried."""
    begun = time.process_time() + sum(os.times()[2:4])
    with pytest.raises(TookTooLong, match=rf"cannot be solved for x: computer algebra found nothing in {SECONDS} s"):
        solve(parse_equation(FOR_EVER[0]), "x")
    assert write(solve(parse_equation("x + q = x*b"), "x")) == "q/(b - 1)"
    with pytest.raises(TookTooLong, match="found nothing"):
        solve(parse_equation(FOR_EVER[1]), "x")
    with pytest.raises(TookTooLong, match=f"was given up after {FAILURES} equations that took too long"):
        solve(parse_equation("x + r = x*b"), "x")
    assert time.process_time() + sum(os.times()[2:4]) - begun < 20


def test_a_process_that_is_killed_is_no_answer() -> None:
    asker = _asker(os.getpid())
    solve(parse_equation("x + s = x*b"), "x")
    assert asker.process is not None
    asker.process.kill()
    asker.process.wait()
    assert write(solve(parse_equation("x + t = x*b"), "x")) == "t/(b - 1)"
