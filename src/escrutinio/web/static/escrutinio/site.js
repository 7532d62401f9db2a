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
    for (const old of document.querySelectorAll(".changed")) old.classList.remove("changed");
    const focused = document.activeElement && document.activeElement.closest(".sort");
    const heading = focused && focused.parentElement;
    document.dispatchEvent(new Event("before-renewal"));
    become(here(), fresh);
    document.dispatchEvent(new Event("renewed"));
    if (heading && heading.isConnected) heading.querySelector(".sort").focus();
    const said = here().querySelector("[data-status]");
    document.getElementById("status").textContent = said ? said.textContent.replace(/\s+/g, " ").trim() : "";
  }

  // Makes an element what a new one is and keeps all that is the same, so that the focus, the place on the page and
  // what is selected stay.
  function become(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    for (const { name } of [...old.attributes]) {
      // Whether details are open is the reader's affair.
      if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    if (old.id === "readout") return;
    const others = [...fresh.childNodes];
    const alike = (one, other) =>
      one.nodeType === other.nodeType && one.nodeName === other.nodeName && (one.id || "") === (other.id || "");
    let at = old.firstChild;
    for (const other of others) {
      let found = at;
      if (other.id) {
        // A part with a name of its own is found again wherever it has moved to.
        while (found && !alike(found, other)) found = found.nextSibling;
        if (found && found !== at) old.insertBefore(found, at);
      } else if (found && !alike(found, other)) {
        found = null;
      }
      if (!found) {
        old.insertBefore(other, at);
        continue;
      }
      if (found === at) at = at.nextSibling;
      if (found.nodeType === Node.TEXT_NODE) {
        if (found.data !== other.data) {
          const cell = old.closest("td, th, dd, b");
          if (cell && other.data.trim()) cell.classList.add("changed");
          found.data = other.data;
        }
      } else if (found.nodeType === Node.ELEMENT_NODE) {
        become(found, other);
      }
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  // What a map says of the unit that is pointed at, or has the focus, stands below it too.
  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const unit = event.target.closest && event.target.closest(".areas a");
      const readout = document.getElementById("readout");
      if (unit && readout) readout.textContent = unit.getAttribute("aria-label");
    });
  }

  // Names like what is being written are offered; without this the button finds them.
  let asked = null;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.id !== "find-q") return;
    clearTimeout(asked);
    asked = setTimeout(async () => {
      try {
        const answer = await fetch(`${field.form.action}suggestions/?q=${encodeURIComponent(field.value)}`);
        if (!answer.ok) return;
        const { suggestions } = await answer.json();
        const options = suggestions.map((name) => {
          const option = document.createElement("option");
          option.value = name;
          return option;
        });
        document.getElementById("find-names").replaceChildren(...options);
      } catch {
        // Without a connection nothing is offered.
      }
    }, 200);
  });

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
