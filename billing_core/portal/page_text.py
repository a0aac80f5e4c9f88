"""The text of a page: its template with its words already in it, once for each language.

What no visit changes is looked up by none: only a member's own facts are filled in.
"""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import escape

from billing_core.portal.static_files import STYLE_PATH
from billing_core.wording.languages import ENGLISH, KOREAN
from billing_core.wording.member_pages import FRAME

Words = Mapping[str, tuple[str, str]]

_FILES = FileSystemLoader(Path(__file__).parent / "templates")
_WORD = re.compile(r"\{\{ w\.([A-Z_]+) \}\}")


class PageText:
    """A template and the page's own words, as `w` beside the frame's."""

    def __init__(self, template: str, own: Words | None = None) -> None:
        self._template, self._words = template, {**FRAME, **(own or {})}

    def render(self, place: int, **values: Any) -> str:
        """In the language of that place in each pair of words."""
        return self._in_each[place].render(values)

    @cached_property
    def _in_each(self) -> tuple[Template, Template]:
        return self._worded(KOREAN), self._worded(ENGLISH)

    def _worded(self, place: int) -> Template:
        words = {name: pair[place] for name, pair in self._words.items()}
        templates = Environment(
            loader=_Worded(words),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        lang = "en" if place == ENGLISH else "ko"
        templates.globals = {"w": words, "lang": lang, "style": STYLE_PATH}
        return templates.get_template(self._template)


class _Worded(BaseLoader):
    """Our templates, with the words that stand in them by themselves."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, file, fresh = _FILES.get_source(environment, template)
        return _WORD.sub(lambda named: str(escape(self._words[named[1]])), source), file, fresh
