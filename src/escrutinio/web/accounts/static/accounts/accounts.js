// Goes on by itself from the page that says where one is going. Without this, press its button.
"use strict";
(() => {
  const form = document.querySelector("form[data-continue]");
  if (!form) return;
  // Who comes back to this page wants to be here: it goes on once only.
  const mark = "went";
  if (history.state === mark) return;
  history.replaceState(mark, "");
  form.submit();
})();
