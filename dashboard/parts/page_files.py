"""The path of a page's script, as Streamlit asks for it: from the frame's own."""

from __future__ import annotations


def page_file(name: str) -> str:
    """The path; `name` is the page's folder, which is its address too."""
    return f"../pages/{name}/page.py"
