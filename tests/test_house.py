"""Conventions of code and documents, kept by the test run and not by memory."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from importlinter.cli import lint_imports

from billing_core.settings import Settings

ROOT = Path(__file__).parent.parent
PACKAGES = ("billing_core", "dashboard")
LONGEST_FILE = 300  # lines; more is a sign to split
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_every_module_imports_only_from_lines_below_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))  # restored afterwards; the linter leaves its own entry

    broken = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)

    assert not broken, "the captured report names the contract and the import"


def test_no_file_is_named_after_nothing_in_particular() -> None:
    vague = [path for path in modules(*PACKAGES, "tests") if path.stem in VAGUE_NAMES]
    assert vague == []


def test_every_file_can_be_read_in_one_sitting() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(*PACKAGES)
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def imported(module: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, list[str]]]:
    """Each import with all that it may name: modules, and names that may be modules."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield node, [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, [f"{node.module}.{each.name}" for each in node.names] + [node.module]


@pytest.mark.parametrize("package", PACKAGES)
def test_less_than_a_tenth_of_a_package_is_imports(package: str) -> None:
    """More would say that the splitting went too far; what brings it down is in
    `docs/decisions/0016-the-house-again.md`."""
    texts = [path.read_text(encoding="utf-8") for path in modules(package)]
    lines = sum(len(text.splitlines()) for text in texts)
    imports = sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for text in texts
        for node, _ in imported(ast.parse(text))
    )
    assert imports < lines / 10


@pytest.mark.parametrize("room", ["roll_ups", "numbers", "closing"])
def test_the_rooms_of_numbers_are_at_most_eight_floors_deep(room: str) -> None:
    """A floor is a file that imports another of its room: the most one has to know to read it."""
    prefix = f"billing_core.{room}."
    below = {
        prefix + path.stem: {
            name
            for _, names in imported(ast.parse(path.read_text(encoding="utf-8")))
            for name in names
            if name.startswith(prefix)
        }
        for path in modules(f"billing_core/{room}")
    }

    def floor(name: str) -> int:
        return 1 + max((floor(each) for each in below[name] if each in below), default=0)

    assert below
    assert max(map(floor, below)) <= 8


def test_no_two_classes_share_a_name() -> None:
    """A search for a name finds the one thing that it means."""
    where: dict[str, list[str]] = {}
    for path in modules(*PACKAGES):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


def test_no_name_of_a_module_is_bound_twice() -> None:
    """The second would silently be what everybody gets: a sentence with another one's blanks."""
    twice: dict[str, list[str]] = {}
    for path in modules(*PACKAGES):
        named: list[str] = []
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.Assign(targets=targets):
                    named += [one.id for one in targets if isinstance(one, ast.Name)]
                case ast.AnnAssign(target=ast.Name(id=name)):
                    named.append(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    named.append(name)
        if again := sorted({name for name in named if named.count(name) > 1}):
            twice[str(path.relative_to(ROOT))] = again
    assert twice == {}


# Where Korean is no sentence of ours to a reader of pages: what is read in files and answers, what
# is written into files, sold or shown by the sandbox and the demo, definitions with their English
# beside them, examples of an API, and the terminal, which says both languages at once.
KOREAN_AT_HOME = {
    *(f"billing_core/{room}/" for room in ("wording", "migrations", "demo", "sandbox", "cli")),
    *(f"billing_core/{room}/" for room in ("history", "numbers", "export")),
    "billing_core/lifecycle/record_transfer.py",  # in the place of a card's name
    "billing_core/processes.py",
    "billing_core/rules/actor.py",
    "billing_core/rules/decline.py",
    "billing_core/settings.py",
    "billing_core/sidecar/answers.py",
    "billing_core/sidecar/checkouts.py",
    "billing_core/sidecar/members.py",
    "billing_core/sidecar/notices.py",
}
HANGUL = re.compile("[가-힣]")


def korean_within(node: ast.AST) -> Iterator[str]:
    """Texts of a module but its docstrings."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Constant(value=str(text)) if HANGUL.search(text):
            yield text
        case _:
            for child in ast.iter_child_nodes(node):
                yield from korean_within(child)


def test_the_core_speaks_codes() -> None:
    said = {}
    for path in modules("billing_core"):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(tuple(KOREAN_AT_HOME)):
            said[name] = list(korean_within(ast.parse(path.read_text(encoding="utf-8"))))
    assert {name: texts for name, texts in said.items() if texts} == {}


def test_the_readme_mentions_every_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "run" in targets
    assert [target for target in targets if f"`make {target}`" not in readme] == []


def help_of_every_command() -> dict[str, str]:
    app = importlib.import_module("billing_core.cli").app
    commands = typer.main.get_group(app).commands
    return {name: command.help or "" for name, command in commands.items()}


def test_every_command_says_what_it_is_for() -> None:
    helps = help_of_every_command()

    assert "demo" in helps
    assert [name for name, words in helps.items() if not words] == []


def test_the_readme_mentions_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = list(help_of_every_command())

    assert [name for name in names if not re.search(rf"-m billing_core {name}\b", readme)] == []


def test_everything_the_readme_and_the_decisions_point_to_exists() -> None:
    pages = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    links = [
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in link
    ]

    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_the_example_environment_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?BILLING_([A-Z_]+)=", example, flags=re.MULTILINE))

    assert {name.lower() for name in named} == set(Settings.model_fields)


def test_the_example_environment_shows_the_values_used_when_it_is_left_out(
    tmp_path: Path,
) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    everything_on = tmp_path / ".env"
    everything_on.write_text(example.replace("# BILLING_", "BILLING_"), encoding="utf-8")

    assert Settings(_env_file=everything_on) == Settings(_env_file=None)
