// Keeps one build of the page, whole, so that it opens without a network and is never made of two
// builds. The build's name is written in by xtask; build.json lists the files.
"use strict";

const BUILD = "BUILD";
const CACHE = `windtunnel-${BUILD}`;
const PAGE = "./";

// Large, and nothing opens later without it: fetched behind the rest.
const isLate = (file) => file.startsWith("infer_worker");
// The page is kept under the address that people open: some hosts redirect from its file's name.
const addressOf = (file) => (file === "index.html" ? PAGE : file);

async function list() {
  const build = await (await fetch("build.json", { cache: "no-store" })).json();
  if (build.build !== BUILD) throw new Error("another build is being put in place");
  return build.files.filter((file) => file !== "service-worker.js");
}

async function keep(wanted) {
  const cache = await caches.open(CACHE);
  const missing = async (file) => !(await cache.match(addressOf(file)));
  const files = (await list()).filter(wanted);
  await Promise.all(files.map(async (file) => {
    if (await missing(file)) {
      const answer = await fetch(addressOf(file), { cache: "no-cache" });
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      await cache.put(addressOf(file), answer);
    }
  }));
  // Had the host changed builds meanwhile, some files would be of the next one.
  await list();
}

addEventListener("install", (event) => {
  event.waitUntil(keep((file) => !isLate(file)).catch(async (error) => {
    await caches.delete(CACHE);
    throw error;
  }));
});

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => {
    const old = names.filter((name) => name.startsWith("windtunnel-") && name !== CACHE);
    return Promise.all(old.map((name) => caches.delete(name)));
  }));
});

addEventListener("message", (event) => {
  if (event.data === "take-over") skipWaiting();
  if (event.data === "keep-all") event.waitUntil(keep(() => true).catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const inside = request.url.startsWith(registration.scope);
  const path = request.url.slice(registration.scope.length).split(/[?#]/)[0];
  if (request.method !== "GET" || !inside || path === "build.json") return;
  const isPage = request.mode === "navigate" && (path === "" || path === "index.html");
  event.respondWith(answer(isPage ? PAGE : request));
});

async function answer(wanted) {
  const cache = await caches.open(CACHE);
  return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(wanted);
}
