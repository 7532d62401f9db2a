// Shows the seats that are supposed for the list and the points that a reader chooses.
// Without this there is the table of ten points fewer and more.
"use strict";
(() => {
  let asked = null;

  // Sent for when something is first chosen, and again after the page has been renewed.
  function suppositions(address) {
    asked = asked || fetch(address, { headers: { Accept: "application/json" }, cache: "no-cache" }).then((answer) => {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.json();
    });
    return asked;
  }

  // Names are inserted as they are: "$" in one means nothing.
  const said = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (all, key) => words[key] ?? all);

  function names(box, ids) {
    const known = [...box.querySelectorAll("option")];
    const short = ids.map((id) => known.find((one) => one.value === id)?.textContent ?? id);
    return short.length < 2 ? short.join("") : `${short.slice(0, -1).join(", ")} ${box.dataset.and} ${short.at(-1)}`;
  }

  function officeSays(box, office) {
    const { adopting, adopted, notAdopted } = box.dataset;
    if (office.elected && adopting) return office.elected === adopting ? adopted : notAdopted;
    if (office.elected) return said(box.dataset.elected, { name: names(box, [office.elected]) });
    if (office.tied) return box.dataset.tied;
    return office.run_off.length ? said(box.dataset.runOff, { names: names(box, office.run_off) }) : "";
  }

  async function show(box) {
    const [list, range] = [box.querySelector("select"), box.querySelector("input")];
    const chosen = () => [list.value, Number(range.value)];
    const [name, points] = chosen();
    const sentence = points > 0 ? box.dataset.more : box.dataset.fewer;
    const short = list.selectedOptions[0].textContent;
    const heading = points ? said(sentence, { name: short, points: Math.abs(points) }) : box.dataset.same;
    range.setAttribute("aria-valuetext", heading);
    let found;
    try {
      const all = (await suppositions(box.dataset.whatIf)).suppositions;
      found = all.find((one) => (points ? one.selection === name && one.points === points : one.points === 0));
    } catch {
      // Not to be had now: what is shown stays, and it is asked for again.
      asked = null;
      return;
    }
    // Meanwhile something else may have been chosen.
    if (!found || String(chosen()) !== String([name, points])) return;
    const section = box.parentElement;
    section.querySelector("[data-supposition]").textContent = heading;
    if (found.office) section.querySelector("[data-office]").textContent = officeSays(box, found.office);
    for (const rows of section.querySelectorAll("[data-chamber-supposed]")) {
      const seats = found.seats[rows.dataset.chamberSupposed] || {};
      for (const cell of rows.querySelectorAll("[data-supposed]")) {
        cell.textContent = String(seats[cell.dataset.supposed] || 0);
      }
    }
  }

  function start() {
    asked = null;
    for (const box of document.querySelectorAll("fieldset[data-what-if]")) {
      box.hidden = false;
      if (Number(box.querySelector("input").value)) show(box);
    }
  }

  for (const event of ["input", "change"]) {
    document.addEventListener(event, (of) => {
      const box = of.target.closest && of.target.closest("fieldset[data-what-if]");
      if (box) show(box);
    });
  }
  document.addEventListener("renewed", start);
  start();
})();
