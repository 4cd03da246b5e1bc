"""Values in which something stands that both sides have: it is sent by its name.

A result that refers to the graph it is of would take the graph with it, and be of another one then.
"""

from __future__ import annotations

import io
import pickle
from typing import Any


def packed(value: object, **known: object) -> bytes | None:
    """A value to be sent, with what is `known` by name alone; None for one that cannot be."""
    file = io.BytesIO()
    names = {id(one): name for name, one in known.items()}
    try:
        _Packer(file, names).dump(value)
    except (TypeError, AttributeError, pickle.PicklingError, RecursionError):
        return None  # It holds what lives in its process alone, such as a lock, or is too deep.
    return file.getvalue()


def unpacked(data: bytes, **known: object) -> Any:
    """The value, with what is known here in place of the names."""
    return _Unpacker(io.BytesIO(data), known).load()


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, names: dict[int, str]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._names = names

    def persistent_id(self, obj: object) -> str | None:
        return self._names.get(id(obj))


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, known: dict[str, object]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_load(self, pid: str) -> object:
        return self._known[pid]
