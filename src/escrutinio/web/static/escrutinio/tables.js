// Lets a reader sort the tables that offer it, by a click on a heading. Without this they stay in the site's order.
"use strict";
(() => {
  const language = document.documentElement.lang || "en";
  const point = (1.5).toLocaleString(language).charAt(1);
  const words = new Intl.Collator(language, { numeric: true });
  const chosen = new Map();
  const order = new WeakMap();

  const tables = () => document.querySelectorAll("table[data-sortable]");
  const nameOf = (table) => table.caption.textContent.trim();
  const rowsOf = (table) => [...table.tBodies[0].rows];

  // A cell may stand for several columns, as where nobody has votes yet.
  function textAt(row, column) {
    let at = 0;
    for (const cell of row.cells) {
      if (at === column) return cell.textContent.trim();
      at += cell.colSpan;
      if (at > column) return "";
    }
    return "";
  }

  function numberIn(text) {
    const digits = [...text.replaceAll("\u2212", "-")].filter((sign) => /[\d-]/.test(sign) || sign === point).join("");
    return /\d/.test(digits) ? Number(digits.replace(point, ".")) : NaN;
  }

  function sort(table) {
    const [column, direction] = chosen.get(nameOf(table)) || [-1, 0];
    const head = table.tHead.rows[0].cells;
    [...head].forEach((cell, at) => {
      if (at === column) cell.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
    const rows = rowsOf(table).sort((one, other) => order.get(one) - order.get(other));
    if (column >= 0) {
      const numbers = head[column].classList.contains("number");
      const values = new Map(rows.map((row) => [row, textAt(row, column)]));
      const of = (row) => (numbers ? numberIn(values.get(row)) : values.get(row));
      // What is not known stands last, whichever way the rest goes.
      const unknown = (row) => (numbers ? Number.isNaN(of(row)) : of(row) === "");
      rows.sort((one, other) => {
        if (unknown(one) || unknown(other)) return unknown(one) - unknown(other);
        return direction * (numbers ? of(one) - of(other) : words.compare(of(one), of(other)));
      });
    }
    table.tBodies[0].append(...rows);
  }

  // The usual order of a column, the other one, and that of the site.
  function choose(table, column) {
    const usual = table.tHead.rows[0].cells[column].classList.contains("number") ? -1 : 1;
    const [now, direction] = chosen.get(nameOf(table)) || [-1, 0];
    if (now !== column) chosen.set(nameOf(table), [column, usual]);
    else if (direction === usual) chosen.set(nameOf(table), [column, -usual]);
    else chosen.delete(nameOf(table));
    sort(table);
  }

  function offer() {
    for (const table of tables()) {
      rowsOf(table).forEach((row, place) => order.set(row, place));
      [...table.tHead.rows[0].cells].forEach((cell, column) => {
        if (cell.dataset.order === "none") return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sort";
        button.append(...cell.childNodes);
        button.addEventListener("click", () => choose(table, column));
        cell.append(button);
      });
      if (chosen.has(nameOf(table))) sort(table);
    }
  }

  // For the page to be renewed it must be as the server sent it.
  function takeBack() {
    for (const table of tables()) {
      table.tBodies[0].append(...rowsOf(table).sort((one, other) => order.get(one) - order.get(other)));
      for (const cell of table.tHead.rows[0].cells) {
        cell.removeAttribute("aria-sort");
        const button = cell.querySelector(".sort");
        if (button) button.replaceWith(...button.childNodes);
      }
    }
  }

  document.addEventListener("before-renewal", takeBack);
  document.addEventListener("renewed", offer);
  offer();
})();
