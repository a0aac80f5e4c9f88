"""The provenance of a row: where it came from, as it is kept with it."""

LONGEST_ORIGIN = 40


def origin_of(file_name: str, line: int) -> str:
    """A row's provenance: `payments.csv:17`, with the name cut where it would not fit."""
    place = f":{line}"
    return f"{file_name[: LONGEST_ORIGIN - len(place)]}{place}"
