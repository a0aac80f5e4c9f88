"""What the browser itself must know: the page's language, the key to the search, when to fold the menu.

Streamlit has a place for none of them. The script says the language of the whole document, which a
screen reader speaks it in; on a phone it folds the menu away, below which the page would stay; and
the key / leads to the search for a member, but for whoever is typing, and from no dialog, and Enter
to the only one who was found. What
opens over the page (Streamlit puts it at the end of the document, many tabs away) has the focus in
its first empty field, and gives it back; a member who was found has it on their page's name.
"""

import streamlit as st

from dashboard.frame.naming_controls import NAMING
from dashboard.parts.language import language

_SCRIPT = """(() => {
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
  // Who typed until one member is left goes to them by Enter.
  document.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (!event.target.closest(".st-key-search_everywhere input")) return;
    const found = document.querySelectorAll(".st-key-search_found button");
    if (found.length !== 1) return;
    event.target.blur();
    found[0].click();
  });
  // A button that opened a page is gone with it: who works by keyboard goes on at the page's name.
  const goOn = (opener, left) => {
    const title = document.querySelector("h1");
    if (title && !opener.isConnected && document.activeElement === document.body) {
      title.tabIndex = -1;
      title.focus({preventScroll: true});
    }
    if (left > 0) setTimeout(goOn, 50, opener, left - 1);
  };
  document.addEventListener("click", event => {
    const opener = event.target.closest(".st-key-search_found button");
    if (opener) goOn(opener, 60);
  });
  const fields = '[data-testid="stTextInput"] input, [data-testid="stTextArea"] textarea';
  const enter = (opened, left) => {
    const box = document.querySelector(opened), at = document.activeElement;
    if (box?.contains(at) && at !== box) return;
    const empty = [...(box?.querySelectorAll(fields) ?? [])].find(one => !one.value);
    const into = empty || (opened === POPOVER && box?.querySelector("button"));
    if (into) into.focus({preventScroll: true});
    if (document.activeElement !== into || !into) {
      if (left > 0) setTimeout(enter, 50, opened, left - 1);
    } else if (opened === POPOVER) new MutationObserver((_, seen) => {
      if (box.isConnected) return;
      seen.disconnect();
      if (document.activeElement === document.body) at.focus({preventScroll: true});
    }).observe(document.body, {childList: true, subtree: true});
  };
  const POPOVER = '[data-testid="stPopoverBody"]';
  document.addEventListener("click", event => {
    if (event.target.closest('[data-testid="stPopoverButton"]')) setTimeout(enter, 0, POPOVER, 20);
  });
  new MutationObserver(changes => {
    if (changes.some(one => one.addedNodes.length)) enter('[data-testid="stDialog"] [role="dialog"]', 40);
  }).observe(document.body, {childList: true});
})()"""


def in_the_browser() -> None:
    script = f"<script>{_SCRIPT % language()};{NAMING}</script>"
    st.html(f'<span class="bd-unseen"></span>{script}', unsafe_allow_javascript=True)
