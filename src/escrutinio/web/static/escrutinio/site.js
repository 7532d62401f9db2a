// Looks every 15 seconds whether there is something newer, and renews the page in place. Without this, reload.
"use strict";
(() => {
  const EVERY = 15000;
  const here = () => document.getElementById("main");
  let waiting = null;

  async function look() {
    try {
      const answer = await fetch("/live.json", { headers: { Accept: "application/json" }, cache: "no-cache" });
      if (!answer.ok) return;
      const now = await answer.json();
      if (now.id && now.id !== here().dataset.publication) await renew();
    } catch {
      // No connection: the page stays as it is and looks again later.
    }
  }

  async function renew() {
    // What a reader is writing, or has opened to read, is not taken away.
    if (document.querySelector("form[data-keep]")) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (!fresh) return;
    const open = new Set([...document.querySelectorAll("main details[open]")].map((one) => one.id));
    const focused = document.activeElement && document.activeElement.id;
    here().replaceWith(fresh);
    for (const one of fresh.querySelectorAll("details")) if (open.has(one.id)) one.open = true;
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
    const said = fresh.querySelector("[data-status]");
    document.getElementById("status").textContent = said ? said.textContent : "";
  }

  // What a map says of the unit that is pointed at, or has the focus, stands below it too.
  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const unit = event.target.closest && event.target.closest(".areas a");
      const readout = document.getElementById("readout");
      if (unit && readout) readout.textContent = unit.getAttribute("aria-label");
    });
  }

  function start() {
    if (waiting === null) waiting = setInterval(look, EVERY);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      clearInterval(waiting);
      waiting = null;
    } else {
      look();
      start();
    }
  });
  start();
})();
