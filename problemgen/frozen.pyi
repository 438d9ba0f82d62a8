from dataclasses import field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")

@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]: ...
