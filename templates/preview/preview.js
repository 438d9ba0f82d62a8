// The preview's page goes on by itself: links change the middle only, pieces that take long come later, and whatever is saved
// shows up at once, with the place on the page, the tab and the variant as they were. Without this script every link still works.
"use strict";

const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
let request = new AbortController();
let events = null;
let going = null; // where a link leads that was followed, and is not there yet: no save may call it back

function say(text) { find("#news").textContent = text; }

function parsed(text) { return new DOMParser().parseFromString(text, "text/html"); }

async function read(address, signal) {
  const response = await fetch(address, { signal, cache: "no-store" });
  return { address: response.url, page: parsed(await response.text()) };
}

// Shows the page at an address: what is there stays until all of the new one has come.
async function show(address, { push = false } = {}) {
  if (push) going = address;
  request.abort();
  request = new AbortController();
  const { signal } = request;
  try {
    const { address: found, page } = await read(address, signal);
    const next = document.importNode(find("#problem", page), true);
    keepPieces(next);
    await Promise.race([Promise.allSettled([...next.querySelectorAll("img")].map((image) => image.decode())), pause(2000)]);
    if (signal.aborted) return false;
    if (push && found !== location.href) history.pushState(null, "", found);
    going = null;
    swap(page, next);
    fillPieces(signal);
    return true;
  } catch (error) {
    if (error.name !== "AbortError") say("The preview does not answer. Is it still running?");
    return false;
  }
}

function pause(time) { return new Promise((done) => { setTimeout(done, time); }); }

function swap(page, next) {
  const old = find("#problem"), active = document.activeElement, place = [scrollX, scrollY];
  const same = old.dataset.id === next.dataset.id;
  const typed = active?.id === "index" ? active.value : null;
  old.replaceWith(next);
  document.title = page.title;
  root.dataset.generation = page.documentElement.dataset.generation;
  listed(page);
  if (!same) scrollTo(0, 0); else scrollTo(...place);
  const again = active?.id && active !== document.body ? document.getElementById(active.id) : null;
  if (again && again !== document.activeElement) {
    again.focus({ preventScroll: true });
    if (typed !== null) again.value = typed;
  }
}

function listed(page) {
  const next = find("#groups", page);
  if (find("#groups").innerHTML !== next.innerHTML) find("#groups").replaceWith(document.importNode(next, true));
  search();
}

// What comes later: until it does, what stood there before stays.
function keepPieces(next) {
  for (const piece of next.querySelectorAll("[data-load]")) {
    const before = find(`#problem [data-key="${piece.dataset.key}"]`);
    if (before && next.dataset.id === find("#problem").dataset.id && !find(".waiting", before)) {
      piece.replaceChildren(...[...before.childNodes].map((node) => node.cloneNode(true)));
      piece.classList.add("again");
    }
  }
}

async function fillPieces(signal) {
  const pieces = [...document.querySelectorAll("#problem [data-load]")];
  pieces.sort((one, other) => Boolean(one.closest(".facts")) - Boolean(other.closest(".facts"))); // the tab first
  for (const piece of pieces) await fill(piece, piece.dataset.load, signal);
}

async function fill(piece, address, signal) {
  try {
    const { page } = await read(address, signal);
    if (signal.aborted) return;
    const more = find("[data-load]", page);
    if (more) {
      await pause(1000);
      if (!signal.aborted) await fill(piece, more.dataset.load, signal);
      return;
    }
    piece.replaceChildren(...document.importNode(page.body, true).childNodes);
    piece.classList.remove("again");
    piece.removeAttribute("aria-busy");
    delete piece.dataset.load;
  } catch (error) {
    if (error.name !== "AbortError") piece.textContent = "This could not be fetched.";
  }
}

function search() {
  const wanted = find("#search").value.trim().toLowerCase();
  let found = 0;
  for (const section of document.querySelectorAll("#groups section")) {
    let here = 0;
    for (const item of section.querySelectorAll("li")) {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
      here += !item.hidden;
    }
    section.hidden = here === 0;
    found += here;
  }
  find("#none").hidden = found > 0 || !document.querySelector("#groups li");
}

function ours(link) {
  return link && link.origin === location.origin && link.pathname.startsWith("/problem/") && !link.hash;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fetch]");
  if (button) {
    const piece = button.closest("[data-key]");
    piece.setAttribute("aria-busy", "true");
    fill(piece, button.dataset.fetch, request.signal);
    button.disabled = true;
    return;
  }
  const link = event.target.closest("a");
  if (!ours(link) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  const chosen = link.closest("#list");
  show(link.href, { push: true }).then((done) => {
    if (done && chosen) find("#problem").focus({ preventScroll: true });
    else if (done) refocus(link);
  });
});

function refocus(link) { // the link was replaced: its like takes the focus
  if (link.isConnected) return;
  const like = [...document.querySelectorAll("#problem a")].find((each) => each.textContent.trim() === link.textContent.trim());
  like?.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  show(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`, { push: true });
});

addEventListener("popstate", () => { going = null; show(location.href); });
find("#search").addEventListener("input", search);

function listen() {
  events?.close();
  events = new EventSource(`/events?since=${root.dataset.generation}`);
  events.onopen = () => { if (root.dataset.lost) { delete root.dataset.lost; say("The preview is back."); show(location.href); } };
  events.onmessage = async ({ data }) => {
    const { generation, ids } = JSON.parse(data);
    const own = find("#problem").dataset.id;
    const here = ids === null || ids.includes(own) || own === undefined;
    root.dataset.generation = generation;
    if (!here) {
      const { page } = await read(location.href, undefined).catch(() => ({}));
      if (page) listed(page);
      return;
    }
    if (!await show(going ?? location.href, { push: going !== null })) return;
    const errors = document.querySelectorAll("#problem > .trouble .faults > li").length;
    say(`${errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : "Updated"} at ${new Date().toLocaleTimeString()}`);
  };
  events.onerror = () => { root.dataset.lost = "yes"; say("The preview has stopped. Start it again to go on."); };
}

// A browser keeps few connections to one place: a page that nobody looks at gives its own back.
document.addEventListener("visibilitychange", () => { if (document.hidden) events?.close(); else listen(); });

search();
find("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
fillPieces(request.signal);
listen();
