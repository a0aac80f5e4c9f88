"""Escaping for Markdown: names and ids are whatever people typed, so they are shown as text.

`html.escape` makes them safe inside our own HTML; this makes them safe where Streamlit reads
Markdown: messages, toasts, labels.
"""

import re

_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")  # ASCII punctuation, all that Markdown is made of
_JOINER = "\u2060"  # invisible; keeps `//` and `www.` from becoming links after decoding


def plain(text: object) -> str:
    """`text` as Markdown that reads exactly like it: no links, colours, formulas or icons."""
    one_line = " ".join(str(text).split())
    unlinked = one_line.replace("//", f"/{_JOINER}/").replace("www.", f"www{_JOINER}.")
    return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", unlinked)
