"""What the checker answers: a verdict with a stable code, and the reasons why a text was not graded.

Made by every judge of this room, printed or stored by whoever asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from problemgen.frozen import frozen

CORRECT = "CORRECT"
PARTIAL = "PARTIAL"
INCORRECT = "INCORRECT"
INVALID = "INVALID"  # not graded, no attempt used; never says whether the value is right


@frozen
class Verdict:
    """The outcome of one typed answer; ``read_as`` tells how the text was understood (plain text, to be escaped)."""

    verdict: str
    code: str
    score: float
    message: str
    read_as: str = ""


@frozen
class Refusal:
    """A text that cannot be graded: a stable code and the words that its message needs."""

    code: str
    words: Mapping[str, str] = field(default_factory=dict)
    read_as: str = ""
    form: str = ""  # another wording of the code
