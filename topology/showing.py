"""What results show of themselves where nobody prints them: in a shell, in a notebook, as a frame.

Results are data, and only `topology.render` makes text of them; so a class says here that it can
be shown, and the package says, when it is imported, who shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd


class Shower(Protocol):
    """Who shows results."""

    def line(self, result: Any) -> str:
        """One line with the essential figures."""

    def html(self, result: Any) -> str:
        """A small piece of HTML, without scripts."""

    def svg(self, result: Any) -> str | None:
        """A picture; None for what is too big for a small one."""

    def frame(self, result: Any) -> pd.DataFrame:
        """A pandas frame."""


_found: list[Callable[[], Shower]] = []


def shown_by(find: Callable[[], Shower]) -> None:
    """Says who shows results: asked when the first one is to be shown."""
    _found[:] = [find]


class Shown:
    """A result that shows itself, in one line, in a notebook and as a frame."""

    __slots__ = ()

    def __repr__(self) -> str:
        return _found[0]().line(self)

    def _repr_html_(self) -> str:
        return _found[0]().html(self)

    def to_frame(self) -> pd.DataFrame:
        """The result as a pandas frame; units and what is left out stand in its `attrs`.

        Raises `ImportError` where pandas is not installed.
        """
        return _found[0]().frame(self)


class Pictured(Shown):
    """One that has a picture as well."""

    __slots__ = ()

    def _repr_svg_(self) -> str | None:
        return _found[0]().svg(self)
