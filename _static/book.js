// What is wider than the page scrolls inside its own box. Whoever uses no mouse must be able to
// reach that box with the Tab key. The theme sees to code and to outputs, once, when the page has
// loaded; this to formulas, and to outputs again when their width changes.
"use strict";

window.addEventListener("load", async () => {
  const reach = (box) => {
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
    if (scrolls && box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
    } else {
      box.removeAttribute("tabindex");
    }
  };
  // Called for each box now, when the window changes, and when a folded part is opened.
  const watch = new ResizeObserver((changes) => changes.forEach(({ target }) => reach(target)));

  // Formulas get their width when MathJax has set them; pages without formulas have no MathJax.
  await window.MathJax?.startup?.promise;
  document
    .querySelectorAll(".math, mjx-container, .cell_output .output")
    .forEach((box) => watch.observe(box));
});
