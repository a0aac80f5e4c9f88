/* The sandbox's stand-in for the vendor's browser script. Written from the vendor's documents, not
   from its source: docs/sandbox.md says what it does and which of it is a guess. */
(() => {
  "use strict";

  const home = new URL(document.currentScript.src).origin;
  const calls = new Map(); // by ticket, while their layer stands
  let code = "";
  let inits = 0;

  function introduce(given) {
    code = String(given ?? "");
    inits += 1;
  }

  function ticket() {
    return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
  }

  function plain(params) {
    try {
      return JSON.parse(JSON.stringify(params ?? {}));
    } catch {
      return {};
    }
  }

  /* The frame is told by its name what is asked: nothing of the buyer stands in an address, and the
     page needs no more than `script-src` and `frame-src`. */
  function layer(asked) {
    const cover = document.createElement("div");
    Object.assign(cover.style, {
      position: "fixed", inset: "0", zIndex: "2147483647", visibility: "hidden",
      background: "rgb(15 23 42 / 0.55)", display: "grid", placeItems: "center",
    });
    const frame = document.createElement("iframe");
    Object.assign(frame.style, {
      width: "min(480px, 100%)", height: "min(860px, 100%)", border: "0", background: "#eef2f7",
    });
    frame.title = "결제창";
    frame.name = JSON.stringify(asked);
    frame.src = home + "/window/opener";
    cover.append(frame);
    (document.body ?? document.documentElement).append(cover);
    return { cover, frame };
  }

  function show(call) {
    call.cover.style.visibility = "visible";
    call.scrolls = document.documentElement.style.overflow;
    document.documentElement.style.overflow = "hidden";
    call.frame.focus();
  }

  function take(name, call) {
    calls.delete(name);
    call.cover.remove();
    if (call.scrolls !== undefined) {
      document.documentElement.style.overflow = call.scrolls;
      call.focused?.focus?.();
    }
  }

  window.addEventListener("message", (event) => {
    const said = event.data;
    const call = calls.get(said?.ticket);
    if (!call || event.source !== call.frame.contentWindow || event.origin !== home) return;
    if (said.shown) return show(call);
    take(said.ticket, call);
    if (said.leave) location.assign(said.leave);
    else if (said.rsp && call.callback) call.callback(said.rsp);
  });

  window.IMP = {
    init: introduce,
    agency: introduce,
    request_pay(params, callback) {
      const name = ticket();
      const listens = typeof callback === "function";
      const asked = {
        ticket: name,
        params: plain(params),
        code,
        inits,
        listens,
        clicked: navigator.userActivation?.isActive ?? true,
        windows: calls.size,
        origin: location.origin === "null" ? "*" : location.origin,
      };
      const focused = document.activeElement;
      calls.set(name, { ...layer(asked), focused, callback: listens ? callback : undefined });
    },
  };
})();
