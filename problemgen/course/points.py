"""Share the points of a problem among its parts."""

from __future__ import annotations

from problemgen.bank.template import Template


def share_points(template: Template, problem: float | None) -> dict[str, float]:
    """Share a problem's points among its parts by their weights; a part counts one point where nothing is said."""
    weights = {part.label: part.points or 1.0 for part in template.parts}
    if problem is None:
        return weights
    whole = sum(weights.values())
    shares = {label: round(problem * weight / whole, 2) for label, weight in weights.items()}
    *others, last = shares
    shares[last] = round(problem - sum(shares[label] for label in others), 2)  # what rounding left over
    return shares
