"""A bank from a stranger can neither run code, read files, nor hang the program: it loads or is refused, soon and in words."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.banks import TINY, copied
from tests.course.class_of import class_list
from tests.course.hostile_banks import ATTACKS
from tests.peak import TELL_PEAK, took

SECONDS = 20  # of computing, for checking the bank and for building from it; a busy machine takes twice as long as a quiet one
MEGABYTES = 500

CHILD = """
import os, sys
from pathlib import Path
from problemgen.course.build import build
from problemgen.course.lint import lint
from problemgen.course.order import Order
from problemgen.errors import ProblemgenError
bank, roster, out = sys.argv[1:]
order = Order("week1", bank, Path(roster) if roster else None, Path(out), workers=1)
for what in (lambda: lint(Path(bank), 3), lambda: build(order)):
    try:
        found = what()
        print(*getattr(found, "problems", ["it is fine"]), sep=chr(10))
    except ProblemgenError as error:
        print(error)
""" + TELL_PEAK


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_bank_is_refused_or_harmless_within_bounds(tmp_path: Path, name: str) -> None:
    attack, said = ATTACKS[name]
    bank = copied(TINY, tmp_path)
    attack(bank)
    roster = "" if name.startswith("class list") else str(class_list(tmp_path, ["a", "b"]))
    before = set(tmp_path.iterdir())
    words = [sys.executable, "-c", CHILD, str(bank), roster, str(tmp_path / "out")]
    env = {**os.environ, "PROBLEMGEN_CACHE": str(tmp_path / "cache"), "PYTHONPATH": os.pathsep.join(sys.path)}
    found = took(words, tmp_path, env)
    assert "Traceback" not in found.said
    assert re.search(re.escape(said), found.said), found.said[:1000]
    assert "root:" not in found.said
    assert found.seconds < SECONDS
    assert found.kilobytes < MEGABYTES * 1024
    assert set(tmp_path.iterdir()) - before <= {tmp_path / each for each in ("out", "cache", "said")}
    assert not list(tmp_path.rglob("HACKED"))
    assert not [path for path in (tmp_path / "out").rglob("*.*") if b"root:x:0" in path.read_bytes()]
