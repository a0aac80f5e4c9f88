"""`python -m tests.seeded_bugs [name …]`: are they caught? `--draw` draws the page of them anew."""

from __future__ import annotations

import sys

from tests.seeded_bugs.prove import commit, prove
from tests.seeded_bugs.table import all_seeds, draw


def main(asked: list[str]) -> int:
    if asked == ["--draw"]:
        draw()
        return 0
    seeds = [one for one in all_seeds().values() if not asked or one.name in asked]
    caught = 0
    for verdict in prove(seeds):
        caught += verdict.caught
        sys.stdout.write(f"{verdict}\n")
        sys.stdout.flush()
    sys.stdout.write(f"seeded bugs: {caught} / {len(seeds)} caught, commit {commit()}\n")
    return int(caught < len(seeds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
