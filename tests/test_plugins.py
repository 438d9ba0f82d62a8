"""Exporters, drawings and kinds of answers come from other packages: the one in the docs is installed as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.banks import TINY, copied, edit

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "add-an-exporter.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BROKEN = """
[project.entry-points."problemgen.exporters"]
absent = "lab_broken.nothing:EXPORTER"
strange = "lab_broken.strange:EXPORTER"
exiting = "lab_broken.exiting:EXPORTER"
moodle = "lab_broken.exiting:EXPORTER"
torn = "lab_broken.torn:TORN"
lazy = "lab_broken.torn:LAZY"
wordless = "lab_broken.torn:WORDLESS"
talking = "lab_broken.torn:TALKING"
named = "lab_broken.torn:TALKING"

[project.entry-points."problemgen.figures"]
torn = "lab_broken.strange:torn"
unsafe = "lab_broken.strange:unsafe"
ending = "lab_broken.strange:ending"
talking = "lab_broken.strange:talking"

[project.entry-points."problemgen.answers"]
nonsense = "lab_broken.strange:nonsense"
ending = "lab_broken.strange:ending"
endless = "lab_broken.strange:endless"
quantity = "lab_broken.strange:nonsense"
"""
STRANGE = """
EXPORTER = "no exporter"
def torn(scene): return scene.numbers["no such number"]
def unsafe(scene): return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><image href="http://x"/></svg>'
def nonsense(fields): return 7
def ending(asked): raise SystemExit(5)
def endless(fields): return endless(fields)
def talking(scene):
    print("a line that is no JSON")
    return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><rect x="1" y="1" width="9" height="9"/></svg>'
"""
TORN = """
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.quiz import ExportFile
print("a line while it is loaded")

def exporter(name, write=lambda item: ("x",), pieces=lambda: ["x"], notes=lambda item: ()):
    files = lambda quiz: [ExportFile("x.txt", pieces())]
    return Exporter(name=name, title="X", markup="html", suffix=".txt", split=False, plain_digits=False, write=write, files=files,
                    notes=notes)

def later():
    yield "x"
    raise KeyError("in the middle of a file")

TORN = exporter("torn", write=lambda item: item.nothing)
LAZY = exporter("lazy", pieces=later)
WORDLESS = exporter("wordless", write=lambda item: "a text")
TALKING = exporter("talking", notes=lambda item: print("a line in between") or ())
"""


def installed(package: Path, folder: Path) -> None:
    """Install a package into a folder with pip, without the network."""
    words = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation",
             "--disable-pip-version-check", "--target", folder, package]  # fmt: skip
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder into which the package of the docs and a broken one are installed."""
    made, folder = tmp_path_factory.mktemp("packages"), tmp_path_factory.mktemp("site")
    files = dict(FILE.findall(PAGE))
    assert set(files) == {"pyproject.toml", "lab_extras/__init__.py", "lab_extras/flashcards.py", "lab_extras/bank.py"}
    head = files["pyproject.toml"].partition("[project.entry")[0].replace("lab-extras", "lab-broken")
    files |= {"broken/pyproject.toml": head + BROKEN, "broken/lab_broken/strange.py": STRANGE}
    files |= {"broken/lab_broken/torn.py": TORN, "broken/lab_broken/exiting.py": "raise SystemExit(3)\n"}
    files["broken/lab_broken/__init__.py"] = ""
    for name, text in files.items():
        path = made / name if name.startswith("broken") else made / "whole" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    installed(made / "whole", folder)
    installed(made / "broken", folder)
    return folder


def run(site: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    code = "from problemgen.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run([sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, check=False,
                          env=environment)  # fmt: skip


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return copied(TINY, tmp_path)


def test_an_exporter_of_another_package_exports(site: Path, bank: Path, tmp_path: Path) -> None:
    out = tmp_path / "cards.txt"
    done = run(site, "export", "flashcards", "week1", "--bank", bank, "--variants", "5", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "feedback and points: left out: a card shows the answer only" in done.stdout
    cards = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(cards) == 10
    assert all(len(card) == 2 for card in cards)
    numbers = [card for card in cards if "driving force" in card[0]]
    for question, answer in numbers:  # the answer is V_m - E of the card's own numbers
        v_m, e = (float(text.replace("−", "-")) for text in re.findall(r"([−-]?\d+)(?=[^\d<]{0,20}mV)", question)[:2])
        assert float(re.sub("[^-0-9.]", "", answer.replace("−", "-"))) == pytest.approx(v_m - e)


def test_an_unknown_format_lists_those_of_packages(site: Path, bank: Path) -> None:
    assert "did you mean 'flashcards'" in run(site, "export", "flashcard", "week1", "--bank", bank).stderr


def test_nothing_of_a_package_is_imported_by_help_and_check(site: Path, tmp_path: Path) -> None:
    code = "import sys; from problemgen.cli import main\ntry: main(['--help'])\nfinally: print('lab_extras' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.splitlines()[-1] == "False"
    code = "import sys, problemgen.checker; print([name for name in sys.modules if 'plugins' in name or 'metadata' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.strip() == "[]"


FIGURE = "figures: [{drawing: NAME, title: T, alt: A thermometer., unit: mV, numbers: {T: V_m}, texts: {label: so}}]\ngolden:"


@pytest.mark.parametrize(("format", "file"), [("md", "figures/problem1.svg"), ("pdf", "worksheet.pdf")])
def test_a_drawing_of_another_package_draws(site: Path, bank: Path, tmp_path: Path, format: str, file: str) -> None:
    edit(bank, "problems/force/value.yaml", "golden:", FIGURE.replace("NAME", "thermometer"))
    roster = tmp_path / "class.csv"
    roster.write_text("id,name\na,A\n")
    done = run(site, "build", "week1", "--bank", bank, "--roster", roster, "--formats", format, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    made = tmp_path / "out/week1/students/a" / file
    assert made.is_file()
    if format == "md":
        assert ">so</text>" in made.read_text(encoding="utf-8")


def test_a_kind_of_answer_of_another_package_is_judged(site: Path, bank: Path, tmp_path: Path) -> None:
    """A reading is right to half a division: 10 mV here, where the template said 0.5."""
    edit(bank, "problems/force/value.yaml", "answer: {quantity: DF, unit: mV, decimals: 1, tolerance: {absolute: 0.5 mV}}",
         "answer: {kind: reading, quantity: DF, unit: mV, division: 20}")  # fmt: skip
    key = tmp_path / "key.json"
    done = run(site, "show", "force.value", "--bank", bank, "--index", "0", "--key", key)
    assert done.returncode == 0, done.stderr
    right = float(re.search(r'"value": (-?[\d.]+)', key.read_text())[1])  # type: ignore[index]
    near, far = (run(site, "check", key, "a", "--", f"{right + off} mV").stdout for off in (9, 11))
    assert near.startswith("CORRECT")
    assert far.startswith("INCORRECT")


@pytest.mark.parametrize(("change", "message"), [
    ("{kind: reading, quantity: DF}", "value.yaml:12.*: a reading has the fields quantity, unit and division"),
    ("{kind: readings, quantity: DF}", "value.yaml:12.*: no kind of answer 'readings'; an answer has one of: quantity"),
    ("{kind: nonsense}", "the kind of answer 'nonsense' of the package lab-broken does not work .it must give an answer"),
    ("{kind: ending}", "the kind of answer 'ending' of the package lab-broken does not work .SystemExit: 5"),
    ("{kind: endless}", "the kind of answer 'endless' of the package lab-broken does not work .RecursionError"),
])  # fmt: skip
def test_what_is_wrong_with_a_kind_is_told_at_its_place(site: Path, bank: Path, change: str, message: str) -> None:
    edit(bank, "problems/force/value.yaml", "{quantity: DF, unit: mV, decimals: 1, tolerance: {absolute: 0.5 mV}}", change)
    done = run(site, "show", "force.value", "--bank", bank)
    assert done.returncode == 1
    assert re.search(message, done.stderr), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("name", "message"), [
    ("torn", r"the drawing 'torn' of the package lab-broken does not work \(KeyError: 'no such number'\)"),
    ("unsafe", "<image> has no place in a picture"),
    ("ending", r"the drawing 'ending' of the package lab-broken does not work \(SystemExit: 5\)"),
    ("thermometre", "no drawing 'thermometre'; did you mean 'thermometer'"),
])  # fmt: skip
def test_a_drawing_that_fails_is_told(site: Path, bank: Path, tmp_path: Path, name: str, message: str) -> None:
    edit(bank, "problems/force/value.yaml", "golden:", FIGURE.replace("NAME", name))
    roster = tmp_path / "class.csv"
    roster.write_text("id,name\na,A\n")
    done = run(site, "build", "week1", "--bank", bank, "--roster", roster, "--formats", "md", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert re.search(message, done.stderr), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("name", "why"), [
    ("absent", "ModuleNotFoundError"), ("strange", "is no Exporter"), ("exiting", "SystemExit: 3"), ("torn", "AttributeError: "),
    ("lazy", "KeyError: 'in the middle of a file'"), ("wordless", "`write` must give a tuple of texts"),
    ("named", "it calls itself 'talking'"),
])  # fmt: skip
def test_an_exporter_that_does_not_work_is_told_with_its_package(
    site: Path, bank: Path, tmp_path: Path, name: str, why: str
) -> None:
    done = run(site, "export", name, "week1", "--bank", bank, "--out", tmp_path / "out.txt")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.txt").exists()
    assert done.returncode == 1
    assert f"the exporter {name!r} of the package lab-broken does not work (" in done.stderr
    assert why in done.stderr


def test_what_a_package_prints_stays_out_of_our_output(site: Path, bank: Path, tmp_path: Path) -> None:
    """Programs read standard output."""
    edit(bank, "problems/force/value.yaml", "golden:", FIGURE.replace("NAME", "talking"))
    roster = tmp_path / "class.csv"
    roster.write_text("id,name\na,A\n")
    done = run(site, "build", "week1", "--bank", bank, "--roster", roster, "--formats", "md", "--out", tmp_path / "out", "--json")
    assert json.loads(done.stdout)["sheets"] == 1
    assert "a line that is no JSON" in done.stderr
    done = run(site, "export", "talking", "week1", "--bank", bank, "--out", tmp_path / "out.txt", "--json")
    assert json.loads(done.stdout)["questions"] > 0
    assert ("a line while it is loaded" in done.stderr, "a line in between" in done.stderr) == (True, True)


def test_what_comes_with_problemgen_cannot_be_taken_by_a_package(site: Path, bank: Path, tmp_path: Path) -> None:
    """A package that brings `moodle`, or a kind `quantity`, is not even loaded for it."""
    assert run(site, "export", "moodle", "week1", "--bank", bank, "--out", tmp_path / "out.xml").returncode == 0
    edit(bank, "problems/force/value.yaml", "answer: {quantity: DF", "answer: {kind: quantity, quantity: DF")
    assert run(site, "show", "force.value", "--bank", bank).returncode == 0


@pytest.mark.parametrize("content", [
    b"no list\n[problemgen.figures\nx y z\n", b"\xff\xfe[x]\n", b"[problemgen.figures]\n= =\nx\n",
])  # fmt: skip
def test_a_package_whose_list_cannot_be_read_stops_nobody(tmp_path: Path, content: bytes) -> None:
    """It may have nothing to do with problemgen."""
    for name, text in (("torn", content), ("whole", b"[problemgen.figures]\ngauge = whole:draw\n")):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_bytes(text)
    code = "from problemgen import plugins; print(plugins.names('figures'), plugins.packages())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.stdout == "('gauge',) {'whole': '1.0'}\n", done.stderr
