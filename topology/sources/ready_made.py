"""The ready-made topologies that come along."""

from __future__ import annotations

from pathlib import Path


def ready_made() -> dict[str, Path]:
    """Their files by name: within an installed package, or beside it in the repository."""
    package = Path(__file__).parents[1]
    installed = package / "models"
    folder = installed if installed.is_dir() else package.parent / "models"
    return {path.stem: path for path in folder.glob("*.json")}
