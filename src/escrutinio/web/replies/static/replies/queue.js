// The queue by keyboard: j and k go between replies, x ticks the one in focus, a, h, r and s go to its buttons.
// A box switches the keys off; it is remembered. Without this script Tab does the same.
"use strict";
(() => {
  const items = [...document.querySelectorAll("#queue > .queue-item")];
  const box = document.getElementById("keys");
  if (!items.length || !box) return;
  document.getElementById("keys-part").hidden = false;
  try {
    box.checked = localStorage.getItem("queue-keys") !== "off";
  } catch {
    // A browser that keeps nothing: the keys are on.
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem("queue-keys", box.checked ? "on" : "off");
    } catch {
      // As above.
    }
  });

  const ACTS = { a: "approved", h: "hidden", r: "removed", s: "spam" };

  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const here = items.findIndex((one) => one.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = event.key === "j" ? here + 1 : here - 1;
      const item = items[Math.min(items.length - 1, Math.max(0, next))];
      item.focus();
      item.scrollIntoView({ block: "nearest" });
    } else if (ACTS[event.key] && here >= 0) {
      const button = items[here].querySelector(`button[value="${ACTS[event.key]}"]`);
      if (button) button.focus();
    } else if (event.key === "x" && here >= 0) {
      const tick = items[here].querySelector("input[name=chosen]");
      if (tick) tick.checked = !tick.checked;
    } else {
      return;
    }
    event.preventDefault();
  });
})();
