"""What does a person type, and what comes back?

`table` has all commands, one room for each family of them; `options` what they share of
what is typed, `answers` the way from a document to what is printed or written. Nothing heavy is
imported before the command that needs it runs, so that `topology --help` is there at once.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Runs the command `topology`."""
    from topology.cli.main import main as run

    run()
