"use strict";

// The second window: what to say, what is seen, what comes next, and how late it is.

let notes = null;
let began = 0;

function openNotes() {
  notes = window.open("", "bpdeck-notes", "popup,width=1000,height=640");
  if (!notes) {
    toggleCaptions(true);
    say("The browser blocked the window with the notes: allow pop-ups for this page.");
    return;
  }
  const page = notes.document;
  page.title = `Notes: ${document.title}`;
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dataset.theme = document.documentElement.dataset.theme;
  page.head.querySelector("style")?.remove();
  page.head.append(page.importNode(document.querySelector("style"), true));
  page.body.className = "speaker";
  page.body.replaceChildren(page.importNode(document.getElementById("notes").content, true));
  page.onkeydown = press;
  page.body.onclick = (event) => perform(event.target.closest("[data-do]")?.dataset.do);
  began = Date.now();
  tellNotes();
  notes.focus();
}

function tellNotes() {
  if (!notes || notes.closed) return;
  const write = (id, text) => { notes.document.getElementById(id).textContent = text; };
  const slide = slides[at];
  const step = stepOf(slide);
  const coming = slides[at + 1];
  const picture = notes.document.getElementById("note-still");
  const after = coming ? stepOf(coming) : null;
  write("note-where", `${at + 1} / ${slides.length}`);
  write("note-title", slide.title);
  write("note-say", step ? step.say : "");
  write("note-describe", step ? step.describe : "");
  write("note-next", coming ? `Next: ${coming.title}` : "This is the last slide.");
  picture.hidden = !after?.still;
  if (after?.still) {
    picture.src = after.still;
    picture.alt = after.describe;
  }
}

setInterval(() => {
  if (!notes || notes.closed) return;
  const seconds = Math.floor((Date.now() - began) / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  notes.document.getElementById("note-clock").textContent = clock;
}, 500);

// After a reload nothing would fill that window any more.
addEventListener("pagehide", () => notes?.close());
