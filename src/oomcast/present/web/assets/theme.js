// Runs before anything is drawn, so that a chosen theme is there from the first picture on.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("oomcast.theme");
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem; // storage may be switched off: the system decides then
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
