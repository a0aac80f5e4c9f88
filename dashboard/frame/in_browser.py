"""What the browser itself must know: the page's language, the key to the search, when to fold the menu.

Streamlit has a place for none of them. The script says the language of the whole document, which a
screen reader speaks it in; on a phone it folds the menu away, below which the page would stay; and
the key / leads to the search for a member, but for whoever is typing, and from no dialog.
"""

from __future__ import annotations

import streamlit as st

from dashboard.parts.language import language

_SCRIPT = """<span class="bd-unseen"></span><script>(() => {
  document.documentElement.lang = "%s";
  if (window.billingDesk) return;
  window.billingDesk = true;
  document.addEventListener("click", event => {
    const chosen = event.target.closest(
      '[data-testid="stSidebarNavLink"], .st-key-search_found button');
    if (!chosen || innerWidth > 768) return;
    setTimeout(() => {
      const menu = document.querySelector('[data-testid="stSidebar"][data-collapsed="false"]');
      menu?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    }, 50);
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
      return;
    const at = event.target;
    if (at.isContentEditable || at.closest("input, textarea, select, [role=dialog]")) return;
    event.preventDefault();
    document.querySelector('[data-testid="stExpandSidebarButton"] button, '
      + 'button[data-testid="stExpandSidebarButton"]')?.click();
    let left = 20;
    const focus = () => {
      const field = document.querySelector(".st-key-search_everywhere input");
      field?.focus();
      if (document.activeElement !== field && left-- > 0) setTimeout(focus, 50);
    };
    focus();
  });
})()</script>"""


def in_the_browser() -> None:
    st.html(_SCRIPT % language(), unsafe_allow_javascript=True)
