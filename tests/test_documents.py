"""What is written for people agrees: two languages, one version, files that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def text_of(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def commands(file: str) -> list[str]:
    """Every line of every fenced block of a shell, without what is said about it."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text_of(file), flags=re.MULTILINE | re.DOTALL)
    return [line.split(" #")[0].rstrip() for block in blocks for line in block.splitlines()]


def listed_commands(file: str) -> list[str]:
    """What stands in the first cell of the tables of commands."""
    return re.findall(r"^\| ((?:`[^`|]+`(?: · )?)+) \|", text_of(file), flags=re.MULTILINE)


def test_both_readmes_give_the_same_commands() -> None:
    assert len(commands("README.md")) > 10
    assert commands("README.ko.md") == commands("README.md")
    assert len(listed_commands("README.md")) > 15
    assert listed_commands("README.ko.md") == listed_commands("README.md")


def test_both_readmes_say_the_same_times_and_link_to_each_other() -> None:
    def times(file: str) -> list[list[str]]:
        rows = re.findall(r"^\| .+? \| (\d.*?) \|$", text_of(file), flags=re.MULTILINE)
        return [re.findall(r"\d+", row)[:2] for row in rows]

    assert len(times("README.md")) == 5
    assert times("README.ko.md") == times("README.md")
    assert "(README.ko.md)" in text_of("README.md")
    assert "(README.md)" in text_of("README.ko.md")


def test_the_newest_version_of_the_changelog_is_the_version_of_the_project() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    versions = re.findall(
        r"^## \[(\d[\d.]*)\] - (\d{4}-\d{2}-\d{2})$", text_of("CHANGELOG.md"), re.M
    )
    headings = re.findall(r"^## .+$", text_of("CHANGELOG.md"), re.M)

    assert versions[0][0] == project["version"]
    assert len(headings) - len(versions) <= 1, "only what is not released yet has no date"
    assert [day for _, day in versions] == sorted((day for _, day in versions), reverse=True)


RECIPES = (
    "a metric",
    "a page",
    "a kind of finding",
    "a gateway call",
    "a migration",
    "a setting",
    "a translated sentence",
)
_A_PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:md|py|toml|txt)|\.env\.example)`")


def test_every_path_of_a_recipe_exists() -> None:
    guide = text_of("CONTRIBUTING.md")
    titles = re.findall(r"^### Add (.+)$", guide, flags=re.MULTILINE)
    assert tuple(titles) == RECIPES
    paths = _A_PATH.findall(guide)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    for recipe in re.split(r"^### ", guide, flags=re.MULTILINE)[1:]:
        assert len(_A_PATH.findall(recipe)) >= 3, recipe.splitlines()[0]


def test_the_guide_names_the_whole_loop() -> None:
    guide = text_of("CONTRIBUTING.md")
    assert [
        one for one in ("quick", "check", "test", "prove") if f"`make {one}`" not in guide
    ] == []
