"""What a screen reader calls the controls: buttons of many rows by their row, Streamlit's in Korean.

Ten buttons that all read "회원 보기" are told apart by the eye alone; Streamlit has no other name for
a button than what stands on it. The script puts the name of the row before it ("김하나 회원 보기"), and
what the row is about where that is not enough. Streamlit's own controls speak English only.
"""

from __future__ import annotations

NAMING = """(() => {
  if (window.billingDeskNames) return;
  window.billingDeskNames = true;
  const KOREAN = {
    "Sidebar": "메뉴", "App pages": "화면", "Navigate to home page": "현황으로", "Logo": "결제 데스크",
    "Collapse sidebar": "메뉴 접기", "Expand sidebar": "메뉴 펼치기", "Open": "펼치기", "Close": "닫기",
    "Clear date": "날짜 지우기", "Choose date": "날짜 고르기", "Clear value": "지우기",
    "Copy to clipboard": "복사", "file upload": "파일 고르기", "Help": "설명",
    "Pagination": "쪽", "Previous page": "이전 쪽", "Next page": "다음 쪽",
  };
  const PARTS = {year: "연", month: "월", day: "일"};
  const ROW = '[class*="st-key-"]';
  const HEAD = '.bd-person, [class*="st-key-number_card_"] [data-testid="stMetricLabel"], '
    + '[class*="st-key-exports_"] strong';
  const text = each => (each?.textContent ?? "").replace(/\\s+/g, " ").trim();
  const labelOf = each => {
    const field = each.closest('[data-testid="stSelectbox"], [data-testid="stDateInput"]');
    return text(field?.querySelector('[data-testid="stWidgetLabel"]'))
      || field?.querySelector("input")?.getAttribute("aria-label") || "";
  };
  const inKorean = (each, said) => said in KOREAN ? `${labelOf(each)} ${KOREAN[said]}`.trim()
    : said.replace(/^Help for (.+)$/, "$1 설명").replace(/^Page (\\d+)$/, "$1쪽")
      .replace(/^(year|month|day), (.+)$/, (_, part, label) => `${label} ${PARTS[part]}`);
  const speakKorean = () => {
    const korean = document.documentElement.lang === "ko";
    for (const each of document.querySelectorAll("[aria-label], img[alt]")) {
      const name = each.hasAttribute("aria-label") ? "aria-label" : "alt";
      const said = each.getAttribute(name), before = each.dataset.bdEnglish;
      const better = korean ? inKorean(each, said)
        : before && inKorean(each, before) === said ? before : said;
      if (better === said) continue;
      each.dataset.bdEnglish = korean ? said : "";
      each.setAttribute(name, better);
    }
  };
  const headOf = each => {
    for (let row = each.parentElement.closest(ROW); row; row = row.parentElement.closest(ROW)) {
      const head = row.querySelector(HEAD);
      if (head) return head.closest(ROW) === row ? head : null;
    }
  };
  const nameRows = () => {
    const named = [], times = {};
    const inRows = '[data-testid="stMain"] :is(button, summary, [data-testid="stPageLink"] a)';
    for (const each of document.querySelectorAll(inRows)) {
      if (each.hasAttribute("aria-label") && !("bdNamed" in each.dataset)) continue;
      const head = headOf(each);
      const who = head && text(head.querySelector("b") ?? (head.matches(".bd-person") ? null : head));
      const label = text(each.querySelector('[data-testid="stMarkdownContainer"]') ?? each);
      if (!head || !label || label.includes(who || label)) {
        if ("bdNamed" in each.dataset) each.removeAttribute("aria-label");
        delete each.dataset.bdNamed;
        continue;
      }
      const about = [...head.querySelectorAll(".bd-pill")].map(pill =>
        text(pill).replace(text(pill.querySelector("i")), "").trim()).join(" ");
      const name = `${who} ${label}`;
      times[name] = (times[name] ?? 0) + 1;
      named.push([each, name, `${who} ${about} ${label}`]);
    }
    for (const [each, short, long] of named) {
      const name = times[short] > 1 ? long : short;
      if (each.getAttribute("aria-label") !== name) each.setAttribute("aria-label", name);
      each.dataset.bdNamed = "";
    }
  };
  let waits = false;
  const look = () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => { waits = false; speakKorean(); nameRows(); });
  };
  new MutationObserver(look).observe(document.body,
    {childList: true, subtree: true, characterData: true});
  look();
})()"""
