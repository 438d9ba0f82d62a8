"""Statistics agree with values worked by hand and with published ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from problemgen.grading import statistics

CASES = json.loads((Path(__file__).parent / "data" / "statistics.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['function']}{str(case['in'])[:40]}")
def test_a_statistic_is_what_the_table_says(case: dict[str, Any]) -> None:
    """What goes in and what comes out stand in data/statistics.json, to which anybody can add a case."""
    found = getattr(statistics, case["function"])(*case["in"])
    if case["out"] is None:
        assert found is None
    else:
        wanted = tuple(case["out"]) if isinstance(case["out"], list) else case["out"]
        assert found == pytest.approx(wanted, abs=case.get("to", 6e-6))
