"use strict";

// What surrounds the picture: captions, words for screen readers, progress, the address.

const caption = document.getElementById("caption");
const steps = document.getElementById("steps");
const stored = `bpdeck ${location.pathname}`;

/** Tell in every place which slide is on screen. */
function tell() {
  const slide = slides[at];
  const step = stepOf(slide);
  history.replaceState(null, "", `#${slide.id}`);
  document.getElementById("heading").textContent = slide.title;
  document.getElementById("describe").textContent = step ? step.describe : "";
  document.getElementById("where").textContent = `${at + 1} / ${slides.length} · ${slide.title}`;
  video.setAttribute("aria-label", step ? `${step.title}. ${step.describe}` : slide.title);
  if (!step) say("");
  list(slide.film);
  meter();
  tellNotes();
}

/** One link a step of the film, as long as the step. */
function list(film) {
  if (steps.dataset.film === String(film)) return;
  steps.dataset.film = String(film);
  const links = slides.filter((slide) => slide.step !== undefined && slide.film === film);
  steps.replaceChildren(...links.map((slide) => {
    const step = stepOf(slide);
    const item = document.createElement("li");
    const link = document.createElement("a");
    item.style.flexGrow = step.end - step.start;
    link.href = `#${slide.id}`;
    link.title = step.title;
    link.setAttribute("aria-label", `Step ${slide.step + 1}: ${step.title}`);
    item.append(link);
    return item;
  }));
}

/** How much of every step has been seen. */
function meter() {
  const { film, step } = slides[at];
  const before = step ?? -1;
  [...steps.querySelectorAll("a")].forEach((link, k) => {
    const { start, end } = films[film].steps[k];
    const seen = state === "rest" ? 1 : (video.currentTime - start) / (end - start);
    const part = k < before ? 1 : k > before ? 0 : Math.min(1, Math.max(0, seen));
    link.style.setProperty("--done", `${100 * part}%`);
    if (k === before) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
}

// Captions: a real track drives them, but they stand below the picture instead of on it.

function captions(film) {
  const track = document.createElement("track");
  track.kind = "captions";
  track.label = "English";
  track.srclang = "en";
  track.src = URL.createObjectURL(new Blob([film.captions], { type: "text/vtt" }));
  track.addEventListener("load", () => URL.revokeObjectURL(track.src), { once: true });
  track.track.mode = "hidden";
  track.track.addEventListener("cuechange", () => {
    // At a step's first instant the last cue of the step before is about to end.
    const late = video.currentTime + EARLY / 4;
    const cues = [...(track.track.activeCues ?? [])].filter((cue) => cue.endTime > late);
    say(cues.map((cue) => cue.getCueAsHTML().textContent).join(" "));
  });
  return track;
}

function say(text) {
  const line = document.createElement("span");
  line.textContent = text;
  caption.replaceChildren(line);
}

function toggleCaptions(on = !document.body.classList.contains("captions")) {
  document.body.classList.toggle("captions", on);
  document.querySelector("[data-do=captions]").setAttribute("aria-pressed", on);
  keep(localStorage, "bpdeck captions", on ? "on" : "off");
}

// A page from a file may be forbidden to store anything; then it just forgets.

function keep(store, key, value) {
  try {
    store.setItem(key, value);
  } catch {
    return;
  }
}

function kept(store, key) {
  try {
    return store.getItem(key);
  } catch {
    return null;
  }
}

addEventListener("pagehide", () => {
  const { id } = slides[at];
  keep(sessionStorage, stored, JSON.stringify({ id, state, time: video.currentTime }));
});

/** Where the page was before it was loaded again, or where its address points. */
function resume() {
  const before = JSON.parse(kept(sessionStorage, stored) ?? "{}");
  const id = decodeURIComponent(location.hash.slice(1)) || before.id;
  const number = slides.findIndex((slide) => slide.id === id);
  const amid = before.id === id && (before.state === "run" || before.state === "pause");
  show(Math.max(0, number), number > 0 && amid ? { from: before.time } : {});
}
