// A page in a frame tells the page around it how high it is, whenever that changes.
"use strict";
(() => {
  if (parent === window) return;
  const main = document.querySelector("main");
  // The height of a page of public figures is no secret: whoever has the frame may know it.
  const tell = () => parent.postMessage({ escrutinio: "height", height: Math.ceil(main.getBoundingClientRect().height) }, "*");
  addEventListener("message", ({ source, data }) => {
    // The page around follows: from now on this one is as high as what is in it, and no longer fills the frame.
    if (source !== parent || data !== "escrutinio:follows" || main.classList.contains("followed")) return;
    main.classList.add("followed");
    tell();
  });
  new ResizeObserver(tell).observe(main);
})();
