"""Draws the rooms of both packages: files, lines, floors, imports, how long files and functions are.

Usage: python -m tests.rooms [FOLDER]      FOLDER holds another commit's tree
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

PACKAGES = ("billing_core", "dashboard")


@dataclass(frozen=True)
class File:
    """`imports` are the lines of all import statements, whatever they continue on; `below` what
    the file imports, modules of ours and others."""

    name: str
    lines: int
    imports: int
    functions: list[int]
    below: frozenset[str]


def read(root: Path, path: Path) -> File:
    text = path.read_text(encoding="utf-8")
    imports, functions, below = 0, [], set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports += (node.end_lineno or node.lineno) - node.lineno + 1
            within = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            below |= {within.removesuffix("."), *(within + each.name for each in node.names)}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.append((node.end_lineno or node.lineno) - node.lineno + 1)
    name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    return File(name, len(text.splitlines()), imports, functions, frozenset(below))


def floors(files: list[File]) -> int:
    """How many files of a room lie one upon the other, at most; its `__init__` is no floor."""
    room = {each.name: each.below for each in files if "." in each.name.partition(".")[2]}
    high: dict[str, int] = {}

    def floor(name: str) -> int:
        if name not in high:
            high[name] = 1  # where two import each other
            high[name] = 1 + max((floor(each) for each in room[name] if each in room), default=0)
        return high[name]

    return max(map(floor, room), default=1)


def spread(lengths: list[int]) -> str:
    ninth = quantiles(lengths, n=10)[-1] if len(lengths) > 1 else lengths[0]
    return f"{median(lengths):.0f}, {ninth:.0f}"


def row(name: str, files: list[File], high: str) -> str:
    lines = sum(each.lines for each in files)
    share = f"{100 * sum(each.imports for each in files) / lines:.1f} %" if lines else ""
    lengths = [length for each in files for length in each.functions]
    functions = spread(lengths) if lengths else ""
    cells = (name, f"{len(files):,}", f"{lines:,}", high, share, spread([f.lines for f in files]))
    return f"| {' | '.join((*cells, functions))} |"


def main() -> None:
    root = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent
    print("| room | files | lines | floors | imports | lines a file | lines a function |")  # noqa: T201
    print("|---|---|---|---|---|---|---|")  # noqa: T201
    for package in PACKAGES:
        rooms: dict[str, list[File]] = defaultdict(list)
        for path in sorted((root / package).rglob("*.py")):
            folder = (
                path.relative_to(root / package).parts[0] if path.parent.name != package else ""
            )
            rooms[folder].append(read(root, path))
        for room, files in sorted(rooms.items()):
            if room:
                print(row(f"`{package}/{room}`", files, str(floors(files))))  # noqa: T201
        print(row(f"**`{package}`**", [each for room in rooms.values() for each in room], ""))  # noqa: T201


if __name__ == "__main__":
    main()
