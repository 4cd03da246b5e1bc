"""Finds single points of failure and overload cascades in a described infrastructure.

The library's public face is listed once, in `__init__.pyi`; each name is imported when it is first
used, so that `import topology` costs nothing. docs/library.md shows an example of each.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
