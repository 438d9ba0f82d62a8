"""What all models of a bank's YAML share: the kinds of text in it, and how members of a union are told apart."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field

Scalar = int | float | str
Text = Annotated[str, Field(description="Markdown with $maths$ and {{ slots }}")]
Formula = Annotated[
    str, BeforeValidator(lambda value: str(value) if isinstance(value, (int, float)) else value),
    Field(description="a formula such as R*T/(z*F)*ln(c_out/c_in); numbers may carry a unit: 5 mV, 0.3 [mS/cm^2]"),
]  # fmt: skip
Label = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
Amount = Annotated[Scalar, Field(description="a number with its unit: 37 degC, 110 mM, 1 %")]


class Model(BaseModel):
    """Frozen, and without fields that nobody declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


def one_of(*names: str) -> Discriminator:
    """Tell the members of a union apart by the field that only one of them has."""

    def which(value: Any) -> str | None:
        keys = value.keys() if isinstance(value, dict) else vars(value).keys()
        found = [name for name in names if name in keys]
        return found[0] if len(found) == 1 else None

    message = f"needs exactly one of: {', '.join(names)}"
    return Discriminator(which, custom_error_type="kind", custom_error_message=message)
