"""What the site is made of: `mkdocs build` calls these as events of its build.

The site is laid out as the checkout is, so that a link leads to the same on both. In place of the
Markdown of a report stands the HTML report, which the program writes while the site is built.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files
from pymdownx.slugs import slugify

ROOT = Path(__file__).resolve().parents[2]
SHOWN = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "action.yml"),
    *("docs/*.md", "docs/decisions/*.md", "docs/*.schema.json"),
    *("docs/site/*.css", "docs/site/iframe-worker/*"),
    *("models/*.json", "reports/*.svg"),
)
KEPT = ROOT / "build" / "reports"
REPORT = re.compile(r"(\]\((?:\.\./)*reports/[\w.-]+)\.md\)")


def on_config(config: Any) -> Any:
    """Sets what a YAML file cannot say: several files at once, how headings and fences are read."""
    config.nav = [_written_out(entry) for entry in config.nav]
    config.mdx_configs["toc"]["slugify"] = slugify(case="lower")  # anchors as on a code host
    fences = [{"name": "mermaid", "class": "mermaid", "format": drawn}]
    config.mdx_configs["pymdownx.superfences"] = {"custom_fences": fences}
    return config


def drawn(source: str, *_: Any, **__: Any) -> str:
    """A Mermaid diagram as SVG that stands in the page, which then loads nothing to draw it."""
    import mmdr

    picture = mmdr.render(source, backend="mermaid-rs-renderer").svg()
    return f'<div class="diagram">{picture}</div>'


def _written_out(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    ((title, value),) = entry.items()
    if isinstance(value, list):
        return {title: [_written_out(inner) for inner in value]}
    if "*" in value:
        return {title: [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob(value))]}
    return entry


def on_files(files: Files, config: Any) -> Files:
    """The files of the site, in place of those that lie in `docs_dir`; the theme's stay."""
    own = Path(config.docs_dir)
    kept = [file for file in files if not Path(file.abs_src_path or "").is_relative_to(own)]
    return Files([*kept, *_of_checkout(config), *_reports(config)])


def _of_checkout(config: Any) -> Iterator[File]:
    for pattern in SHOWN:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            yield File(name, str(ROOT), config.site_dir, config.use_directory_urls)


def _reports(config: Any) -> Iterator[File]:
    for name, text in report_pages().items():
        yield File.generated(config, f"reports/{name}.html", content=text)


def report_pages() -> dict[str, str]:
    """The HTML report of each model, by the model's name."""
    models = sorted((ROOT / "models").glob("*.json"))
    with ThreadPoolExecutor(2) as pool:
        return dict(zip((m.stem for m in models), pool.map(_report, models), strict=True))


def _report(model: Path) -> str:
    """The report of a model; it is kept until the model or the program is another."""
    digest = sha256(model.read_bytes() + _program()).hexdigest()[:16]
    kept = KEPT / f"{model.stem}-{digest}.html"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "topology", "report", str(model), "-o", str(kept)]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return kept.read_text(encoding="utf-8")


@cache
def _program() -> bytes:
    """A digest of all files of the program."""
    digest = sha256()
    for path in sorted((ROOT / "topology").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.digest()


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links to the Markdown of a report lead to the report itself; the library has its names."""
    if page.file.src_uri == "docs/python-api.md":
        return f"{markdown}\n{library_names()}"
    return REPORT.sub(r"\1.html)", markdown)


def library_names() -> str:
    """What the library offers, in the order of its stub, for mkdocstrings to write out."""
    stub = ast.parse((ROOT / "topology" / "__init__.pyi").read_text(encoding="utf-8"))
    entries = []
    for node in stub.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                entries.append(f"::: topology.{node.module}.{alias.name}\n")
                if f"{node.module}.".startswith("document.schema."):  # document.md has its fields
                    entries.append("    options: {members: false}\n")
                entries.append("\n")
    return "".join(entries)
