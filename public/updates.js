// Keeps the page for work without a network, and says when a newer one waits to be used.
// The page answers with a `windtunnel-reload` event once the person wants it.
(function () {
  var embedded = new URLSearchParams(location.search).has("embed");
  if (embedded || !("serviceWorker" in navigator)) return;
  var waiting = null;
  var reloading = false;

  function tell(worker) {
    waiting = worker;
    dispatchEvent(new Event("windtunnel-update"));
  }

  function watch(registration) {
    if (registration.waiting && navigator.serviceWorker.controller) tell(registration.waiting);
    registration.addEventListener("updatefound", function () {
      var coming = registration.installing;
      coming.addEventListener("statechange", function () {
        // Without a controller it is the first one: nothing is out of date.
        if (coming.state === "installed" && navigator.serviceWorker.controller) tell(coming);
      });
    });
    // A page that stays open for days still hears of news.
    document.addEventListener("visibilitychange", function () {
      if (!document.hidden) registration.update().catch(function offline() {});
    });
  }

  function begin() {
    navigator.serviceWorker.register("service-worker.js").then(function (registration) {
      watch(registration);
      return navigator.serviceWorker.ready;
    }).then(function (registration) {
      registration.active.postMessage("keep-all");
    }).catch(function blocked() {});
  }

  addEventListener("windtunnel-reload", function () {
    reloading = true;
    if (waiting && waiting.state === "installed") waiting.postMessage("take-over");
    else location.reload();
  });
  navigator.serviceWorker.addEventListener("controllerchange", function () {
    // Another tab may have asked: this one is told, since a reload is the person's to choose.
    if (reloading) location.reload();
    else dispatchEvent(new Event("windtunnel-update"));
  });

  // The first run comes first.
  addEventListener("TrunkApplicationStarted", function () { setTimeout(begin, 3000); });
})();
