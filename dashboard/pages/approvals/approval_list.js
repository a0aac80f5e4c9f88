// The rows of the approval list: drawn, walked through and chosen here; decided in Python.
// Every text is set as text. One event ("did") tells what was done, with all that is chosen here.
const SENT_AFTER = 120; // quick keys are one event

const rowsOnPage = () => [...document.querySelectorAll(".bd-approvals [data-id]")];

const goTo = (row) => {
  if (!row) return;
  for (const each of rowsOnPage()) each.tabIndex = each === row ? 0 : -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};

// A row that went over into the other half of the list takes the focus with it, whichever half is
// drawn first.
const findFocus = () => {
  const was = document.documentElement.dataset.bdApproval;
  const lost = !document.activeElement || document.activeElement === document.body;
  if (lost && was) goTo(rowsOnPage().find((one) => one.dataset.id === was));
};

const make = (tag, kind, text = "", more = {}) => {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  made.textContent = text;
  for (const [name, value] of Object.entries(more)) made.setAttribute(name, value);
  return made;
};

const cell = (kind, ...inside) => {
  const made = make("div", `bd-a-${kind}`, "", { role: "gridcell" });
  made.append(...inside);
  return made;
};

const toned = (said) => {
  const made = make("span", `bd-a-toned bd-${said.tone}`, "", said.why ? { title: said.why } : {});
  made.append(make("i", "", said.sign, { "aria-hidden": "true" }), said.text);
  return made;
};

const dated = (said) => {
  const made = make("span", "bd-a-date");
  made.append(make("small", "", said.label), make("time", "", said.text, { title: said.whole }));
  return made;
};

function fill(row, data, may) {
  const box = make("input", "", "", { type: "checkbox", "aria-label": data.choose, tabindex: "-1" });
  box.disabled = !(data.green && may);
  const tick = make("label", "bd-a-tick");
  tick.append(box);
  const approve = make("button", "bd-a-approve", data.approve_short, {
    type: "button", "aria-label": data.approve, tabindex: "-1", value: "approve",
  });
  approve.disabled = !(data.green && may);
  const open = make("button", "bd-a-open", data.open ? "▾" : "▸", {
    type: "button", "aria-label": data.details, "aria-expanded": String(data.open),
    title: data.details, tabindex: "-1", value: "open",
  });
  row.replaceChildren(
    cell("pick", tick),
    cell("who", make("b", "", data.name), make("code", "", data.code)),
    cell("kind", toned(data.kind)),
    cell("dates", ...data.dates.map(dated)),
    cell("past", data.past),
    cell("verdict", toned(data.verdict)),
    cell("act", approve, open),
  );
}

function head(texts) {
  const made = make("div", "bd-a-head", "", { role: "row" });
  const [pick, who, kind, dates, past, verdict, act] = texts;
  const named = (name, ...inside) => {
    const one = make("div", `bd-a-${name}`, "", { role: "columnheader" });
    one.append(...inside);
    return one;
  };
  made.append(
    named("pick", make("span", "bd-a-unseen", pick)), named("who", who), named("kind", kind),
    named("dates", ...dates.map((text) => make("span", "bd-a-date", text))),
    named("past", past), named("verdict", verdict), named("act", make("span", "bd-a-unseen", act)),
  );
  return made;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".bd-approvals");
  const state = (place.bdState ??= { seq: 0, chosen: new Set(), timer: 0 });
  if (data.seq >= state.seq) {
    state.seq = data.seq;
    state.chosen = new Set(data.chosen);
  }
  const byId = new Map(data.rows.map((one) => [String(one.id), one]));

  const tell = (act, id = 0) => {
    clearTimeout(state.timer);
    state.timer = 0;
    state.seq += 1;
    setTriggerValue("did", { act, id: Number(id), seq: state.seq, chosen: [...state.chosen] });
  };
  const show = (row) => {
    const on = state.chosen.has(Number(row.dataset.id));
    row.setAttribute("aria-selected", String(on));
    row.querySelector("input").checked = on;
  };
  const toggle = (row) => {
    const one = byId.get(row.dataset.id);
    if (!one.green || !data.may) return;
    const id = Number(one.id);
    state.chosen.has(id) ? state.chosen.delete(id) : state.chosen.add(id);
    show(row);
    state.seq += 1; // what Python says of before is older than this
    clearTimeout(state.timer);
    state.timer = setTimeout(() => tell("pick"), SENT_AFTER);
  };
  const flush = () => { if (state.timer) tell("pick"); };

  // Rows are kept where they are: one that is drawn anew would lose the focus.
  place.setAttribute("role", "grid");
  place.setAttribute("aria-label", data.label);
  place.setAttribute("aria-multiselectable", "true");
  const drawn = new Map([...place.querySelectorAll("[data-id]")].map((one) => [one.dataset.id, one]));
  const said = JSON.stringify(data.head);
  if (place.dataset.head !== said) {
    place.dataset.head = said;
    place.querySelector(".bd-a-head")?.remove();
    if (data.head.length) place.prepend(head(data.head));
  }
  let before = place.querySelector(".bd-a-head");
  for (const one of data.rows) {
    const id = String(one.id), says = JSON.stringify([one, data.may]);
    const row = drawn.get(id) ?? make("div", "bd-a-row", "", { role: "row", "data-id": id, tabindex: "-1" });
    drawn.delete(id);
    if (row.bdSays !== says) {
      fill(row, one, data.may);
      row.bdSays = says;
    }
    row.classList.toggle("bd-a-opened", one.open);
    show(row);
    const next = before ? before.nextSibling : place.firstChild;
    if (next !== row) place.insertBefore(row, next);
    before = row;
  }
  for (const gone of drawn.values()) gone.remove();
  const rows = [...place.querySelectorAll("[data-id]")];
  if (rows.length && !rows.some((one) => one.tabIndex === 0)) rows[0].tabIndex = 0;
  findFocus();

  place.onclick = (event) => {
    const row = event.target.closest("[data-id]");
    if (!row) return;
    const button = event.target.closest("button");
    if (event.target.closest(".bd-a-tick")) {
      event.preventDefault(); // the label's second click, and the box's own mark
      setTimeout(() => { toggle(row); show(row); goTo(row); });
    } else if (button) {
      goTo(row);
      tell(button.value, row.dataset.id);
    } else if (!getSelection().toString()) {
      goTo(row);
      tell("open", row.dataset.id);
    }
  };
  place.onkeydown = (event) => {
    const row = event.target.closest("[data-id]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const all = rowsOnPage(), at = all.indexOf(row), one = byId.get(row.dataset.id);
    const inButton = event.target.closest("button") && ["Enter", " "].includes(event.key);
    if (inButton) return;
    const act = {
      ArrowDown: () => goTo(all[at + 1]),
      ArrowUp: () => goTo(all[at - 1]),
      Home: () => goTo(all[0]),
      End: () => goTo(all.at(-1)),
      " ": () => toggle(row),
      ArrowRight: () => tell("open", one.id),
      ArrowLeft: () => one.open && tell("open", one.id),
      Enter: () => tell("ask", one.id),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat && !event.key.startsWith("Arrow")) return;
    act();
  };
  const focused = (event) => {
    const row = event.target.closest("[data-id]");
    if (row) document.documentElement.dataset.bdApproval = row.dataset.id;
  };
  const left = (event) => {
    if (!event.relatedTarget) return; // the row itself went, or the window did
    if (!event.relatedTarget.closest(".bd-approvals")) delete document.documentElement.dataset.bdApproval;
    if (!place.contains(event.relatedTarget)) flush();
  };
  place.addEventListener("focusin", focused);
  place.addEventListener("focusout", left);
  return () => {
    place.removeEventListener("focusin", focused);
    place.removeEventListener("focusout", left);
    setTimeout(findFocus); // this half of the list may be going
  };
}
