"""Times are read as course systems and people write them, in any of the languages that are known, and never guessed."""

from __future__ import annotations

import pytest

from problemgen.responses.moments import read_moment


@pytest.mark.parametrize(("text", "moment"), [
    ("3 March 2026  9:20 AM", "2026-03-03 09:20:00"), ("3 March 2026  12:05 AM", "2026-03-03 00:05:00"),
    ("3. März 2026 09:20", "2026-03-03 09:20:00"), ("3 mars 2026, 09:20", "2026-03-03 09:20:00"),
    ("3 de marzo de 2026, 09:20", "2026-03-03 09:20:00"), ("terça, 3 de março de 2026, 09:20", "2026-03-03 09:20:00"),
    ("3 marca 2026 09:20", "2026-03-03 09:20:00"), ("3 maart 2026 09:20", "2026-03-03 09:20:00"),
    ("3.3.2026 9:20", "2026-03-03 09:20:00"), ("2026-03-03 09:20:00 UTC", "2026-03-03 09:20:00+00:00"),
    ("2026-03-03T09:20:00Z", "2026-03-03 09:20:00+00:00"), ("2026-03-03 09:20:00 +01:00", "2026-03-03 09:20:00+01:00"),
    ("2026/3/3 9:20", "2026-03-03 09:20:00"), ("2026-3-03 9:20:05", "2026-03-03 09:20:05"), ("2026-03-03", "2026-03-03 00:00:00"),
    ("03/04/2026 9:00", "None"), ("3/3/26 9:00", "None"), ("2026-13-03 9:00", "None"), ("20260303 9:00", "None"),
    ("46084.39", "None"), ("yesterday", "None"), ("", "None"), ("3 Smarch 2026 9:00", "None"),
])  # fmt: skip
def test_a_time_is_read(text: str, moment: str) -> None:
    """Day, month and year in words, points or from the year on; what can be read in two ways is not."""
    assert str(read_moment(text)) == moment
