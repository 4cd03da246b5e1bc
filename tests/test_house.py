"""The house is as docs/decisions/0001-layers.md draws it: wings, doors, one way, few files flat.

Imports are read from the source, those inside functions and for types alone included, apart from
import-linter, which holds the order of layers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx

from tests.support.repository import ROOT

MAP = ROOT / "docs" / "decisions" / "0001-layers.md"
MOST_FILES = 12
MOST_LINES = 500


def rooms() -> dict[str, Path]:
    """All modules by their dotted names, packages too."""
    found = {}
    for path in (ROOT / "topology").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    found["topology"] = ROOT / "topology" / "__init__.pyi"
    return found


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the house that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = f"topology.{node.module}" if node.level else node.module
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield inner if inner in known else module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def imports() -> nx.DiGraph:
    known = rooms()
    graph = nx.DiGraph()
    graph.add_nodes_from(known)
    for name, path in known.items():
        graph.add_edges_from((name, other) for other in imported(path, known) if other in known)
    return graph


def wing_of(room: str) -> str:
    return room.split(".")[1]


def test_no_file_imports_what_imports_it() -> None:
    circles = [group for group in nx.strongly_connected_components(imports()) if len(group) > 1]
    assert circles == []


def doors(package: Path) -> set[str]:
    """The rooms that a wing says others may enter."""
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def test_nobody_reaches_past_a_door() -> None:
    """Who comes from another wing enters the rooms that the `__all__` of each wing names."""
    past = set()
    for room, other in imports().edges:
        parts = other.split(".")
        beside = room in ("topology.__main__", "topology") or len(parts) < 2
        if beside or wing_of(room) == parts[1]:
            continue
        for depth in range(2, len(parts)):
            package = ".".join(parts[:depth])
            inside = room == package or room.startswith(f"{package}.")
            if not inside and parts[depth] not in doors(ROOT.joinpath(*parts[:depth])):
                past.add(f"{room} enters {parts[depth]} of {package}")
    assert sorted(past) == []


def test_every_door_leads_somewhere_and_is_used() -> None:
    graph = imports()
    for name, path in rooms().items():
        for door in doors(path.parent) if path.name == "__init__.py" else ():
            room = f"{name}.{door}"
            if room not in graph:
                assert name == "topology.document.schema", f"{room} is no room"
                continue
            users = [
                user for r in graph if f"{r}.".startswith(f"{room}.") for user in graph.pred[r]
            ]
            assert any(not user.startswith(f"{name}.") for user in users), room


def test_every_wing_says_what_it_is_for() -> None:
    for name, path in rooms().items():
        if path.name == "__init__.py":
            said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            assert len(said.splitlines()) >= 3, name


def test_at_most_a_dozen_files_are_flat() -> None:
    for folder in {path.parent for path in rooms().values()}:
        files = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MOST_FILES, (folder.name, sorted(files))


def test_no_room_is_too_large_to_read() -> None:
    for name, path in rooms().items():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, name


def test_tests_mirror_the_wings() -> None:
    """Each wing has its tests in a folder of its name, and no folder is named for no wing."""
    packages = (name for name, path in rooms().items() if path.name == "__init__.py")
    wings = {wing_of(name) for name in packages if "." in name}
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")}
    assert wings <= folders
    assert folders - wings == {"browser", "fuzz", "support"}


def test_the_map_shows_the_imports_between_wings() -> None:
    """Its arrows are all imports between wings but those that a longer way says already."""
    text = MAP.read_text(encoding="utf-8")
    match = re.search(r"```mermaid\n(.*?)```", text, re.DOTALL)
    assert match is not None
    drawn = {(a, b) for a, b in re.findall(r"^ *(\w+) --> (\w+)$", match[1], re.MULTILINE)}
    between = nx.DiGraph(
        (wing_of(a), wing_of(b))
        for a, b in imports().edges
        if "." in a and "." in b and wing_of(a) != wing_of(b) and wing_of(a) != "__main__"
    )
    assert drawn == set(nx.transitive_reduction(between).edges)
