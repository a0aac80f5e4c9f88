// The result page looks again quietly and is drawn anew only when something has changed, so that
// nobody who reads or listens is interrupted. Without scripts the page reloads itself.
"use strict";

const waiting = document.querySelector("[data-looks]");
const LONGEST = 30;
let seconds = Number(waiting.dataset.seconds);

async function look() {
  try {
    const answer = await fetch(waiting.dataset.looks);
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (now.title !== document.title) {
      location.replace(waiting.dataset.looks);
      return;
    }
  } catch {
    // No connection: look again later.
  }
  seconds = Math.min(seconds + 1, LONGEST);
  setTimeout(look, seconds * 1000);
}

setTimeout(look, seconds * 1000);
