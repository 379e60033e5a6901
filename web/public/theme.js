// Before the first paint, so that a dark page never flashes white. A file of its own: the page runs no inline script.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("hd-local.theme");
  } catch {
    // Storage may be closed to us; the system's setting is used then.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
