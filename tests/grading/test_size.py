"""What a grading holds in memory does not grow with what the class handed in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.grading.conftest import make
from tests.peak import TELL_PEAK, without_peak

GRADE = """
import sys
from pathlib import Path
from problemgen.course.grade import GradeOrder, grade
manifest, answers, bank, out = sys.argv[1:]
found = grade(GradeOrder(Path(manifest), (Path(answers),), bank=bank, out=Path(out), feedback=(), workers=1))
print(found.answers, found.counted, len(found.told), len(found.marked))
""" + TELL_PEAK
FEW, MANY = 1000, 2500  # caches are full with the first
ATTEMPTS = 4


def peak(folder: Path, count: int) -> int:
    """Grade a class that answers two parts in several attempts, in any order, and in many words; give kilobytes."""
    small = make(folder, count)
    ids = list(small.manifest.students)
    rows = (f"{ids[(7 * n) % count]},{part},{n} mV is what I think of it{' as I said before' * 10}\n"
            for n in range(ATTEMPTS * count) for part in ("1a", "1b"))  # fmt: skip
    answers = small.file("student,question,response\n" + "".join(rows), "answers.csv")
    words = [sys.executable, "-c", GRADE, str(small.folder), str(answers), str(small.bank), str(folder / "grades")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    said, kilobytes = without_peak(done.stdout)
    read = 2 * ATTEMPTS * count
    assert said.split() == [str(read), str(2 * count), str(read - 2 * count), str(count)]
    return kilobytes


def test_memory_hardly_grows_with_the_class(tmp_path: Path) -> None:
    """For each student more, who hands in 1.7 kB, 4 kB at most: the file while it is read, some numbers, and places."""
    few, many = peak(tmp_path / "few", FEW), peak(tmp_path / "many", MANY)
    assert many - few < 4 * (MANY - FEW)
