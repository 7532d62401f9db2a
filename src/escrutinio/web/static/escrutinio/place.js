// Keeps a reader's own place on the device, and shows how it stands there: nothing of it is sent anywhere but the
// request for that place's page. Without this, or where the device keeps nothing, no button and no line is shown.
"use strict";
(() => {
  const KEY = "escrutinio-place";
  let said = { path: "", name: "", figures: "" };

  const line = () => document.getElementById("mine");
  const button = () => document.getElementById("remember");
  const home = () => line().dataset.home;
  const here = () => location.pathname.slice(home().length);

  // Null where nothing is kept; undefined where the device keeps nothing, or does not let pages ask.
  function kept() {
    try {
      const text = localStorage.getItem(KEY);
      if (text === null) return null;
      const place = JSON.parse(text);
      return /^results\/[^?#]+\/$/.test(place.path) && typeof place.name === "string" ? place : null;
    } catch (error) {
      return error instanceof SyntaxError ? null : undefined;
    }
  }

  function keep(place) {
    try {
      if (place) localStorage.setItem(KEY, JSON.stringify(place));
      else localStorage.removeItem(KEY);
    } catch {
      // The device is full, or forbids it: the button shows that nothing was kept.
    }
  }

  function show() {
    const place = kept();
    const own = Boolean(place) && place.path === here();
    if (button()) {
      button().hidden = place === undefined;
      if (own) button().textContent = button().dataset.remembered;
    }
    const known = Boolean(place) && place.path === said.path ? said : { name: place ? place.name : "", figures: "" };
    line().hidden = !place || own || known.gone === true;
    if (line().hidden) return;
    const link = line().querySelector("a");
    link.href = home() + place.path;
    link.textContent = known.name;
    line().querySelector("span").textContent = known.figures;
  }

  // The place's own page says it in the reader's language: what stands here is what stands there.
  async function ask() {
    const place = kept();
    if (!place || place.path === here()) return;
    try {
      const answer = await fetch(home() + place.path, { headers: { Accept: "text/html" }, cache: "no-cache" });
      if (answer.status === 404 || answer.status === 410) said = { path: place.path, gone: true };
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const figures = page.getElementById("in-short");
        const name = page.getElementById("remember");
        if (figures && name) {
          const words = figures.content.textContent.replace(/\s+/g, " ").trim();
          said = { path: place.path, name: name.dataset.name, figures: words };
        }
      }
    } catch {
      // No connection: the name stays, and the figures that were known.
    }
    show();
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest && event.target.closest("#remember, #mine button");
    if (!pressed) return;
    const place = kept();
    if (pressed === button()) {
      const own = Boolean(place) && place.path === here();
      keep(own ? null : { path: here(), name: button().dataset.name });
      button().textContent = button().dataset.offer;
    } else {
      keep(null);
      document.getElementById("status").textContent = line().dataset.forgotten;
    }
    show();
    ask();
  });

  function start() {
    show();
    ask();
  }

  document.addEventListener("renewed", start);
  start();
})();
