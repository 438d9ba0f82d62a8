"""Many LaTeX documents in one run: each PDF is what TeX makes of it alone, and one that fails takes no other with it."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pypdf
import pytest

from problemgen.course.build import Order, build
from problemgen.document import texrun
from problemgen.document.pdf import pdf
from problemgen.document.texrun import TexDocument, tex_pdfs
from problemgen.errors import ProblemgenError
from tests.banks import TINY
from tests.programs import need

PREAMBLE = r"""\documentclass[11pt,a4paper]{exam}
\usepackage[T1]{fontenc}
\usepackage{lmodern,amsmath,graphicx}
\usepackage[hidelinks]{hyperref}
\hypersetup{pdftitle={Sheets}, pdflang={en}}
\pagestyle{headandfoot}
\firstpagefooter{WHO}{}{Page \thepage\ of \numpages}
\runningfooter{WHO}{}{Page \thepage\ of \numpages}
\begin{document}
"""


def document(who: str, body: str, files: tuple[tuple[str, bytes], ...] = ()) -> TexDocument:
    return TexDocument(f"{PREAMBLE.replace('WHO', who)}{body}\n\\end{{document}}\n", files)


def words(data: bytes | str) -> list[str]:
    """Give the words of every page."""
    assert isinstance(data, bytes), data
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


@pytest.fixture(autouse=True)
def _tex() -> None:
    need("pdflatex")


def test_every_sheet_counts_its_own_pages() -> None:
    made = tex_pdfs([document("anna", "one \\newpage two"), document("ben", "alone"), document("cem", "a\\newpage b\\newpage c")])
    ends = [[page[page.index("Page") :] for page in words(each)] for each in made]
    assert ends == [["Page 1 of 2", "Page 2 of 2"], ["Page 1 of 1"], ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]]
    assert [{page.split()[1] for page in words(each) if "anna" in page or "ben" in page} for each in made][2] == set()


def test_titles_language_and_bytes_are_the_same_again() -> None:
    documents = [document("anna", "one"), document("ben", "two")]
    made = tex_pdfs(documents)
    assert made == tex_pdfs(documents)
    for each in made:
        assert isinstance(each, bytes)
        reader = pypdf.PdfReader(io.BytesIO(each))
        assert (reader.metadata and reader.metadata.title, reader.trailer["/Root"]["/Lang"]) == ("Sheets", "en")  # type: ignore[index]


@pytest.mark.parametrize(("body", "reason"), [
    (r"\nosuchcommand", "Undefined control sequence"),
    (r"\begin{center} never ended", "TeX ended with 1"),
    (r"} $ {", "Extra }, or forgotten"),
    (r"\includegraphics{figures/missing.pdf}", "missing.pdf' not found"),
    (r"\input{/etc/passwd}", "not found"),
    (r"\end{document} \begin{document}", "ended by \\end{document}"),
])  # fmt: skip
def test_a_sheet_that_fails_is_left_out_with_its_reason(body: str, reason: str) -> None:
    documents = [document("anna", "one"), document("mallory", body), document("ben", "two")]
    first, bad, last = tex_pdfs(documents)
    assert isinstance(bad, str)
    assert reason in bad
    assert words(first)[0].startswith("one")
    assert words(last)[0].startswith("two")


def test_a_sheet_that_never_ends_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texrun, "PATIENCE", (8.0, 0.0))
    first, bad = tex_pdfs([document("anna", "one"), document("mallory", r"\def\x{\x}\x")])
    assert bad == "TeX took more than 8 s"
    assert words(first)[0].startswith("one")


def test_a_sheet_may_write_no_file_and_run_no_program(tmp_path: Path) -> None:
    target = tmp_path / "written"
    body = rf"\newwrite\w\immediate\openout\w={target}.txt\immediate\write\w{{x}}\immediate\write18{{touch {target}}}"
    tex_pdfs([document("mallory", body)])
    assert list(tmp_path.iterdir()) == []


def test_a_preamble_of_its_own_cannot_be_shared() -> None:
    other = document("ben", "two")
    other = TexDocument(other.source.replace("lmodern,amsmath", "lmodern"))
    assert tex_pdfs([document("anna", "one"), other])[1] == "its preamble is not that of the others"


def test_each_sheet_shows_its_own_pictures() -> None:
    pictures = [pdf(f"#set page(width: 40pt, height: 20pt, margin: 2pt)\n#text(8pt)[{name}]") for name in ("first", "second")]
    show = r"\includegraphics{figures/problem1.pdf}"
    made = tex_pdfs([document(f"s{n}", show, (("figures/problem1.pdf", each),)) for n, each in enumerate(pictures)])
    assert ["first" in words(made[0])[0], "second" in words(made[1])[0]] == [True, True]
    assert "second" not in words(made[0])[0]


NAMES = {
    "anna": "Anna",
    "hostile": r"\input{x} $ % # & ~ ^ _ {} \end{document}",
    "greek": "Ἀθηνᾶ",
    "han": "李小龍",
    "accents": "Žofie Ångström",
}


def test_a_build_sets_all_names_and_falls_back_where_tex_has_no_letters(tmp_path: Path) -> None:
    roster = tmp_path / "class.csv"
    roster.write_text("id,name\n" + "".join(f'{id},"{name}"\n' for id, name in NAMES.items()), encoding="utf-8")
    built = build(Order("week1", str(TINY), roster, tmp_path / "out", ("pdf",), 1, pdf_engine="tex"))
    for id, name in NAMES.items():
        for path in (f"students/{id}/worksheet.pdf", f"instructor/{id}/key.pdf"):
            text = words((built.folder / path).read_bytes())[0]
            assert "Driving force" in text
            if name.isascii():
                assert name.split()[-1][:5] in text
    for word in built.words:
        assert "its PDF comes from the embedded engine" in word
    assert not any(f"of {id} (" in word for id in ("anna", "hostile", "accents") for word in built.words)


def test_one_worker_and_two_make_the_same_pdfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = tmp_path / "class.csv"
    roster.write_text("id,name\n" + "".join(f"s{n},Student {n}\n" for n in range(6)))
    found = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        folder = build(Order("week1", str(TINY), roster, out, ("pdf",), workers, pdf_engine="tex")).folder
        found.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.pdf")})
    assert len(found[0]) == 12
    assert found[0] == found[1]


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    with pytest.raises(ProblemgenError, match=r"pip install 'problemgen\[tex\]'"):
        tex_pdfs([document("anna", "one")])
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ProblemgenError, match="pdflatex is not installed"):
        tex_pdfs([document("anna", "one")])
