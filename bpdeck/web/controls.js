"use strict";

// Keys, presenter remotes, pointer, touch and buttons; at the end, the beginning.

const SWIPE = 40; // pixels that make a touch a swipe

const help = document.getElementById("help");
const black = document.getElementById("black");
const stage = document.getElementById("stage");

const actions = {
  next,
  back,
  again,
  pause,
  first: () => show(0),
  last: () => show(slides.length - 1),
  captions: () => toggleCaptions(),
  notes: openNotes,
  full: () => (document.fullscreenElement ? document.exitFullscreen()
    : document.documentElement.requestFullscreen()),
  black: () => { black.hidden = !black.hidden; },
  help: () => (help.open ? help.close() : help.showModal()),
};

const keys = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next", n: "next",
  ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back",
  Home: "first", End: "last", r: "again", p: "pause", c: "captions", s: "notes", f: "full",
  b: "black", ".": "black", "?": "help",
};

function perform(action) {
  if (!action) return;
  if (action !== "black") black.hidden = true;
  Promise.resolve(actions[action]()).catch(() => undefined); // full screen may be refused
}

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (help.open && event.key !== "?") return;
  const onControl = event.target.closest?.("a, button");
  if (onControl && (event.key === " " || event.key === "Enter")) return;
  const card = document.querySelector("section.card:not([hidden])");
  const scrolls = card && card.scrollHeight > card.clientHeight + 1;
  if (scrolls && (event.key === "ArrowDown" || event.key === "ArrowUp")) return;
  const action = keys[event.key];
  if (!action) return;
  event.preventDefault();
  perform(event.key === " " && event.shiftKey ? "back" : action);
}
document.addEventListener("keydown", press);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const button = event.target.closest("[data-do]");
  if (link) {
    event.preventDefault();
    follow(link.hash);
  } else if (button) {
    perform(button.dataset.do);
    if (event.detail > 0) button.blur(); // so that space, after a click, is again "next"
  } else if (event.target.closest("#stage") && !getSelection().toString()) {
    perform(swiped ? undefined : "next");
  }
  swiped = false;
});

/** Go where a link or an edited address points. */
function follow(hash) {
  const number = slides.findIndex((slide) => slide.id === decodeURIComponent(hash.slice(1)));
  if (number >= 0) show(number, { play: Boolean(stepOf(slides[number])) && !calm.matches });
}
addEventListener("hashchange", () => follow(location.hash));

let swiped = false;
let touched = null;
stage.addEventListener("pointerdown", (event) => {
  swiped = false;
  touched = event.pointerType === "mouse" ? null : event;
});
stage.addEventListener("pointerup", (event) => {
  if (!touched || event.pointerId !== touched.pointerId) return;
  const across = event.clientX - touched.clientX;
  const down = event.clientY - touched.clientY;
  touched = null;
  swiped = Math.abs(across) > SWIPE && Math.abs(across) > Math.abs(down);
  if (swiped) perform(across < 0 ? "next" : "back");
});

let idle = 0;
document.addEventListener("pointermove", () => {
  document.body.classList.remove("idle");
  clearTimeout(idle);
  idle = setTimeout(() => document.body.classList.add("idle"), 2500);
});

document.body.classList.add("deck", "idle");
toggleCaptions(kept(localStorage, "bpdeck captions") !== "off");
resume();
