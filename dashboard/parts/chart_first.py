"""Drawing a page's first chart before what stands below it: a Streamlit component that tells when
the browser has drawn it.

A browser draws all that one run sends in one go, so the first chart stood there no sooner than the
last table. In a session's first look at charts, what is below waits for a run of its own.
"""

import streamlit as st

STANDS = "first_chart_stands"  # in the session's state
# A tab in the background draws nothing, and a chart may fail: what is below does not wait for good.
_JS = """
export default function ({ parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".bd-later")
  if (place.dataset.waiting) return
  place.dataset.waiting = "true"
  const tell = () => setTriggerValue("stands", true)
  const patience = setTimeout(tell, 5000)
  const drawn = new MutationObserver(() => look())
  const look = () => {
    if (!document.querySelector(".stPlotlyChart .trace")) return
    drawn.disconnect()
    clearTimeout(patience)
    requestAnimationFrame(tell)
  }
  drawn.observe(document.body, { subtree: true, childList: true })
  look()
  return () => {
    drawn.disconnect()
    clearTimeout(patience)
  }
}
"""
_component = st.components.v2.component(
    "billing_desk_chart_first",
    html='<span class="bd-later"></span>',
    js=_JS,
    isolate_styles=False,
)


def first_chart_stands() -> bool:
    """Whether to draw what is below the first chart; until it stands, something that runs the page
    again as soon as it does."""
    if not st.session_state.get(STANDS):
        _component(key="chart_first", on_stands_change=_noted)
    return bool(st.session_state.get(STANDS))


def _noted() -> None:
    st.session_state[STANDS] = True
