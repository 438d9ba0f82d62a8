"""Pictures in exports: read back from every format that carries them, in words elsewhere, whatever their texts hold."""

from __future__ import annotations

import re
import zipfile
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import pytest

from problemgen.course.export import Export, Exported, export
from problemgen.exporters.formats import EXPORTERS
from problemgen.files import shipped
from problemgen.importers.formats import READERS
from problemgen.importers.view import ReadPackage
from tests.banks import TINY, copied, edit

CARRIED = [name for name, each in EXPORTERS.items() if each.picture]
IN_WORDS = [name for name, each in EXPORTERS.items() if not each.picture]
SAID = """A "line" of <b> & ]]> {1:SA:=x} {\u2060{ } (h), µ: """
FIGURES = r"""
figures:
  - drawing: number_line
    unit: mV
    alt: 'A "line" of \<b> \& ]]> {1:SA:=x} {\{ } (h), µ: {{ V_m }} and {{ E }}, {{ ion.name }}'
    key_alt: with an arrow
    texts: {unit: mV, arrow: 'it''s \<i> \& \] \> "far"'}
    key_numbers: {arrow_from: E, arrow_to: V_m}
    items:
      - {texts: {label: '\<E>'}, numbers: {at: E}}
      - {texts: {label: 'V \& "m"'}, numbers: {at: V_m}}
  - alt: A straight line
    x: {label: voltage, unit: mV, from: -100 mV, to: 100 mV}
    y: {label: force, unit: mV, from: -200 mV, to: 200 mV}
    over: V_m
    curves: [{formula: V_m - E, label: '\<f>'}]
  - drawing: number_line
    unit: mV
    key: true
    alt: Only in the key
    texts: {unit: mV, arrow: ''}
    items: [{texts: {label: E}, numbers: {at: E}}]
parts:
"""


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a bank whose one problem shows a drawing, a plot, and a drawing in the key only."""
    monkeypatch.setenv("PROBLEMGEN_CACHE", str(tmp_path / "cache"))
    made = copied(TINY, tmp_path)
    edit(made, "problems/force/value.yaml", "\nparts:\n", FIGURES)
    return made


def exported(bank: Path, format: str, out: str = "export", pictures: bool = True) -> tuple[Path, Exported]:
    path = bank.parent / f"{out}{EXPORTERS[format].suffix}"
    return path, export(Export(format, "week1", str(bank), 4, None, path, pictures))


def read(bank: Path, format: str, pictures: bool = True) -> ReadPackage:
    return READERS[format](exported(bank, format, pictures=pictures)[0])


@pytest.mark.parametrize("format", CARRIED)
def test_pictures_are_read_back_with_their_words_and_without_findings(format: str, bank: Path) -> None:
    package = read(bank, format)
    assert package.findings == ()
    for question in package.questions:
        shown = tuple(dict.fromkeys(question.pictures))
        endings = [each.address.partition("-force.value-")[2].partition(".")[2] for each in shown]
        numbered = format == "blackboard-pool"
        assert endings == ([""] * 4 if numbered else ["1.svg", "2.svg", "1-key.svg", "3-key.svg"])
        asked, plot, explained, key = (each.alt for each in shown)
        assert (plot, key) == ("A straight line", "Only in the key")
        assert asked.startswith(SAID)
        assert explained == f"{asked} with an arrow"


@pytest.mark.parametrize("format", CARRIED)
def test_what_only_the_key_shows_is_not_on_the_page(format: str, bank: Path) -> None:
    for question in read(bank, format).questions:
        assert "-key" not in question.text
        assert "arrow" not in question.text


@pytest.mark.parametrize("format", IN_WORDS)
def test_a_format_without_files_says_in_words_what_there_is_to_see(format: str, bank: Path) -> None:
    path, made = exported(bank, format)
    package = READERS[format](path)
    assert package.findings == ()
    assert "pictures" in [loss.note.what for loss in made.losses]
    for question in package.questions:
        assert not question.pictures
        assert "[Picture: A straight line]" in question.text
        assert "arrow" not in question.text
        assert "[Picture: A &quot;line&quot; of &lt;b&gt; &amp; ]]&gt;" in question.text
        assert "with an arrow]" in question.solution or format == "blackboard"


@pytest.mark.parametrize("format", CARRIED)
def test_words_stand_in_place_of_pictures_where_none_are_wanted(format: str, bank: Path) -> None:
    path, made = exported(bank, format, pictures=False)
    package = READERS[format](path)
    assert package.findings == ()
    assert "pictures" in [loss.note.what for loss in made.losses]
    assert all("[Picture: A straight line]" in question.text and not question.pictures for question in package.questions)
    assert b"<svg" not in path.read_bytes()
    assert b'encoding="base64"' not in path.read_bytes()


@pytest.mark.parametrize("format", CARRIED)
def test_an_export_with_pictures_has_the_same_bytes_again_without_its_bank(
    format: str, bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = exported(bank, format, "first")[0]
    monkeypatch.setattr("problemgen.course.export._Job.planned", lambda _: pytest.fail("the bank is loaded"))
    assert exported(bank, format, "second")[0].read_bytes() == first.read_bytes()


def test_a_changed_drawing_makes_another_export(bank: Path) -> None:
    source = (shipped("templates") / "figures" / "number_line.svg.j2").read_text("utf-8")
    (bank / "figures").mkdir()
    own = bank / "figures" / "number_line.svg.j2"
    own.write_text(source, "utf-8")
    first = exported(bank, "moodle", "first")[0].read_bytes()
    own.write_text(source.replace('r="4"', 'r="7"') + "\n", "utf-8")
    assert exported(bank, "moodle", "second")[0].read_bytes() != first


def test_every_picture_of_moodle_is_a_file_of_the_text_that_shows_it(bank: Path) -> None:
    for text in ElementTree.parse(exported(bank, "moodle")[0]).iter():
        shown = re.findall(r"@@PLUGINFILE@@/([^\"]+)", text.findtext("text") or "")
        assert shown == [file.get("name") for file in text.findall("file")]
        for file in text.findall("file"):
            assert ElementTree.fromstring(b64decode(file.text or "")).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("format", ["canvas", "qti3", "qti21"])
def test_pictures_have_the_size_that_the_page_keeps_free(format: str, bank: Path) -> None:
    with zipfile.ZipFile(exported(bank, format)[0]) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        pages = b"".join(package.read(name) for name in package.namelist() if name.endswith(".xml")).decode()
        pictures = {name: package.read(name) for name in package.namelist() if name.endswith(".svg")}
    shown = re.findall(r'images/([^"]+\.svg)" alt="[^"]*" width="(\d+)" height="(\d+)"', pages)
    assert len(pictures) == 4 * 4
    assert {name for name, _, _ in shown} == {Path(name).name for name in pictures}
    for name, width, height in shown:
        root = ElementTree.fromstring(pictures[f"images/{name}"])
        assert (width, height) == tuple(f"{float(root.get(side, '')):.0f}" for side in ("width", "height"))


@pytest.mark.parametrize(
    ("format", "gone"),
    [("canvas", "not in the zip"), ("qti3", "not in the package"), ("blackboard-pool", "not in the package")],
)
def test_a_missing_picture_is_found(format: str, gone: str, bank: Path) -> None:
    path = exported(bank, format)[0]
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    missing = next(name for name in files if "-key" in name and name.endswith(".svg"))
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            if name != missing:
                package.writestr(name, data)
    assert any(gone in finding.message for finding in READERS[format](path).findings)


def test_pictures_without_words_or_with_broken_files_are_found(bank: Path) -> None:
    path = exported(bank, "moodle")[0]
    text = path.read_text("utf-8")
    worse = re.sub('encoding="base64">[^<]{8}', 'encoding="base64">', text.replace('alt="A straight line"', 'alt=""'))
    path.write_text(worse, "utf-8")
    messages = " ".join(finding.message for finding in READERS["moodle"](path).findings)
    assert "has no alternative text" in messages
    assert "is broken" in messages
