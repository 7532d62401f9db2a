// For pages that show results in a frame: gives each frame of the site that this file is from the height of what is
// in it. Without it a frame keeps the size that was copied with it.
"use strict";
(() => {
  const site = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${site}/`));
  const follow = (page) => page.postMessage("escrutinio:follows", "*");

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== site || !data || data.escrutinio !== "height" || !(data.height > 0)) return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (!frame) return;
    Object.assign(frame.style, { width: "100%", maxWidth: "544px", height: `${data.height}px` });
    follow(source);
  });

  // A frame that was there before this has told its height already.
  const ask = () => frames().forEach((frame) => follow(frame.contentWindow));
  ask();
  addEventListener("DOMContentLoaded", ask);
})();
