"""What is written for people agrees: two languages, one version, files and tests that exist."""

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
    "a member's page",
    "a kind of notice to members",
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


PROVED = ("docs/security.md", "docs/asvs.md")


def proofs(file: str) -> list[tuple[str, str]]:
    """Each path in the last column of a table of proofs, with a few words of a test's name, or none.

    `…` in the place of a path is the one before, and within words whatever stands there.
    """
    found, path = [], ""
    for table in re.findall(r"(?:^\|.*\n)+", text_of(file), flags=re.MULTILINE):
        head, _, *cells = [row.rstrip("| ").rpartition("| ")[2] for row in table.splitlines()]
        for part in "; ".join(cells).split("; ") if head in ("Test", "Test or file") else ():
            named = re.fullmatch(r"`([^`]+)`(?: · (.+))?", part)
            path, words = named.groups("") if named else (path, part.removeprefix("… · "))
            found.append((path, words))
    return found


def has_test(path: str, words: str) -> bool:
    pieces = [re.sub(r"\W+", "_", piece.strip().lower()) for piece in words.split("…")]
    wanted = ".*".join(piece.strip("_") for piece in pieces)
    return re.search(rf"^def test_\w*{wanted}", text_of(path), flags=re.MULTILINE) is not None


def test_every_proof_that_is_named_is_there() -> None:
    for file in PROVED:
        named = proofs(file)
        assert len(named) > 100
        assert [each for each in named if not (ROOT / each[0]).is_file()] == []
        assert [each for each in named if each[1] and not has_test(*each)] == []


# Of OWASP ASVS 5.0.0: how many requirements of levels 1 and 2 each section begins with (those of
# level 3 come last).
REQUIREMENTS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5},
    **{"6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2},
    **{"8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4},
    **{"10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4},
    **{"11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2},
    **{"13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1},
    **{"16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2},
}


def test_every_requirement_of_asvs_is_answered_once() -> None:
    page = text_of("docs/asvs.md")
    said = re.findall(r"\*\*(\d+\.\d+\.\d+)\*\*", page)
    for section, first, last in re.findall(r"\*\*(\d+\.\d+)\.(\d+)\*\*–\*\*\1\.(\d+)\*\*", page):
        said += [f"{section}.{number}" for number in range(int(first) + 1, int(last))]
    asked = [
        f"{section}.{number + 1}"
        for section, many in REQUIREMENTS.items()
        for number in range(many)
    ]

    assert len(asked) == 253
    assert sorted(said) == sorted(asked)
    missing = page.partition("## What is not met")[2].partition("\n## ")[0]
    assert set(re.findall(r"\d+\.\d+\.\d+", missing)) <= set(asked)
