"""Where things lie in the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
MODELS = sorted((ROOT / "models").glob("*.json"), key=lambda path: path.stem)
NETWORKS = [path for path in MODELS if '"traffic"' in path.read_text(encoding="utf-8")]
"""Those that are a network with traffic, of which nothing is a target."""
INCIDENTS = [path for path in MODELS if path not in NETWORKS]
MODEL_NAMES = [path.stem for path in MODELS]
ALIPAY = str(ROOT / "models" / "alipay-2015.json")
VISA = str(ROOT / "models" / "visa.json")
TREES = ROOT / "tests" / "support" / "trees"
