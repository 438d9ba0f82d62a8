"""The closed set of symbols that formulas may use: character, LaTeX command, kind, words.

One table serves the reader and all printers; a symbol is added by adding a row.
"""

from __future__ import annotations

from typing import Literal

from problemgen.frozen import frozen

Kind = Literal["letter", "ordinary", "binary", "relation", "open", "close", "punctuation", "large"]


@frozen
class Glyph:
    """One character of a formula."""

    char: str
    latex: str
    kind: Kind
    words: str


_GREEK = (
    "α alpha, β beta, γ gamma, δ delta, ε varepsilon, ζ zeta, η eta, θ theta, ι iota, κ kappa, λ lambda, μ mu, ν nu, "
    "ξ xi, π pi, ρ rho, σ sigma, τ tau, υ upsilon, φ varphi, χ chi, ψ psi, ω omega, ϵ epsilon, ϕ phi, "
    "Γ Gamma, Δ Delta, Θ Theta, Λ Lambda, Ξ Xi, Π Pi, Σ Sigma, Φ Phi, Ψ Psi, Ω Omega"
)
_WORDS = {"varepsilon": "epsilon", "varphi": "phi", "Delta": "delta", "Sigma": "sigma", "Omega": "omega"}

_OTHERS: tuple[tuple[str, str, Kind, str], ...] = (
    ("+", "+", "binary", "plus"),
    ("−", "-", "binary", "minus"),
    ("/", "/", "ordinary", "over"),
    ("·", r"\cdot", "binary", "times"),
    ("×", r"\times", "binary", "times"),
    ("±", r"\pm", "binary", "plus or minus"),
    ("=", "=", "relation", "equals"),
    ("<", "<", "relation", "is less than"),
    (">", ">", "relation", "is greater than"),
    ("≤", r"\le", "relation", "is at most"),
    ("≥", r"\ge", "relation", "is at least"),
    ("≠", r"\ne", "relation", "is not equal to"),
    ("≈", r"\approx", "relation", "is about"),
    ("∝", r"\propto", "relation", "is proportional to"),
    ("≪", r"\ll", "relation", "is much less than"),
    ("≫", r"\gg", "relation", "is much greater than"),
    ("→", r"\to", "relation", "to"),
    ("←", r"\leftarrow", "relation", "from"),
    ("⇌", r"\rightleftharpoons", "relation", "is in equilibrium with"),
    ("(", "(", "open", "open parenthesis"),
    (")", ")", "close", "close parenthesis"),
    ("[", "[", "open", "open bracket"),
    ("]", "]", "close", "close bracket"),
    ("{", r"\{", "open", "open brace"),
    ("}", r"\}", "close", "close brace"),
    ("|", "|", "ordinary", "bar"),
    (",", ",", "punctuation", ","),
    (";", ";", "punctuation", ";"),
    (":", ":", "ordinary", ":"),
    (".", ".", "ordinary", "."),
    ("!", "!", "ordinary", "factorial"),
    ("∞", r"\infty", "ordinary", "infinity"),
    ("∂", r"\partial", "ordinary", "partial"),
    ("°", r"{}^{\circ}", "ordinary", "degrees"),
    ("…", r"\dots", "ordinary", "and so on"),
    ("%", r"\%", "ordinary", "percent"),
    ("′", r"\prime", "ordinary", "prime"),
    ("∑", r"\sum", "large", "sum"),
    ("∏", r"\prod", "large", "product"),
)

_PAIRS = tuple((char, name) for char, name in (pair.split() for pair in _GREEK.split(", ")))
GLYPHS: dict[str, Glyph] = {char: Glyph(char, "\\" + name, "letter", _WORDS.get(name, name)) for char, name in _PAIRS} | {
    char: Glyph(char, latex, kind, words) for char, latex, kind, words in _OTHERS
}

COMMANDS: dict[str, str] = {glyph.latex: char for char, glyph in GLYPHS.items() if glyph.latex.startswith("\\")} | {
    r"\leq": "≤",
    r"\geq": "≥",
    r"\neq": "≠",
    r"\rightarrow": "→",
    r"\ldots": "…",
    r"\cdots": "…",
    r"\circ": "°",
    r"\degree": "°",
    r"\lbrace": "{",
    r"\rbrace": "}",
    r"\vert": "|",
    r"\lvert": "|",
    r"\rvert": "|",
}
FUNCTIONS: dict[str, str] = {
    "ln": "natural logarithm of",
    "log": "logarithm of",
    "exp": "exponential of",
    "min": "minimum of",
    "max": "maximum of",
    "sin": "sine of",
    "cos": "cosine of",
    "tan": "tangent of",
    "lim": "limit of",
}
SPACES: dict[str, str] = {r"\,": "thin", r"\:": "medium", r"\;": "thick", r"\ ": "word", "~": "word", r"\quad": "quad"}


def kind(char: str) -> Kind:
    """Tell how a character behaves in a formula; unknown ones are letters."""
    glyph = GLYPHS.get(char)
    return glyph.kind if glyph else "letter"


def latex(char: str) -> str:
    """Give the LaTeX of a character."""
    glyph = GLYPHS.get(char)
    return glyph.latex if glyph else char


def words(char: str) -> str:
    """Say a character."""
    glyph = GLYPHS.get(char)
    return glyph.words if glyph else char
