"""Auto-graded problem sets from banks of templates: every student gets a worksheet, a key and a checker of their own.

The verbs of the command line are functions here. What they need is imported when they are called, so that checking one
answer never loads sympy.
"""

from problemgen.api import (
    build,
    check,
    export,
    grade,
    inspect,
    lint,
    list_templates,
    plan,
    read_responses,
    reissue,
    reproduce,
    serve_preview,
    show,
    solve,
)
from problemgen.errors import ProblemgenError

__version__ = "0.1.0"

__all__ = [
    "ProblemgenError", "build", "check", "export", "grade", "inspect", "lint", "list_templates", "plan", "read_responses",
    "reissue", "reproduce", "serve_preview", "show", "solve",
]  # fmt: skip
