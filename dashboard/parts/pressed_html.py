"""A Streamlit component: HTML of our own whose buttons tell which of them was pressed."""

import streamlit as st

# Streamlit's own HTML cannot say that something in it was pressed; a link would begin a new
# session, which forgets who is working.
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".bd-pressed")
  place.innerHTML = data
  place.onclick = (event) => {
    const button = event.target.closest("button[value]")
    if (button) setTriggerValue("pressed", button.value)
  }
}
"""
_component = st.components.v2.component(
    "billing_desk_pressed",
    html='<div class="bd-pressed stHtml"></div>',
    js=_JS,
    isolate_styles=False,
)


def pressed_html(markup: str, *, key: str) -> str:
    """The `value` of the button that was just pressed, else empty. `markup` is escaped already."""
    result = _component(key=key, data=markup, on_pressed_change=_noted)
    return str(result.pressed or "")


def _noted() -> None:
    """A trigger is only told to who listens."""
