"""Make frozen dataclasses quickly: where one answer is checked, making forty of them took a third of all time.

A class made here has what ``dataclass(frozen=True)`` gives (fields, replace, equality, hash, printing), but nothing is
written as source and compiled for it. Ships with the checker, for Python 3.9.
"""

from dataclasses import MISSING, FrozenInstanceError, dataclass
from operator import attrgetter


def frozen(cls):
    """Make a class a frozen dataclass."""
    made = dataclass(init=False, repr=False, eq=False)(cls)
    fields = made.__dataclass_fields__
    get = attrgetter(*fields) if fields else _nothing
    made.__init__ = _init(fields)
    made.__eq__ = lambda self, other: get(self) == get(other) if other.__class__ is self.__class__ else NotImplemented
    made.__hash__ = lambda self: hash(get(self))
    made.__repr__ = _repr
    made.__setattr__ = made.__delattr__ = _refuse
    return made


def _init(fields):
    names, count = tuple(fields), len(fields)
    defaults = {name: field.default for name, field in fields.items() if field.default is not MISSING}
    factories = {name: field.default_factory for name, field in fields.items() if field.default_factory is not MISSING}

    def init(self, *values, **named):
        own = self.__dict__
        own.update(zip(names, values))
        if len(values) == count and not named:
            return
        for name in names[len(values) :]:
            if name in named:
                own[name] = named.pop(name)
            elif name in defaults:
                own[name] = defaults[name]
            elif name in factories:
                own[name] = factories[name]()
            else:
                raise TypeError(f"{self.__class__.__name__} lacks {name}")
        if named or len(values) > count:
            raise TypeError(f"{self.__class__.__name__} takes {', '.join(names)}, each once")

    return init


def _nothing(_self):
    return ()


def _repr(self):
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
    return f"{self.__class__.__qualname__}({shown})"


def _refuse(self, name, *_value):
    raise FrozenInstanceError(f"{self.__class__.__name__}.{name} cannot be changed")
