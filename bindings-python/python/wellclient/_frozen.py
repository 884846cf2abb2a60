"""Frozen dataclasses that share their methods: ``dataclass`` makes methods for each class anew, which takes most of the time
of an import."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):
        return lambda decorator: decorator


Class = TypeVar("Class", bound=type)


def _default(field: dataclasses.Field[Any]) -> Any:
    factory = field.default_factory
    return field.default if factory is dataclasses.MISSING else factory()


class Frozen:
    """What a frozen dataclass can do. Fields with ``hash=False`` are compared, but not hashed."""

    # What is to be known of each class, its fields tell.
    if not TYPE_CHECKING:

        def __init__(self, *args, **kwargs):
            each = dataclasses.fields(self)
            if len(args) > len(each):
                raise TypeError(f"{type(self).__name__}() takes {len(each)} arguments, not {len(args)}")
            state = self.__dict__
            for field, value in zip(each, args):
                if field.name in kwargs:
                    raise TypeError(f"{type(self).__name__}() got multiple values for argument {field.name!r}")
                state[field.name] = value
            for field in each[len(args) :]:
                if field.name in kwargs:
                    state[field.name] = kwargs.pop(field.name)
                elif field.default is not dataclasses.MISSING:
                    state[field.name] = field.default
                elif field.default_factory is not dataclasses.MISSING:
                    state[field.name] = field.default_factory()
                else:
                    raise TypeError(f"{type(self).__name__}() missing argument {field.name!r}")
            for name in kwargs:
                raise TypeError(f"{type(self).__name__}() got an unexpected argument {name!r}")

        def __setattr__(self, name, value):
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

        def __delattr__(self, name):
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return all(getattr(self, each.name) == getattr(other, each.name) for each in dataclasses.fields(self))

        def __hash__(self):
            return hash(tuple(getattr(self, each.name) for each in dataclasses.fields(self) if each.hash is not False))

        def __repr__(self):
            """The fields that are not as they are by default: as they make it."""
            told = ((each, getattr(self, each.name)) for each in dataclasses.fields(self) if each.repr)
            shown = (f"{each.name}={value!r}" for each, value in told if value != _default(each))
            return f"{type(self).__qualname__}({', '.join(shown)})"


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: Class) -> Class:
    """Makes a class below ``Frozen`` a frozen dataclass."""
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False)
    return made(cls)  # type: ignore[no-any-return]
