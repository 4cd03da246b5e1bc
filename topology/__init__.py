"""Finds single points of failure and overload cascades in a described infrastructure.

The library's public face is listed once, in `__init__.pyi`; each name is imported when it is first
used, so that `import topology` costs nothing. docs/library.md shows an example of each.
"""

from importlib import import_module
from typing import TYPE_CHECKING

import lazy_loader

from topology.showing import shown_by

if TYPE_CHECKING:
    from topology.showing import Shower

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def _shower() -> "Shower":
    """Who shows results in shells and notebooks, imported when the first is shown."""
    shower: Shower = import_module("topology.notebook")  # type: ignore[assignment]
    return shower


shown_by(_shower)
