"use strict";

// The slides, and the one video that shows them.
//
// A slide is a card (title, contents, references) or a step: a stretch of a film that plays once
// and rests on its last frame. `show` is the only way to another slide.

const EARLY = 0.06; // seconds before its end where a step rests: its last frame at 15 to 60 a second
const NEAR = 0.15; // from so close the video just plays on, without a seek that might be seen

const { films, slides } = JSON.parse(document.getElementById("slides").textContent);
const video = document.querySelector("video");
const still = document.getElementById("still");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let at = 0; // which slide is on screen
let state = "rest"; // what its step does: "run", "pause" or "rest"
let turn = 0; // counts changes of slide: what was begun for an earlier one gives up
let loaded = null; // the film in the video
let ready = null; // a promise: true when it can be shown, false when it cannot be decoded

const stepOf = (slide) => (slide.step === undefined ? null : films[slide.film].steps[slide.step]);

function restOf(step) {
  const end = Math.min(step.end, video.duration || Infinity);
  return Math.max(step.start, end - EARLY);
}

function become(now) {
  state = now;
  document.body.dataset.state = now;
}

/** Go to slide `number`: play it, or rest on its last frame, or stop at `from` seconds. */
async function show(number, { play = false, from = null } = {}) {
  const mine = ++turn;
  at = number;
  video.pause();
  const slide = slides[at];
  const step = stepOf(slide);
  become(!step || (!play && from === null) ? "rest" : play ? "run" : "pause");
  tell();
  if (!step) return uncover(slide.card);
  const works = await load(films[slide.film]);
  if (mine !== turn) return;
  still.hidden = works;
  if (!works) {
    still.src = step.still;
    still.alt = step.describe;
    become("rest");
    return uncover(null);
  }
  const goal = play ? step.start : (from ?? restOf(step));
  if (!play || Math.abs(video.currentTime - goal) > NEAR) {
    await seek(goal);
    if (mine !== turn) return;
  }
  uncover(null);
  if (play) run();
  meter();
}

/** Show one card, or none: then the video is seen. */
function uncover(name) {
  for (const card of document.querySelectorAll(".card")) card.hidden = card.id !== name;
  document.body.classList.toggle("on-card", name !== null);
}

function run() {
  const mine = turn;
  become("run");
  video.play().catch(() => mine === turn && become("pause"));
  watch();
}

function watch() {
  if (state !== "run") return;
  halt();
  meter();
  requestAnimationFrame(watch);
}

/** Stop at the end of the step. */
function halt() {
  const step = stepOf(slides[at]);
  if (state !== "run" || !step || video.seeking || films[slides[at].film] !== loaded) return;
  if (video.currentTime < restOf(step) && !video.ended) return;
  video.pause();
  become("rest");
  // A browser that was late may already show the next step.
  if (video.currentTime > step.end - EARLY / 4) video.currentTime = restOf(step);
}
// A window that is covered gets no animation frames, but these.
video.addEventListener("timeupdate", () => video.paused || halt());
video.addEventListener("ended", halt);

function seek(time) {
  if (Math.abs(video.currentTime - time) < EARLY / 4) return Promise.resolve();
  return new Promise((done) => {
    video.addEventListener("seeked", done, { once: true });
    video.currentTime = time;
  });
}

function load(film) {
  if (film === loaded) return ready;
  if (video.src.startsWith("blob:")) URL.revokeObjectURL(video.src);
  loaded = film;
  ready = new Promise((done) => {
    video.addEventListener("loadeddata", () => done(true), { once: true });
    video.addEventListener("error", () => done(false), { once: true });
  });
  video.replaceChildren(captions(film));
  video.textTracks[0].mode = "hidden"; // loaded, but not drawn on the picture
  video.src = film.src ?? embedded(film.name);
  return ready;
}

/** An address for the video that is part of this page. */
function embedded(name) {
  const element = document.getElementById(`video-${name}`);
  const text = atob(element.textContent);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return URL.createObjectURL(new Blob([bytes], { type: element.dataset.type }));
}

// What a person can ask for.

function next() {
  if (state === "run" && stepOf(slides[at])) show(at);
  else if (state === "pause") run();
  else if (at < slides.length - 1) show(at + 1, { play: !calm.matches });
}

function back() {
  if (at > 0) show(at - 1);
}

function again() {
  if (stepOf(slides[at])) show(at, { play: true });
}

function pause() {
  if (state === "run") {
    video.pause();
    become("pause");
  } else if (state === "pause") run();
  else if (stepOf(slides[at])) again();
  else next();
}
