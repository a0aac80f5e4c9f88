// The checkout page: the tick posts the consent and brings what the PG's window needs, the button
// opens the window directly in its click (else browsers block it). Whatever the window then says,
// the result page asks our server.
"use strict";

const form = document.getElementById("checkout");
const part = (id) => document.getElementById(id);
const says = form.dataset;
let asked = null;
let opened = false;
let turn = 0;

function tell(text, wrong) {
  const told = part("told");
  told.textContent = text;
  told.className = wrong ? "said" : "";
  part("again").hidden = !wrong || asked !== null;
}

async function agree() {
  const mine = ++turn;
  asked = null;
  part("open").disabled = true;
  if (!part("consent").checked) {
    tell(says.first, false);
    return;
  }
  const loaded = document.readyState === "complete";
  if (loaded && !window.IMP) {
    tell(says.missing, true);
    return;
  }
  tell(says.wait, false);
  if (!loaded) return; // asked again once everything is there
  const answer = await ask();
  if (mine !== turn || opened) return;
  if (!answer.asked) {
    tell(answer.said || says.failed, true);
    return;
  }
  asked = answer.asked;
  part("open").disabled = false;
  tell(says.ready, false);
}

async function ask() {
  try {
    const body = new URLSearchParams({ agreed: part("consent").value, lang: says.language });
    const answer = await fetch(says.window, { method: "POST", body });
    return await answer.json();
  } catch {
    return {};
  }
}

// A field of the page goes into the window and nowhere else.
function typed() {
  const fields = [part("buyer_tel"), part("buyer_email")].filter(Boolean);
  return Object.fromEntries(fields.map((field) => [field.id, field.value.trim()]));
}

function toResult() {
  location.assign(says.back);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (asked === null || opened) return;
  opened = true;
  part("open").disabled = true;
  part("consent").disabled = true;
  part("result").hidden = false;
  tell(says.opened, false);
  try {
    IMP.request_pay({ ...asked, ...typed() }, toResult);
  } catch {
    toResult();
  }
});
part("consent").addEventListener("change", agree);
part("again").addEventListener("click", agree);
// A page that a browser has kept (Back) would open a window whose name was used.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
addEventListener("load", () => {
  if (!window.IMP) {
    tell(says.missing, true);
    return;
  }
  IMP.init(says.code);
  if (part("consent").checked) agree();
});
