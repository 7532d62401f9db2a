// Adds up the seats of the lists that a reader ticks, and how often they reach the majority in the simulated counts.
// Without this there is the table of every two lists.
"use strict";
(() => {
  let asked = null;

  // Sent for when a list is first ticked, and again after the page has been renewed.
  function draws(address) {
    asked = asked || fetch(address, { headers: { Accept: "application/json" }, cache: "no-cache" }).then((answer) => {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.json();
    });
    return asked;
  }

  const ticked = (box) => [...box.querySelectorAll("input:checked")];

  // In per cent as the site has it: simulations never make anything certain.
  function percent(chance) {
    if (chance > 0.99) return "> 99 %";
    if (chance < 0.01) return "< 1 %";
    return `${Math.round(100 * chance)} %`;
  }

  function chanceOf(chamber, lists) {
    const chosen = chamber.lists.map((list, at) => at).filter((at) => lists.includes(chamber.lists[at]));
    let all = 0;
    let reached = 0;
    chamber.times.forEach((times, entry) => {
      all += times;
      const together = chosen.reduce((sum, at) => sum + chamber.seats[at][entry], 0);
      const needed = chamber.majorities?.[entry] ?? chamber.majority;
      if (together >= needed) reached += times;
    });
    return reached / all;
  }

  async function add(box) {
    const lists = ticked(box);
    const sum = lists.reduce((seats, list) => seats + Number(list.dataset.seats), 0);
    box.querySelector("[data-sum]").textContent = String(sum);
    const chance = box.querySelector("[data-chance]");
    if (!chance) return;
    if (!lists.length || !box.dataset.draws) {
      chance.hidden = true;
      return;
    }
    try {
      const document_ = await draws(box.dataset.draws);
      const chamber = document_.chambers.find((one) => one.id === box.dataset.chamber);
      // Meanwhile others may have been ticked.
      const names = ticked(box).map((list) => list.value);
      chance.hidden = !chamber || !names.length;
      if (!chance.hidden) chance.querySelector("[data-value]").textContent = percent(chanceOf(chamber, names));
    } catch {
      // Not to be had now: nothing is said, and it is asked for again.
      chance.hidden = true;
      asked = null;
    }
  }

  function start() {
    asked = null;
    for (const box of document.querySelectorAll("fieldset[data-chamber]")) {
      box.hidden = false;
      add(box);
    }
  }

  document.addEventListener("change", (event) => {
    const box = event.target.closest && event.target.closest("fieldset[data-chamber]");
    if (box) add(box);
  });
  document.addEventListener("renewed", start);
  start();
})();
