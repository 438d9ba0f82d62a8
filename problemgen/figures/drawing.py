"""Draw with a template of a bank or of problemgen: Scene -> SVG."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError

from problemgen import plugins
from problemgen.errors import Place, ProblemgenError
from problemgen.figures.sandbox import MAX_OUTPUT, rendered
from problemgen.figures.scene import Scene

PACKAGE = "package:"  # what the file is called where a function of an installed package draws


def template_of(drawings: Mapping[str, Path], name: str) -> tuple[str, str]:
    """Give the text and the file of a drawing; a bank's own wins over a package's. Raises ProblemgenError."""
    path = drawings.get(name)
    return ("", PACKAGE + name) if path is None else (source_of(path), str(path))


def draw(source: str, file: str, scene: Scene) -> str:
    """Fill a drawing's template, whose text is ``source``. Raises ProblemgenError with the template's place."""
    if file.startswith(PACKAGE):
        return _by_package(file.removeprefix(PACKAGE), scene)
    values = {"texts": scene.texts, "numbers": scene.numbers, "items": scene.items, "key": scene.key}
    try:
        return rendered(source, file, values)
    except TemplateSyntaxError as error:
        raise ProblemgenError(f"{error.message}; mend the drawing", Place(file, error.lineno)) from error
    except SecurityError as error:
        raise ProblemgenError(f"{error.message}; mend the drawing", Place(file, _line(error, file) or 1)) from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ProblemgenError(f"{error}; mend the drawing, or give it what it needs", Place(file, _line(error, file))) from error


def _by_package(name: str, scene: Scene) -> str:
    make = plugins.load("figures", name)
    with plugins.guarded("figures", name):
        svg = make(scene)
    if not isinstance(svg, str) or len(svg) > MAX_OUTPUT:
        raise plugins.broken("figures", name, f"it must give an SVG text of {MAX_OUTPUT} characters at most")
    return svg


def _line(error: Exception, file: str) -> int:
    """Find the line of the drawing at which it failed; 0 where it cannot be told."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@cache
def _read(path: Path, _stamp: int) -> str:
    return path.read_text("utf-8")


def source_of(path: Path) -> str:
    """Read a drawing's template, again where the file has changed. Raises ProblemgenError."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemgenError(f"this drawing cannot be read: {error}", Place(str(path))) from error
