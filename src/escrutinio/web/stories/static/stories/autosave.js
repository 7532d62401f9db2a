// Keeps on this device what is written and not saved, and offers it again: after a lapsed session, a crash, a closed
// window. Who signs out leaves nothing behind.
"use strict";
(() => {
  const PREFIX = "escrutinio-story:";
  const AFTER = 800;
  const WORDS = ["headline", "summary", "body"];

  let signedOut = false;
  const signOut = document.querySelector("form.sign-out[data-user]");
  if (signOut) {
    signOut.addEventListener("submit", () => {
      signedOut = true;
      const own = `${PREFIX}${signOut.dataset.user}:`;
      for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key);
    });
  }

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const [user, story] = form.dataset.autosave.split(":");
  const keyOf = (which) => `${PREFIX}${user}:${which}`;
  const asSaved = form.hasAttribute("data-as-saved");
  const revision = form.elements.revision.value;
  const kept = document.getElementById("kept");
  const offer = document.getElementById("unsaved");
  const fields = [...form.elements].filter(
    (field) => field.name && !["hidden", "file", "submit", "button", "checkbox"].includes(field.type),
  );
  const values = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const plain = (text) => (text || "").replace(/\r\n?/g, "\n").trim();
  const same = (one, other, names) => names.every((name) => plain(one[name]) === plain(other[name]));
  const all = fields.map((field) => field.name);
  const start = values();
  let waiting = null;

  function stored(which) {
    try {
      return JSON.parse(localStorage.getItem(keyOf(which)));
    } catch {
      return null;
    }
  }

  function when(moment) {
    const then = new Date(moment);
    const today = then.toDateString() === new Date().toDateString();
    const time = { hour: "2-digit", minute: "2-digit" };
    return then.toLocaleString(document.documentElement.lang, today ? time : { dateStyle: "medium", timeStyle: "short" });
  }

  function keep(sent) {
    waiting = null;
    if (!offer.hidden || signedOut) return;
    const now = values();
    if (asSaved && same(now, start, all)) {
      localStorage.removeItem(keyOf(story));
      kept.textContent = "";
      return;
    }
    const at = Date.now();
    try {
      localStorage.setItem(keyOf(story), JSON.stringify({ at, revision, sent, values: now }));
      kept.textContent = `${kept.dataset.kept} ${when(at)}`;
    } catch {
      kept.textContent = kept.dataset.full;
    }
  }

  // What has been saved since it was written needs no offer; a new story has got its number by that.
  const saved = (text) => text.sent && same(text.values, start, WORDS);
  const begun = stored("new");
  if (asSaved && story !== "new" && begun && saved(begun)) localStorage.removeItem(keyOf("new"));
  const earlier = stored(story);
  if (asSaved && earlier && (same(earlier.values, start, all) || (earlier.revision !== revision && saved(earlier)))) {
    localStorage.removeItem(keyOf(story));
  } else if (asSaved && earlier) {
    offer.querySelector("[data-when]").textContent = when(earlier.at);
    offer.querySelector("[data-since]").hidden = earlier.revision === revision;
    offer.hidden = false;
    offer.querySelector("[data-restore]").addEventListener("click", () => {
      for (const field of fields) if (field.name in earlier.values) field.value = earlier.values[field.name];
      offer.hidden = true;
      keep(false);
      form.elements.headline.focus();
    });
    offer.querySelector("[data-discard]").addEventListener("click", () => {
      localStorage.removeItem(keyOf(story));
      offer.hidden = true;
    });
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(false), AFTER);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keep(true);
  });
  addEventListener("pagehide", () => {
    if (waiting) keep(stored(story)?.sent || false);
  });
})();
