"""What the browser itself must know: the page's language, and that a chosen page closes the menu.

Streamlit has a place for neither. The script says the language of the whole document, which a
screen reader speaks it in, and on a phone folds the menu away, below which the page would stay.
"""

from __future__ import annotations

import streamlit as st

from dashboard.parts.language import language

_SCRIPT = """<span class="bd-unseen"></span><script>(() => {
  document.documentElement.lang = "%s";
  if (window.billingDesk) return;
  window.billingDesk = true;
  document.addEventListener("click", event => {
    const chosen = event.target.closest('[data-testid="stSidebarNavLink"]');
    if (!chosen || innerWidth > 768) return;
    setTimeout(() => {
      const menu = document.querySelector('[data-testid="stSidebar"][data-collapsed="false"]');
      menu?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    }, 50);
  });
})()</script>"""


def in_the_browser() -> None:
    st.html(_SCRIPT % language(), unsafe_allow_javascript=True)
