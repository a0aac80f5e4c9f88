"""The path of a page's script, as Streamlit asks for it: from the frame's own."""

from pathlib import Path

_PAGES = Path(__file__).parent.parent / "pages"


def page_file(name: str) -> str:
    """The path; `name` is the page's folder, which is its address too."""
    return f"../pages/{name}/page.py"


def page_names() -> list[str]:
    return sorted(each.parent.name for each in _PAGES.glob("*/page.py"))
