"""What the bytes of a sheet depend on besides the manifest, by digest: the bank's files, the program, its engines.

The manifest names the edition of each sheet, so that years later it can be said what is no longer as it was.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from problemgen import __version__, plugins
from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.course.strictly import text, texts
from problemgen.document.pdf import fonts
from problemgen.files import shipped

ENGINES = ("typst", "ziaplot", "sympy", "markdown-it-py", "jinja2")  # whose versions may show in the bytes
PDF = "PDF by"  # the name under which that is kept among the engines
FONTS = "fonts"  # the one under which a digest of this machine's is: letters that the embedded ones lack come from these
_CODE = (  # what makes sheets
    *(f"{room}/**/*.py" for room in ("maths", "markup", "checker", "bank", "variant", "figures", "document")),
    *(f"course/{name}.py" for name in ("assignment", "overview", "points", "practice", "sheets", "writing")),
    *("cache.py", "defaults.py", "frozen.py", "responses/filled.py"),
)
_FRAMES = ("*.j2", "page/**/*", "figures/*")  # what of templates/ makes sheets


@dataclass(frozen=True)
class Edition:
    """One state of everything that sheets are made from; empty where an older manifest recorded nothing."""

    generator: str
    program: str = ""  # digest of the code and the document templates that come with it
    engines: Mapping[str, str] = field(default_factory=dict)
    bank: Mapping[str, str] = field(default_factory=dict)  # digests of the bank's files
    documents: Mapping[str, str] = field(default_factory=dict)  # digests of the user's own document templates


UNRECORDED = Edition(__version__)


def edition(
    bank: Bank, assignment: str, templates: Iterable[str], overrides: Path | None = None, pdf_engine: str = "typst"
) -> Edition:
    """Take the digests of what an assignment's sheets are made from now."""
    files = [*_sections(bank.folder), bank.assignments[assignment], *(bank.templates[id] for id in templates)]
    own = sorted(path for path in overrides.rglob("*") if path.is_file()) if overrides else []
    tex = {"TeX": tex_version(), "pikepdf": _version("pikepdf")} if pdf_engine == "tex" else {}
    engines = {PDF: pdf_engine, **_engines(), **tex}
    return Edition(__version__, program(), engines, _digests(files, bank.folder), _digests(own, overrides or Path()))


def read_edition(data: Any) -> Edition:
    """Read an edition from a manifest. Raises ValueError."""
    engines, bank, documents = (texts(data, name) for name in ("engines", "bank", "documents"))
    return Edition(text(data, "generator"), text(data, "program"), engines, bank, documents)


def edition_data(each: Edition) -> dict[str, Any]:
    """Give an edition as JSON-ready data."""
    return asdict(each)


def differences(then: Edition, now: Edition) -> list[str]:
    """Say what is no longer as it was, one line a thing."""
    found = [f"problemgen {then.generator} then, {now.generator} now"] if then.generator != now.generator else []
    if not then.program:
        return [*found, "an earlier version issued this sheet and kept no digests: what else changed is not known"]
    if not found and then.program != now.program:
        found.append(f"the code or the document templates of problemgen {now.generator} were changed")
    names = sorted({*then.engines, *now.engines})
    found += [_other(name, then.engines.get(name), now.engines.get(name))
              for name in names if then.engines.get(name) != now.engines.get(name)]  # fmt: skip
    found += _changed("the bank's", then.bank, now.bank)
    found += _changed("your document template", then.documents, now.documents)
    return found


def _other(name: str, then: str | None, now: str | None) -> str:
    if name == FONTS and then is not None:
        return "this machine has other fonts, which matters for letters that Typst's own fonts lack"
    return f"{name} {then or 'not recorded'} then, {now or 'none'} now"


def _changed(whose: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            what = "was added" if name not in then else "is gone" if name not in now else "was changed"
            yield f"{whose} {name} {what}"


def _sections(folder: Path) -> list[Path]:
    """List the files of a bank that every template may draw on: sections, tables, drawings."""
    yaml = (path for path in folder.rglob("*.yaml") if path.relative_to(folder).parts[0] not in ("problems", "assignments"))
    return sorted([*(path for path in yaml if not path.name.startswith(".")), *(folder / "figures").glob("*.svg.j2")])


def _digests(files: Iterable[Path], folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@cache
def program() -> str:
    """Give the digest of the code and the document templates that come with the program."""
    here, frames = Path(__file__).parent.parent, shipped("templates")
    code = (path for pattern in _CODE for path in here.glob(pattern))
    texts = (path for pattern in _FRAMES for path in frames.glob(pattern) if path.is_file())
    named = {path.relative_to(here.parent if here in path.parents else frames).as_posix(): path for path in (*code, *texts)}
    lines = (f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in sorted(named.items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@cache
def _engines() -> dict[str, str]:
    return {**{name: _version(name) for name in ENGINES}, **plugins.packages(), "Python": platform.python_version(),
            "zlib": zlib.ZLIB_RUNTIME_VERSION, FONTS: digest(*fonts())[:16]}  # fmt: skip


@cache
def tex_version() -> str:
    """Give the first line of what TeX says of itself."""
    found = shutil.which("pdflatex")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout if found else ""
    return said.partition("\n")[0] or "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # a program put together without its packages' records
        return "unknown"
