"""Where things lie in the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
MODELS = sorted((ROOT / "models").glob("*.json"), key=lambda path: path.stem)
MODEL_NAMES = [path.stem for path in MODELS]
ALIPAY = str(ROOT / "models" / "alipay-2015.json")
VISA = str(ROOT / "models" / "visa.json")
TREES = ROOT / "tests" / "support" / "trees"
