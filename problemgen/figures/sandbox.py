"""A Jinja in which a drawing from a stranger can only draw: a closed part of the language, with bounded work and output.

A drawing comes with a bank, and a bank may come from anybody. What is not on the list below is refused when the drawing is
read; loops share a budget of rounds; numbers are only added and multiplied with numbers, so that no text can grow by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from problemgen.figures import shapes
from problemgen.figures.scene import SceneItem
from problemgen.files import shipped

MAX_SOURCE = 64_000  # characters of a template
MAX_OUTPUT = 200_000  # characters of a drawing
ROUNDS = 20_000  # of all loops of a drawing together

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.NSRef, nodes.Const, nodes.Getattr, nodes.Getitem,
    nodes.For, nodes.If, nodes.Macro, nodes.Call, nodes.Assign, nodes.Filter, nodes.Test, nodes.CondExpr, nodes.List,
    nodes.Tuple, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub,
    nodes.Mul, nodes.Div, nodes.Keyword, nodes.FromImport, nodes.Import,
)  # fmt: skip
_FILTERS: dict[str, Callable[..., Any]] = {
    "abs": abs, "length": len, "xy": shapes.xy, "tick": shapes.tick_text, "pick": shapes.pick, "widths": shapes.widths,
    "having": shapes.having, "saying": shapes.saying,
}  # fmt: skip
_TESTS = ("defined", "undefined", "none", "even", "odd")
_HELPERS: dict[str, Callable[..., Any]] = {
    "min": min, "max": max, "ticks": shapes.ticks, "levels": shapes.levels, "along": shapes.along, "width": shapes.width,
    "along_all": shapes.along_all, "arrow_head": shapes.arrow_head, "shaft": shapes.shaft,
    "spread": shapes.spread, "wrap": shapes.wrap, "root": shapes.root, "within": shapes.within,
    "within_all": shapes.within_all,
}  # fmt: skip
_NUMBERS = frozenset((int, float, bool))
_LOOP = ("index", "index0", "first", "last", "length")


class DrawingEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox; ``rounds`` is what the drawing that is being made may still loop."""

    intercepted_binops = frozenset(("+", "*"))

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
                         loader=_Shared(), finalize=_printed, cache_size=100)  # fmt: skip
        self.rounds = ROUNDS
        self.filters = {**_FILTERS, "counted": self.counted}
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.globals = {**_HELPERS, "range": self.range}
        self.helpers = frozenset(self.globals.values())

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > MAX_SOURCE:
            raise SecurityError(f"a drawing has {MAX_SOURCE} characters at most")
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            _refuse(node)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
        return tree

    def counted(self, items: Iterable[Any]) -> list[Any]:
        """Take what a loop goes through off the budget."""
        if isinstance(items, str):
            raise SecurityError("a text cannot be gone through")
        found = list(islice(items, self.rounds + 1))
        self.rounds -= len(found)
        if self.rounds < 0:
            raise SecurityError(f"the loops of a drawing have {ROUNDS} rounds at most")
        return found

    def range(self, *ends: int) -> range:
        """Count, as far as the budget goes."""
        numbers = range(*ends)
        if len(numbers) > ROUNDS:
            raise SecurityError(f"the loops of a drawing have {ROUNDS} rounds at most")
        return numbers

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if not (type(left) in _NUMBERS and type(right) in _NUMBERS):
            raise SecurityError(f"{operator!r} takes numbers; write texts one after the other")
        return float(left) + float(right) if operator == "+" else float(left) * float(right)

    def getattr(self, of: Any, attribute: str) -> Any:
        """Give a text, a number or a field of an item: nothing else of any object can be reached."""
        if type(of) is dict:
            return of[attribute] if attribute in of else self.undefined(f"no {attribute!r} is given to this drawing")
        if type(of) is SceneItem:
            return of.numbers if attribute == "numbers" else of.texts if attribute == "texts" else self.undefined(name=attribute)
        if isinstance(of, LoopContext) and attribute in _LOOP:
            return getattr(of, attribute)
        if isinstance(of, TemplateModule):
            return super().getattr(of, attribute)
        raise SecurityError(f"a drawing cannot look into {type(of).__name__}: {attribute!r}")

    def getitem(self, of: Any, argument: Any) -> Any:
        """Give one of a list, by its number; what is named is given by its name."""
        if isinstance(of, (list, tuple)) and type(argument) in _NUMBERS:
            return of[int(argument)]
        return self.getattr(of, argument)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or a helper, and nothing else."""
        kwargs.pop("_loop_vars", None)  # what jinja2 passes for functions that ask for the context; none of these does
        kwargs.pop("_block_vars", None)
        if type(called) is Macro:
            result = called(*args, **kwargs)
            if len(result) > MAX_OUTPUT:
                raise SecurityError(f"a drawing has {MAX_OUTPUT} characters at most")
            return result
        if called in self.helpers:
            return called(*args, **kwargs)
        raise SecurityError("a drawing calls macros and the helpers for drawings, nothing else")


def _refuse(node: nodes.Node) -> None:
    """Raise SecurityError for what a drawing may not do."""
    if not isinstance(node, _ALLOWED):
        raise SecurityError(f"line {node.lineno}: a drawing cannot use {type(node).__name__.lower()}")
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        raise SecurityError(f"line {node.lineno}: no filter {node.name!r}; there are: {', '.join(_FILTERS)}")
    if isinstance(node, nodes.Test) and node.name not in _TESTS:
        raise SecurityError(f"line {node.lineno}: no test {node.name!r}; there are: {', '.join(_TESTS)}")
    if isinstance(node, nodes.For) and node.recursive:
        raise SecurityError(f"line {node.lineno}: a drawing has no recursive loops")
    if isinstance(node, (nodes.Import, nodes.FromImport)) and not isinstance(node.template, nodes.Const):
        raise SecurityError(f"line {node.lineno}: an import names its file")
    if isinstance(node, nodes.Const) and isinstance(node.value, (int, float)) and abs(node.value) > 1e9:
        raise SecurityError(f"line {node.lineno}: {node.value} is too large for a drawing")


def _printed(value: Any) -> Any:
    """Print numbers short and never as ``nan``; leave texts to be escaped."""
    return Markup(shapes.xy(value)) if type(value) is float else value


class _Shared(BaseLoader):
    """Finds what drawings may import: the shapes that come with problemgen."""

    def get_source(self, environment: Any, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        path = shipped("templates") / "figures" / template
        if template not in ("_shapes.svg.j2",) or not path.is_file():
            raise TemplateNotFound(template, "a drawing can import _shapes.svg.j2 only")
        return path.read_text("utf-8"), str(path), None


@cache
def _environment() -> DrawingEnvironment:
    return DrawingEnvironment()


@cache
def _compiled(source: str, file: str) -> Any:
    environment = _environment()
    code = environment.compile(source, file, file)
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


def rendered(source: str, file: str, values: dict[str, Any]) -> str:
    """Fill a drawing's template. Raises jinja2's TemplateError, or ArithmeticError, LookupError, TypeError, ValueError."""
    template = _compiled(source, file)
    _environment().rounds = ROUNDS
    pieces, size = [], 0
    for piece in template.generate(values):
        size += len(piece)
        if size > MAX_OUTPUT:
            raise SecurityError(f"a drawing has {MAX_OUTPUT} characters at most")
        pieces.append(piece)
    return "".join(pieces)
