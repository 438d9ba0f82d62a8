"""Write what was measured into docs/performance.md: a table between two marks, and a plot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup
from measure import Found, verdict

from problemgen.figures.plot import plot
from problemgen.figures.scene import Chart, ChartAxis, ChartCurve, ChartMark
from problemgen.figures.svg import size_of

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"


def write(found: Found, about: Iterable[str]) -> None:
    """Replace the table and the plot of the page."""
    page = DOCS / "performance.md"
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{'. '.join(about)}.\n\n{_table(found)}\n{_plot(found)}{END}{after}", "utf-8")


def _table(found: Found) -> str:
    lines = ["| what | measured | to compare with |", "|---|---|---|"]
    lines += [f"| {row.what} | {row.measured} | {row.compared}{verdict(row.met)} |" for row in found.rows]
    return "\n".join(lines) + "\n"


def _plot(found: Found) -> str:
    if not found.curves:
        return ""
    counts = [count for points in found.curves.values() for count, _ in points]
    times = [seconds for points in found.curves.values() for _, seconds in points]
    chart = Chart(
        ChartAxis(Markup("questions"), min(counts) / 5, 3 * max(counts), True),
        ChartAxis(Markup("CPU seconds"), *_decades(times), True),
        tuple(ChartCurve(tuple(sorted(points)), Markup(name)) for name, points in found.curves.items() if len(points) > 1),
        tuple(ChartMark(*points[0], Markup(name)) for name, points in found.curves.items() if len(points) == 1),
    )  # fmt: skip
    svg = plot(chart)
    size_of(svg)
    (DOCS / "images" / "performance.svg").write_text(svg + "\n", "utf-8")
    said = "; ".join(f"{name}: " + ", ".join(f"{count:,.0f} in {seconds:.2f} s" for count, seconds in sorted(points))
                     for name, points in found.curves.items())  # fmt: skip
    return f"\n![CPU seconds against the number of questions, both logarithmic. {said}](images/performance.svg)\n\n"


def _decades(values: list[float]) -> tuple[float, float]:
    """Give the powers of ten around values."""
    low, high = 1e-3, 1e-3
    while low * 10 <= min(values):
        low *= 10
    while high < max(values):
        high *= 10
    return low, high
