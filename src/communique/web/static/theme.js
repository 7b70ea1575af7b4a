// Before anything is drawn: the look that was chosen here before, if any.
(() => {
  "use strict";
  document.documentElement.classList.add("script");
  try {
    const chosen = localStorage.getItem("communique-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // No storage: the system's look.
  }
})();
