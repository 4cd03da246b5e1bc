"""The scripts, styles and templates of a page, as they ship with the package.

`view.js` is one closure in several files: it holds the state and the wiring, and a line such as
`// include: view/model.js` stands for the functions of that file, with the indent of the line.
"""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

SCRIPTS = (
    "structure.js",
    "reasons.js",
    "variants.js",
    "judging.js",
    "dom.js",
    "named.js",
    "icons.js",
    "words.js",
    "drawing.js",
    "pins.js",
    "relations.js",
    "panel.js",
    "search.js",
    "legend.js",
    "groups.js",
    "view.js",
    "whatif.js",
)
REPORT_SCRIPTS = ("player.js", "traffic.js", "tables.js")
STYLES = ("view.css", "whatif.css")
REPORT_STYLES = ("report.css", "tables.css", "first.css")
VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"
_INCLUDE = re.compile(r"^( *)// include: (\S+)\n", re.M)
_START_OF_LINE = re.compile(r"^(?=.)", re.M)


def template(name: str) -> str:
    """A file of `templates/`, by its path in it."""
    return _text(files("topology.render.page") / "templates" / name)


def script(name: str) -> str:
    """A script with the files that it includes."""
    return _INCLUDE.sub(
        lambda found: _START_OF_LINE.sub(found[1], template(found[2])), template(name)
    )


def vis_network() -> str:
    """vis-network as pyvis ships it, without the pointer to a source map nobody has."""
    text = _text(files("pyvis") / VIS_NETWORK)
    return text.partition("//# sourceMappingURL=")[0]


def _text(resource: Traversable) -> str:
    """A file of a package; line ends as a browser reads them, or no hash would match."""
    return resource.read_text(encoding="utf-8").replace("\r\n", "\n")
