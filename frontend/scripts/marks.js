// Boxes in the rows of a list: one above them marks the whole page, shift marks a range, and a line
// beside what is to be done says how many are marked.
for (const place of document.querySelectorAll("[data-mark-all]")) {
  const all = place.querySelector("input");
  const boxes = [...place.closest("table").querySelectorAll("tbody .mark input")];
  const told = document.querySelector("[data-marked]");
  let last = null;
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    if (told) told.textContent = count > 0 ? told.dataset.marked.replace("#", count) : "";
  };
  place.hidden = boxes.length === 0;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) {
        for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  window.addEventListener("pageshow", tell);
  const page = document.querySelector("[data-mark-page]"); // for where the head is not shown
  if (!page) continue;
  page.hidden = place.hidden;
  page.querySelector("button").addEventListener("click", () => all.click());
}
