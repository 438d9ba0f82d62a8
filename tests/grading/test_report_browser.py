"""The class report in Chromium, offline, from a file: on a desk and on a phone, in the light and in the dark."""

from __future__ import annotations

import pytest

from problemgen.course.grade import GradeOrder, grade
from tests.grading import simulate
from tests.grading.classes import issued, write_csv
from tests.players.visits import Visit, Visited, visit

WIDE = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)"


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> list[Visited]:
    """A report with everything in it: advice, plots, groups that differ, students to look at."""
    folder = tmp_path_factory.mktemp("report")
    maker, manifest = issued(folder / "instructor", "example", 40)
    sheets = [simulate.sit(maker, manifest, id) for id in manifest.students]
    path = write_csv(folder / "r.csv", [*simulate.long_rows(sheets), ("s9999", "", "1", "1 mV")])
    page = grade(GradeOrder(folder / "instructor", (path,), feedback=())).folder / "report.html"
    steps = [["axe"], ["run", "document.documentElement.scrollWidth - document.documentElement.clientWidth"], ["run", WIDE]]
    return visit([Visit(str(page), steps, width, 800, scheme) for width in (1200, 360) for scheme in ("light", "dark")])


def test_the_page_is_open_to_everybody(visited: list[Visited]) -> None:
    """axe finds nothing: contrast, names, headings, landmarks, tables; and nothing but tables is wider than a phone."""
    assert [each.results[:2] for each in visited] == [({"violations": []}, 0)] * 4


def test_tables_fit_a_desk(visited: list[Visited]) -> None:
    """Nothing has to be scrolled sideways where there is room; on a phone the widest tables scroll in their own frames."""
    assert [each.results[2] for each in visited[:2]] == [[], []]
    assert "Table: Parts" in visited[2].results[2]


def test_the_page_asks_for_nothing_and_the_console_is_empty(visited: list[Visited]) -> None:
    """Its policy stops nothing of its own, and nothing else is there to be stopped."""
    assert [(each.error, each.requests, each.problems) for each in visited] == [(None, (), ())] * 4
