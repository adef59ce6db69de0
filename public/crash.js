// What is shown when the screen has crashed. Plain script, so that it works when nothing else does.
// This tab's design lies in the session's storage as a file (app/src/keep/session.rs).
addEventListener("windtunnel-crash", function () {
  var box = document.getElementById("crash");
  if (!box.hidden) return;
  try {
    var work = sessionStorage.getItem("windtunnel.work");
    var link = document.getElementById("crash-save");
    link.hidden = !work;
    if (work) link.href = URL.createObjectURL(new Blob([work], { type: "application/json" }));
  } catch (blocked) {}
  document.getElementById("loading").hidden = true;
  box.hidden = false;
  var reload = document.getElementById("crash-reload");
  reload.onclick = function () { location.reload(); };
  reload.focus();
});
