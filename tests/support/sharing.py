"""Which tests have one worker: those that share what is dear to make.

pytest-xdist has `--dist=loadgroup` for it, which writes groups into the ids of tests. With pytest
9.2 they are no longer written there, and every test is alone. So the groups are told here.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

STUDY = " study"
"""How the parameter of a test ends that reads the study of a model."""

WHOLE_MODULES = frozenset({"tests/test_wheel.py", "tests/browser/test_site.py"})
"""Modules with a fixture that is made once and dear."""


class Sharing(LoadScopeScheduling):
    """Test by test, to whoever is free, but all that is about one study to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """The group of a test; most are alone in theirs."""
    module = nodeid.partition("::")[0]
    parameter = nodeid.partition("[")[2].rpartition("]")[0]
    if parameter.endswith(STUDY):
        return parameter
    return module if module in WHOLE_MODULES else nodeid
