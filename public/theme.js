// Theme and contrast before the first paint: the person's choice, or the system's.
(function () {
  function choose(name, word, other, query) {
    var chosen = null;
    try { chosen = localStorage.getItem("windtunnel." + name); } catch (blocked) {}
    var yes = chosen ? chosen === word : matchMedia(query).matches;
    document.documentElement.dataset[name] = yes ? word : other;
  }
  choose("theme", "dark", "light", "(prefers-color-scheme: dark)");
  choose("contrast", "more", "usual", "(prefers-contrast: more)");
})();
