// The theme before the first paint: the person's choice, or the system's.
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem("windtunnel.theme"); } catch (blocked) {}
  var dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
