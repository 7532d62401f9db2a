// The editor with a script: a button beside each figure puts it where the cursor was, and a field filters them.
"use strict";
(() => {
  const text = document.getElementById("id_body");
  const chooser = document.getElementById("chooser");
  if (!text || !chooser) return;
  const rows = [...chooser.querySelectorAll("tbody tr")];

  function insert(code) {
    const [from, to] = [text.selectionStart, text.selectionEnd];
    text.setRangeText(code, from, to, "end");
    text.focus();
  }

  for (const row of rows) {
    const code = row.querySelector("code[data-insert]");
    if (!code) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = code.dataset.insert;
    button.setAttribute("aria-label", `${code.dataset.insert} ${code.textContent}`);
    button.addEventListener("click", () => insert(code.textContent));
    code.after(" ", button);
  }

  const filter = document.getElementById("figure-filter");
  if (!filter) return;
  filter.hidden = false;
  filter.querySelector("input").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const shown = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => shown.includes(word));
    }
  });
})();
