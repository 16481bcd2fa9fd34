// Draws the preview while one writes, leads from a fault to its line, and asks before what was written is left behind.
// The page works without it: the button "preview" does the same.
const PAUSE = 500; // milliseconds without a key
const form = document.querySelector("#editor");
const state = document.querySelector("[data-preview-state]");
let timer;
let asked = 0;
let touched = false;

async function preview() {
  const mine = (asked += 1);
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine === asked) show(drawn);
  } catch {
    if (mine === asked) say(form.dataset.sayLost);
  }
}

function show(drawn) {
  let count = 0;
  for (const field of form.querySelectorAll("textarea")) {
    const faults = drawn.querySelector(`#e-${field.name}`);
    document.querySelector(`#e-${field.name}`).replaceWith(faults);
    field.toggleAttribute("aria-invalid", false);
    if (faults.children.length) field.setAttribute("aria-invalid", "true");
    count += faults.children.length;
  }
  for (const part of drawn.querySelectorAll("section")) document.querySelector(`#${part.id}`).replaceWith(part);
  say(count ? form.dataset.sayFaults.replace("{n}", count) : form.dataset.sayGood);
}

// Said once, not with every key: a screen reader would never come to rest.
function say(words) {
  if (state.textContent !== words) state.textContent = words;
}

function goToLine(field, number) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
}

form.addEventListener("input", () => {
  touched = true;
  clearTimeout(timer);
  timer = setTimeout(preview, PAUSE);
});
form.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  event.preventDefault();
  goToLine(document.querySelector(link.hash), Number(link.dataset.line));
});
form.addEventListener("submit", () => {
  touched = false;
});
addEventListener("beforeunload", (event) => {
  if (touched) event.preventDefault();
});
preview();
