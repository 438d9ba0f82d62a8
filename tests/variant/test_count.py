"""How many variants a template has."""

from __future__ import annotations

from pathlib import Path

import pytest

from problemgen.variant.count import Count, count
from problemgen.variant.variant import variant
from tests.banks import SMALL, TINY, programs_of


@pytest.mark.parametrize(("bank", "id"), [(TINY, "force.value"), (SMALL, "nernst.inside")])
def test_the_count_is_what_trying_them_all_gives(bank: Path, id: str) -> None:
    program = programs_of(bank)[id]
    accepted = sum(variant(program, index).accepted for index in range(program.space.size))
    found = count(program)
    assert (found.low, found.high, found.grid) == (accepted, accepted, program.space.size)
    assert found.exact


@pytest.mark.parametrize("id", ["nernst.forward", "nernst.inside"])
def test_the_bound_by_sampling_holds_the_true_count(id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = programs_of(SMALL)[id]
    exact = count(program)
    monkeypatch.setenv("PROBLEMGEN_CACHE", str(tmp_path))  # where nothing has been counted yet
    bound = count(program, limit=1)
    assert bound.low <= exact.low <= bound.high <= program.space.size
    assert not bound.exact
    assert bound.high - bound.low < 0.05 * program.space.size


def test_a_count_says_how_sure_it_is() -> None:
    assert str(Count(1234, 1234, 5000)) == "1,234 variants (counted)"
    assert str(Count(100, 1200, 5000)) == "100 to 1,200 variants (99 % sure, sampled; the grid has 5,000 points)"
