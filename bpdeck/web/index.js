"use strict";

// Copy buttons, and the address before every path of what they copy.

const status = document.getElementById("status");
const address = document.getElementById("address");

function place() {
  const given = address.value.trim();
  const before = given && !given.endsWith("/") ? `${given}/` : given;
  for (const at of document.querySelectorAll(".at")) {
    at.textContent = before || at.dataset.else || "";
  }
}

async function copy(button) {
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    tell(button, "Copied");
  } catch {
    getSelection().selectAllChildren(code); // a browser may forbid copying to a page from a file
    tell(button, "Selected: press Ctrl+C");
  }
}

function tell(button, text) {
  const label = button.firstChild;
  label.data = text;
  status.textContent = text;
  setTimeout(() => { label.data = "Copy"; }, 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".copy");
  if (button) copy(button);
});
address.addEventListener("input", place);
place();
