"""Where the script of a page is, as Streamlit asks for it: beside the frame's own."""

from __future__ import annotations


def page_file(name: str) -> str:
    """`name` is the page's folder, which is its address too."""
    return f"../pages/{name}/page.py"
