"""Make the self-check page: a printed sheet, a sealed key and practice variants -> one HTML file that loads and sends nothing.

The frame is a Jinja template (``templates/page/``); style and scripts stand in the file, and its policy names their hashes, so
that a browser runs these and nothing else. The larger script (checker and ``page.js``) is deflated; ``boot.js`` inflates it.
Files of the same names in a folder ``page/`` of the user's own win.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from problemgen.document.render import filled
from problemgen.document.script import checker_script
from problemgen.document.sheet import Safe, Sheet, SheetProblem
from problemgen.errors import Place, ProblemgenError
from problemgen.files import shipped

FORMAT = "page"  # of the printer
BUDGET = 150_000  # bytes of a page

_COMMENTS = {".js": re.compile(r"^\s*//.*\n|(?<=[;{},(]) // .*$", re.MULTILINE), ".css": re.compile(r"/\*.*?\*/", re.DOTALL)}
_INDENTS = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_FORBIDDEN = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)  # what would end the element that holds the text

_PRACTICE = "\ue000"  # stands for the practice variants while the rest is measured; no text of a sheet has it


@dataclass(frozen=True)
class PageParts:
    """What the frame puts around a sheet."""

    policy: str
    style: Safe
    boot: Safe
    program: Safe
    data: Safe
    practice: Safe


def page(
    sheet: Sheet, data: Mapping[str, Any], practice: Callable[[int], str] = lambda _: "", folders: tuple[Path, ...] = ()
) -> bytes:
    """Make the page of a sheet; ``data`` is for its script. Raises ProblemgenError.

    ``practice`` gives a text of ``practice_data`` for a page that has so many bytes without it, or ''.
    """
    policy, style, boot, program = _fixed(*(_file(name, folders) for name in ("page.css", "boot.js", "page.js")))
    digest = hashlib.sha256(_json(data).encode()).hexdigest()[:8]
    parts = PageParts(policy, style, boot, program, Safe(_json({**data, "version": digest})), Safe(_PRACTICE))
    made = filled("page/page.html.j2", "html", {"sheet": sheet, "page": parts}, folders)
    return made.replace(_PRACTICE, practice(len(made.encode()))).encode()


def body(problem: SheetProblem, folders: tuple[Path, ...] = ()) -> str:
    """Print what stands below a problem's title."""
    return filled("page/practice.html.j2", "html", {"problem": problem}, folders).strip()


def deflated(text: str) -> bytes:
    """Deflate a text as ``boot.js`` inflates it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text.encode()) + packer.flush()


def practice_data(salt: str, box: str) -> str:
    """Write covered practice variants as the page holds them."""
    return _json({"salt": salt, "box": box})


def _json(data: Mapping[str, Any]) -> str:
    """Write JSON that no HTML parser takes for markup."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@dataclass(frozen=True)
class _File:
    path: Path
    changed: int  # when, so that a file that is being edited is read again
    ours: bool


def _file(name: str, folders: tuple[Path, ...]) -> _File:
    """Find a file of the page, the user's own before the shipped one."""
    for folder in (*folders, shipped("templates")):
        path = folder / "page" / name
        if path.is_file():
            return _File(path, path.stat().st_mtime_ns, folder == shipped("templates"))
    raise ProblemgenError(f"page/{name} is missing; put it back into templates/")


@lru_cache(maxsize=8)
def _fixed(style: _File, boot: _File, script: _File) -> tuple[str, Safe, Safe, Safe]:
    """Read style and scripts, the same for all pages, and write the policy that allows them and nothing else."""
    css, first, second = _whole(style), _whole(boot), f"{checker_script()}\n{_text(script)}"
    policy = (f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(first)} {_hash(second)}; "
              "img-src data:; base-uri 'none'; form-action 'none'")  # fmt: skip
    return policy, Safe(css), Safe(first), Safe(base64.b64encode(deflated(second)).decode())


def _whole(file: _File) -> str:
    """Read a file that stands in the page as it is. Raises ProblemgenError where the page would end it too early."""
    text = _text(file)
    found = _FORBIDDEN.search(text)
    if found:
        raise ProblemgenError(f"{found[0]!r} would end the page's own element; write it in two pieces", Place(str(file.path)))
    return text


def _text(file: _File) -> str:
    try:
        text = file.path.read_text("utf-8")  # line ends become \n, as a browser sees them before it hashes
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemgenError(f"the file cannot be read ({error}); save it as UTF-8", Place(str(file.path))) from error
    return _INDENTS.sub("", _COMMENTS[file.path.suffix].sub("", text)).strip("\n") if file.ours else text.replace("\0", "")


def _hash(text: str) -> str:
    """Name a text in a policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
