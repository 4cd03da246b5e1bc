"""What does a person type, and what comes back? Arguments, exit codes, nothing else."""

from __future__ import annotations


def main() -> None:
    """Runs the command `topology`."""
    from topology.cli.main import main as run

    run()
