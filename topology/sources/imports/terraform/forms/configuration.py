"""The configuration in a plan: what refers to what, followed through variables and outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from topology.sources.imports.loose import items, table
from topology.sources.imports.terraform.addresses import Address, parse_reference
from topology.sources.imports.terraform.estate import Steps
from topology.sources.imports.terraform.values import Plain, at, texts

_OUTPUT = re.compile(r"module\.([\w-]++)(?:\[[^\]]*+\])?+\.([\w-]++)")
_VARIABLE = re.compile(r"[.\[]")

Path = tuple[str, ...]
"""The names of the modules from the root to one."""


@dataclass(frozen=True, slots=True)
class _Module:
    path: Path
    plain: Plain
    call: Plain
    """How it is called by the module around it."""


class Configuration:
    """Modules and resources as they are written, before count and for_each."""

    def __init__(self, plain: Plain, variables: object, steps: Steps) -> None:
        self._steps = steps
        self._providers = table(plain.get("provider_config"))
        self._variables = table(variables)
        self._modules: dict[Path, _Module] = {}
        self._resources: dict[str, tuple[_Module, Plain]] = {}
        self._known: dict[str, tuple[Address, ...]] = {}
        self._named: dict[tuple[str, str], tuple[Address, ...]] = {}
        self.locals = 0
        """How many references were to locals, which are not written in a plan."""
        todo = [_Module((), table(plain.get("root_module")), {})]
        while todo:
            module = todo.pop()
            self._modules[module.path] = module
            start = "".join(f"module.{name}." for name in module.path)
            for part in map(table, items(module.plain.get("resources"))):
                if isinstance(part.get("address"), str):
                    self._resources[start + part["address"]] = (module, part)
            for name, call in table(module.plain.get("module_calls")).items():
                inner = table(table(call).get("module"))
                todo.append(_Module((*module.path, name), inner, table(call)))

    def references(self, key: str) -> tuple[Address, ...]:
        """All resources that a resource refers to, look-ups too; sorted."""
        if key not in self._known:
            module, part = self._resources.get(key, (None, {}))
            told = [text for field in ("expressions", "count_expression", "for_each_expression")
                    for text in _references(part.get(field))]  # fmt: skip
            told += [text for text in items(part.get("depends_on")) if isinstance(text, str)]
            found = self._followed(module, told) if module is not None else {}
            self._known[key] = tuple(found[one] for one in sorted(found))
        return self._known[key]

    def named(self, key: str, attribute: str) -> tuple[Address, ...]:
        """The resources that one attribute of a resource refers to."""
        if (key, attribute) not in self._named:
            module, part = self._resources.get(key, (None, {}))
            told = [text for expression in at(part.get("expressions"), attribute)
                    for text in _references(expression)]  # fmt: skip
            found = {} if module is None else self._followed(module, told, count=False)
            self._named[key, attribute] = tuple(found.values())
        return self._named[key, attribute]

    def region(self, key: str) -> str:
        """The region of the provider of a resource, if it is stated."""
        module, part = self._resources.get(key, (None, {}))
        name = part.get("provider_config_key")
        if module is None or not isinstance(name, str):
            return ""
        local = name.rpartition(":")[2]
        outward = [module.path[:length] for length in range(len(module.path), -1, -1)]
        # What a module does not configure it has from the one around it.
        keys = [name, *(f"{'.'.join(f'module.{n}' for n in path)}:{local}" for path in outward)]
        found = (self._region(key.removeprefix(":")) for key in keys)
        return next((region for region in found if region), "")

    def _region(self, provider: str) -> str:
        stated = table(table(self._providers.get(provider)).get("expressions")).get("region")
        constant = texts(stated, "constant_value")
        variables = (
            value
            for text in _references(stated)
            if text.startswith("var.")
            for value in texts(self._variables.get(text[4:]), "value")
        )
        return next(iter([*constant, *variables]), "")

    def _followed(
        self, module: _Module, told: Iterable[str], *, count: bool = True
    ) -> dict[str, Address]:
        """The resources that references lead to, by address."""
        found: dict[str, Address] = {}
        todo = [(module, text) for text in _most_exact(told)]
        seen: set[tuple[Path, str]] = set()
        while todo:
            scope, text = todo.pop()
            self._steps.take()
            if (scope.path, text) in seen:
                continue
            seen.add((scope.path, text))
            self.locals += count and text.startswith("local.")
            if (address := parse_reference(text)) is not None and not address.module:
                start = "".join(f"module.{name}." for name in scope.path)
                whole = Address(start, address.is_data, address.type, address.name, address.index)
                found[whole.full] = whole
            else:
                todo += self._step(scope, text)
        return found

    def _step(self, scope: _Module, text: str) -> list[tuple[_Module, str]]:
        """What a variable or the output of a module stands for."""
        if text.startswith("var."):
            outer = self._modules.get(scope.path[:-1]) if scope.path else None
            expression = table(scope.call.get("expressions")).get(_VARIABLE.split(text[4:], 1)[0])
            return (
                [] if outer is None else [(outer, t) for t in _most_exact(_references(expression))]
            )
        output = _OUTPUT.match(text)
        if output is None:
            return []
        inner = self._modules.get((*scope.path, output[1]))
        if inner is None:
            return []
        stated = table(table(inner.plain.get("outputs")).get(output[2])).get("expression")
        return [(inner, t) for t in _most_exact(_references(stated))]


def _references(expression: object) -> list[str]:
    """All references in an expression and what is nested in it, in order."""
    found: list[str] = []
    todo = [expression]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            found += [text for text in items(part.get("references")) if isinstance(text, str)]
            todo += [inner for key, inner in part.items() if key not in _LEAVES]
        elif isinstance(part, list):
            todo += part
    return found


_LEAVES = ("references", "constant_value")


def _most_exact(told: Iterable[str]) -> list[str]:
    """Without those that only say the beginning of the one before: `a.b.id`, `a.b`."""
    kept: list[str] = []
    for text in told:
        if not kept or not (kept[-1].startswith((f"{text}.", f"{text}["))):
            kept.append(text)
    return kept
