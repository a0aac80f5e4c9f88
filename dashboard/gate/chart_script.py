"""Streamlit's script of Plotly as the desk serves it: quicker to start and to draw, nothing else
changed."""

import re

# Plotly draws lines (scatter) by itself. Each further kind costs a page a few ms when it starts:
# all 46 together 0.4 s, in which the first chart waits.
KINDS = ("bar", "waterfall")
# Chromium makes a script that begins so ready off the page's thread, while it arrives.
_READY_AHEAD = b"//# allFunctionsCalledOnLoad\n"
_CALL = re.compile(rb"([\w$]+)=[\w$]+\(\{$")  # what stands before the file of a kind
_ALL = re.compile(rb"(?:[\w$]+\(\),?){30,}(?=\]\))")
_REGISTER = b".register(["
# Streamlit makes the theme anew when a chart stands. Plotly took an equal one for another and drew
# it all again; some of its attributes are compared by what is in them already.
_THEME = b"template:{valType:`any`,editType:`calc`"
# In another theme Streamlit puts that one's colours in their places once more, in a figure that has
# none left: light bars on a dark page. In the figure as it was sent they are all there.
_PAINT = rb"([\w$]+)\(([\w$]+),([\w$]+)\.theme,([\w$]+)\)"
_PAINT_SENT = re.compile(rb"\?[\w$]+\([\w$]+\):" + _PAINT + rb"\}\)")
_ITS_OWN = b".getElementState("  # Streamlit's part comes last; before it stand megabytes of Plotly
_PAINT_AGAIN = re.compile(rb"([\w$]+)=>[\w$]+\(\1,([\w$]+)\.theme,[\w$]+\)(?=\)\},\[\2\.id,)")


def quick_to_start(script: bytes) -> bytes:
    """The script with the kinds of charts that the desk draws. One of another version, in which
    they are not found, stays whole."""
    calls = [_call_of(kind, script) for kind in KINDS]
    at = script.rfind(_REGISTER) + len(_REGISTER)
    registered = _ALL.match(script, at)
    if registered and all(calls):
        script = script[:at] + b",".join(calls) + script[registered.end() :]
    script = script.replace(_THEME, _THEME + b",_compareAsJSON:!0")
    return _READY_AHEAD + _painted_as_sent(script)


def _painted_as_sent(script: bytes) -> bytes:
    at = max(script.rfind(_ITS_OWN), 0)
    painted = _PAINT_SENT.search(script, at)
    again = painted and _PAINT_AGAIN.search(script, painted.end())
    if not painted or not again:
        return script
    as_sent = b"%s=>%s(%s,%s.theme,%s)" % (again[1], *painted.groups())
    return script[: again.start()] + as_sent + script[again.end() :]


def _call_of(kind: str, script: bytes) -> bytes:
    """Empty where the script has none."""
    at = script.find(f'"lib/{kind}.js"'.encode())
    named = _CALL.search(script[max(at - 40, 0) : max(at, 0)])
    return named[1] + b"()" if named else b""
