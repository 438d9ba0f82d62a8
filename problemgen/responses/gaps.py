"""Take apart what Moodle writes for a question with several gaps: ``part 1: -89.8; part 2: out``.

The sentence is translated (question/type/multianswer, string ``subqresponse``), so any words will do that stay the same
while the number counts up.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"(?:^|; )([^:：;]{0,40}?)(\d{1,3})([^:：;\d]{0,20})[:：] ?", re.ASCII)


def gaps(text: str) -> tuple[str, ...]:
    """Give the answers to the gaps, in order; nothing where the text is not of that form, or could be read in two ways.

    >>> gaps("part 1: -89.8; part 2: out"), gaps("Teil 1: ; Teil 2: in; out"), gaps("-89.8")
    (('-89.8', 'out'), ('', 'in; out'), ())
    """
    marks = list(_MARK.finditer(text))
    if not marks or marks[0].start() != 0:
        return ()
    words = _words(marks[0])
    marks = [mark for mark in marks if _words(mark) == words]
    if len(marks) < 2 or [int(mark[2]) for mark in marks] != list(range(1, len(marks) + 1)):
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True))


def _words(mark: re.Match[str]) -> tuple[str, str]:
    return mark[1].strip(), mark[3].strip()
