"""Marks in the code of a package, by which it says itself what of it has been run.

Before Python 3.14 `coverage` has to trace every line to see which branches are taken, and all takes
twice as long. So a module is given marks before it is compiled: one store into a list before each
statement, and on each way out of an `if`, a loop and a `match`. Which lines and branches there are,
and what counts, says `coverage`, which is told what has been passed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

PASSED = "__passed__"
"""What the list is called in a module: a place for each mark, true once it has been passed."""

Body = list[ast.stmt]


class Mark(NamedTuple):
    """A line that is run; or, with a span of lines, a branch from it into them or past them."""

    line: int
    first: int = 0
    last: int = 0
    is_into: bool = False

    def leads_to(self, line: int) -> bool:
        return (self.first <= line <= self.last) == self.is_into


Meanings = list[tuple[Mark, ...]]
"""What each place in the list of a module stands for."""


def marked(source: bytes, path: str) -> tuple[CodeType, Meanings]:
    """A module with its marks, and what they mean."""
    tree = ast.parse(source, path)
    marker = _Marker()
    tree.body = marker.body(tree.body)
    return compile(tree, path, "exec", dont_inherit=True), marker.meanings


class _Marker:
    def __init__(self) -> None:
        self.meanings: Meanings = []

    def mark(self, at: ast.AST, *meaning: Mark) -> ast.stmt:
        place = len(self.meanings)
        self.meanings.append(meaning)
        found = ast.parse(f"{PASSED}[{place}] = True").body[0]
        for node in ast.walk(found):
            ast.copy_location(node, at)
        return found

    def body(self, statements: Body, *entered: Mark) -> Body:
        """Statements with a mark before each; that of the first says how they were entered."""
        found: Body = []
        for statement in statements:
            entered = (*entered, *map(Mark, _lines(statement)))
            if not _has_to_be_first(statement):
                found.append(self.mark(statement, *entered))
                entered = ()
            self.inside(statement)
            found.append(statement)
        return [*found, self.mark(statements[-1], *entered)] if entered else found

    def inside(self, statement: ast.stmt) -> None:
        """Marks what a statement is made of."""
        match statement:
            case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
                self.branches(statement)
            case ast.Match():
                self.cases(statement)
            case ast.Try() | ast.TryStar():
                self.handlers(statement)
                statement.body = self.body(statement.body)
                statement.orelse = self.body(statement.orelse)
                statement.finalbody = self.body(statement.finalbody)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                first = int(ast.get_docstring(statement) is not None)  # there is no code for it
                statement.body[first:] = self.body(statement.body[first:])
            case ast.ClassDef() | ast.With() | ast.AsyncWith():
                statement.body = self.body(statement.body)

    def branches(self, node: ast.If | ast.For | ast.AsyncFor | ast.While) -> None:
        into, past = _ways(node.lineno, node.body)
        node.body = self.body(node.body, into)
        otherwise = self.body(node.orelse, past) if node.orelse else [self.mark(node, past)]
        node.orelse = otherwise

    def handlers(self, node: ast.Try | ast.TryStar) -> None:
        """Who comes to one has been past those before it; that none fits is not seen."""
        tried: list[Mark] = []
        for handler in node.handlers:
            tried.append(Mark(handler.lineno))
            handler.body = self.body(handler.body, *tried)

    def cases(self, node: ast.Match) -> None:
        """Who comes to a case has been past those before it."""
        missed: list[Mark] = []
        for case in node.cases:
            line = Mark(case.pattern.lineno)
            into, past = _ways(line.line, case.body)
            case.body = self.body(case.body, *missed, line, into)
            missed += [line, past]
        if not _takes_all(node.cases[-1]):
            rest = ast.copy_location(ast.MatchAs(), node)
            node.cases.append(ast.match_case(rest, None, [self.mark(node, *missed)]))


def _ways(line: int, body: Body) -> tuple[Mark, Mark]:
    """From a line into what follows it, and past that."""
    first, last = min(_lines(body[0])), body[-1].end_lineno or 0
    return Mark(line, first, last, True), Mark(line, first, last)


def _lines(statement: ast.stmt) -> list[int]:
    """Where it begins, and where what decorates it does."""
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    return [*(each.lineno for each in decorators), statement.lineno]


def _has_to_be_first(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _takes_all(case: ast.match_case) -> bool:
    pattern = case.pattern
    return isinstance(pattern, ast.MatchAs) and not pattern.pattern and not case.guard


class Module:
    """What has been passed in a module."""

    def __init__(self, path: str, meanings: Meanings) -> None:
        self.path = path
        self.meanings = meanings
        self.passed = [False] * len(meanings)

    def marks(self) -> set[Mark]:
        pairs = zip(self.passed, self.meanings, strict=True)
        return {mark for is_passed, meaning in pairs if is_passed for mark in meaning}


class Marked:
    """The modules of a package, which are loaded with marks as soon as this is installed."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.modules: list[Module] = []

    def install(self) -> None:
        sys.meta_path.insert(0, self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] != self.package:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self.modules)
        return spec

    def files(self) -> set[str]:
        """All files of the package, loaded or not: of the one that is loaded, if any is."""
        spec = find_spec(self.package)
        folders = (spec and spec.submodule_search_locations) or []
        return {str(path) for folder in folders for path in Path(folder).rglob("*.py")}

    def ran(self) -> dict[str, set[Mark]]:
        """The marks that have been passed, by file."""
        return {module.path: module.marks() for module in self.modules}


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, modules: list[Module]) -> None:
        super().__init__(name, path)
        self.modules = modules

    def exec_module(self, module: ModuleType) -> None:
        """Compiles it anew: what is kept on disk has no marks."""
        code, meanings = marked(self.get_data(self.path), self.path)
        self.modules.append(Module(self.path, meanings))
        setattr(module, PASSED, self.modules[-1].passed)
        exec(code, module.__dict__)
