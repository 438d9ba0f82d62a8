"""Read when something was handed in, as course systems and people write it, and compare it with when it was due."""

from __future__ import annotations

import re
from datetime import datetime

MONTHS = {name: n for n, names in enumerate((
    "january jan januar januari enero janvier gennaio janeiro stycznia",
    "february feb februar februari febrero février febbraio fevereiro lutego",
    "march mar märz mars maart marzo março marca",
    "april apr abril avril aprile kwietnia",
    "may mai maj mei mayo maggio maio maja",
    "june jun juni junio juin giugno junho czerwca",
    "july jul juli julio juillet luglio julho lipca",
    "august aug augusti agosto août augustus sierpnia",
    "september sep sept septiembre septembre settembre setembro września",
    "october oct oktober octubre octobre ottobre okt outubro października",
    "november nov noviembre novembre novembro listopada",
    "december dec dezember diciembre décembre dicembre dez dezembro grudnia"), 1)
    for name in names.split()}  # fmt: skip
_WORDS = re.compile(
    r"(?:\w+, )?(\d{1,2})\.? (?:de )?(\w+)\.? (?:de )?(\d{4})[, ]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))? ?([AP]M)?",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})[, ]+(\d{1,2}):(\d{2})(?::(\d{2}))?")


def read_moment(text: str) -> datetime | None:
    """Read a time; None where it is none, or can be read in two ways (03/04/2026).

    >>> print(read_moment("26 October 2026  2:03 PM"), read_moment("2026-09-30 18:00:01 UTC"), read_moment("03/04/2026 9:00"))
    2026-10-26 14:03:00 2026-09-30 18:00:01+00:00 None
    """
    plain = re.sub(r"\s+", " ", text.strip())[:60]
    found = _WORDS.fullmatch(plain)
    try:
        if found and found[2].lower() in MONTHS:
            hour = int(found[4]) % 12 + (12 if found[7].lower() == "pm" else 0) if found[7] else int(found[4])
            return datetime(int(found[3]), MONTHS[found[2].lower()], int(found[1]), hour, int(found[5]), int(found[6] or 0))
        found = _POINTS.fullmatch(plain)
        if found:
            return datetime(int(found[3]), int(found[2]), int(found[1]), int(found[4]), int(found[5]), int(found[6] or 0))
        return _iso(plain)
    except ValueError:
        return None


def _iso(text: str) -> datetime | None:
    found = re.match(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=[T ]|$)", text)
    if not found:
        return None
    hour = re.sub(r"^[T ]*(\d):", r"T0\1:", text[found.end() :])
    text = f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}{hour}"
    text = re.sub(r" ?(?:UTC|GMT|Z)$", "+00:00", text)
    text = re.sub(r" ([+-]\d{2}:?\d{2})$", r"\1", text)
    return datetime.fromisoformat(text)


def is_later(moment: datetime, due: datetime) -> bool:
    """Say whether a time is after another; a time without an offset is one on the clock of ``due``.

    >>> is_later(datetime(2026, 10, 1, 23, 59, 30), datetime(2026, 10, 1, 23, 59))
    True
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=due.tzinfo)) > due
