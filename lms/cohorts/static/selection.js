// Says how many rows are chosen, and chooses all of them. The page works without it.
const list = document.querySelector("#list");
const boxes = [...list.querySelectorAll("input[name=pick]")];
const count = list.querySelector("[data-count]");
const all = document.createElement("input");

function say() {
  const chosen = boxes.filter((box) => box.checked).length;
  count.textContent = count.dataset.count.replace("{n}", chosen);
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && !all.checked;
}

all.type = "checkbox";
all.setAttribute("aria-label", count.dataset.all);
all.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  say();
});
list.querySelector("th.pick").replaceChildren(all);
list.addEventListener("change", say);
say();
