// The editor with a script: a button beside each figure puts it where the cursor was, and a field finds others.
"use strict";
(() => {
  const text = document.getElementById("id_body");
  const chooser = document.getElementById("chooser");
  if (!text || !chooser) return;

  function insert(code) {
    const [from, to] = [text.selectionStart, text.selectionEnd];
    text.setRangeText(code, from, to, "end");
    text.focus();
  }

  function addButtons() {
    for (const code of chooser.querySelectorAll("code[data-insert]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = code.dataset.insert;
      button.setAttribute("aria-label", `${code.dataset.insert} ${code.textContent}`);
      button.addEventListener("click", () => insert(code.textContent));
      code.after(" ", button);
    }
  }

  addButtons();
  const filter = document.getElementById("figure-filter");
  if (!filter) return;
  filter.hidden = false;
  const field = filter.querySelector("input");

  // What is on the page is narrowed at once; figures of units come from the server a little later.
  function narrow() {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of chooser.querySelectorAll("tbody tr")) {
      const shown = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => shown.includes(word));
    }
  }

  async function ask() {
    const words = field.value;
    let answer;
    try {
      answer = await fetch(`${filter.dataset.figures}?rows=1&q=${encodeURIComponent(words)}`);
    } catch {
      return;
    }
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("tbody");
    if (!found || field.value !== words) return;
    chooser.querySelector("tbody").replaceWith(found);
    addButtons();
  }

  let soon = 0;
  field.addEventListener("input", () => {
    narrow();
    clearTimeout(soon);
    soon = setTimeout(ask, 300);
  });
  // Enter would send the story.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(soon);
    ask();
  });
})();
