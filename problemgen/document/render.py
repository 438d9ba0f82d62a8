"""Fill a document template with a sheet: (document, format, Sheet) -> text, through sandboxed Jinja.

A file of the same name in a folder of the user's own wins over the shipped one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from problemgen.document.sheet import Safe, Sheet, SheetMistake, SheetPart, SheetProblem, SheetSolution
from problemgen.errors import Place, ProblemgenError
from problemgen.files import shipped
from problemgen.markup import escape
from problemgen.markup.tex_text import tex
from problemgen.maths.print_typst import quoted

Document = Literal["worksheet", "key"]


@dataclass(frozen=True)
class _Markup:
    """How templates of one format are written."""

    escape: Callable[[str], str]
    block: tuple[str, str] = ("<%", "%>")  # neither TeX nor Typst uses these
    variable: tuple[str, str] = ("<<", ">>")
    comment: tuple[str, str] = ("<#", "#>")


_MARKUP = {
    "md": _Markup(escape.markdown, ("{%", "%}"), ("{{", "}}"), ("{#", "#}")),
    "tex": _Markup(tex),
    "typ": _Markup(escape.typst),
    "html": _Markup(escape.html, ("{%", "%}"), ("{{", "}}"), ("{#", "#}")),
}
FORMATS = ("md", "tex", "typ")


def render(document: Document, format: str, sheet: Sheet, folders: tuple[Path, ...] = ()) -> str:
    """Make a worksheet or a key: md, tex or typ. Raises ProblemgenError with the place in a broken template."""
    return filled(f"{document}.{format}.j2", format, {"sheet": sheet}, folders)


def filled(name: str, format: str, views: Mapping[str, object], folders: tuple[Path, ...] = ()) -> str:
    """Fill a template with what it is to show, in the sandbox. Raises ProblemgenError with the place in a broken one."""
    environment = _environment(format, folders)
    try:
        return environment.get_template(name).render(views)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise _told(error, name) from error


_VIEWS = (Sheet, SheetProblem, SheetPart, SheetSolution, SheetMistake)
_PLAIN: dict[type, frozenset[str]] = {view: frozenset(field.name for field in fields(view)) for view in _VIEWS}


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which a macro's output is markup, and everything else that is plain text is data."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a field of a sheet at once (they are plain data); look twice at everything else."""
        return getattr(obj, attribute) if attribute in _PLAIN.get(type(obj), ()) else super().getattr(obj, attribute)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if isinstance(called, (Macro, BlockReference)):
            kwargs.pop("_loop_vars", None)  # what compiled templates pass along for functions that want the context
            kwargs.pop("_block_vars", None)
            return Safe(called(*args, **kwargs))
        return super().call(context, called, *args, **kwargs)


@cache
def _environment(format: str, folders: tuple[Path, ...]) -> _Environment:
    markup = _MARKUP[format]

    def finalize(value: object) -> str:
        if type(value) is Safe:
            return value
        text = "" if value is None else str(value)
        return text if text.isalnum() and text.isascii() else markup.escape(text)

    environment = _Environment(
        *markup.block,
        *markup.variable,
        *markup.comment,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=finalize,
        auto_reload=False,
        loader=FileSystemLoader([*folders, shipped("templates")]),
    )
    environment.filters.update(points=_points, letter=_letter, quoted=_quoted)
    return environment


def forget_templates() -> None:
    """Read templates from their files again: somebody may have changed them."""
    _environment.cache_clear()


def _quoted(value: str) -> Safe:
    """Write a string of Typst's code."""
    return Safe(quoted(escape.clean(value)))


def _points(value: float) -> str:
    """Say how many points: ``1 point``, ``2.5 points``."""
    return f"{value:g} point{'' if value == 1 else 's'}"


def _letter(index: int) -> str:
    """Name an option: A, B, ... Z, AA, ..."""
    return (_letter(index // 26 - 1) if index >= 26 else "") + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index % 26]


def _told(error: Exception, name: str) -> ProblemgenError:
    """Say where in a template something went wrong."""
    if isinstance(error, TemplateNotFound):
        return ProblemgenError(f"the template {error.name} is missing; put it beside {name}, or in templates/")
    if isinstance(error, TemplateSyntaxError):
        return ProblemgenError(f"{error.message}; mend the template", Place(error.filename or name, error.lineno))
    advice = "the sandbox allows no such thing" if isinstance(error, SecurityError) else "mend the template"
    return ProblemgenError(f"{error}; {advice}", _place(error, name))


def _place(error: Exception, name: str) -> Place:
    """Find the innermost line of a template in the traceback (Jinja gives templates their own lines)."""
    place = Place(name)
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = Place(file, trace.tb_lineno)
        trace = trace.tb_next
    return place
