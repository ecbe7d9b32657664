// The desk: a file is seen beside the answers without losing one's place on the page.
const wide = window.matchMedia("(min-width: 62.5rem)");

function show(link) {
  const one = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!one) return false;
  for (const each of one.parentElement.children) each.classList.toggle("is-shown", each === one);
  one.parentElement.classList.add("files--chosen");
  for (const each of document.querySelectorAll("a[data-show]")) {
    if (each.hash === link.hash) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  return one;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-show]");
  const one = link && show(link);
  if (!one || !wide.matches) return; // on a narrow page the address leads down to the file
  event.preventDefault();
  one.focus({ preventScroll: true });
});

// Single keys, while nobody is typing. What has a key says so itself: data-key. They can be switched
// off on the page of the keys, and nothing is done by a key alone that a link does not do.
const PLACE = "toantrinh.keys";

function areOn() {
  try {
    return localStorage.getItem(PLACE) !== "off";
  } catch {
    return true; // no storage here: the keys are on, as the page says
  }
}

const isTypedInto = (element) =>
  element.isContentEditable ||
  element.matches?.("textarea,select,input:not([type=checkbox],[type=radio],[type=button],[type=submit])");

function nextFile(step) {
  const links = [...document.querySelectorAll("a[data-show]")];
  if (!links.length) return;
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = at < 0 ? Math.max(step, 0) % links.length : (at + step + links.length) % links.length;
  const one = show(links[next]);
  if (one) one.focus({ preventScroll: wide.matches });
}

// Rows are walked from wherever in a row one is: at its code, its box, a button of it.
function walk(step) {
  const links = [...document.querySelectorAll("[data-walk] tbody th a, ul[data-walk] > li > a")];
  if (!links.length) return false;
  const row = document.activeElement.closest("tr, [data-walk] > li");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  return true;
}

/** The box of the row one is in; with shift, all from the one marked before down to it. */
function mark(shiftKey) {
  const box = document.activeElement.closest("[data-walk] tbody tr")?.querySelector(".mark input");
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
  return Boolean(box);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (key === "Escape" && isTypedInto(target) && target.closest("main")) return target.blur();
  if (key.length !== 1 || isTypedInto(target) || !areOn()) return;
  if (key === "j" || key === "k") {
    if (walk(key === "j" ? 1 : -1)) return event.preventDefault();
  }
  if ((key === "x" || key === "X") && mark(key === "X")) return event.preventDefault();
  if (key === "a") {
    const all = document.querySelector("[data-mark-all] input"); // on a narrow page it is not shown
    if (all) return all.click();
  }
  if (key === "t" || key === "T") return nextFile(key === "t" ? 1 : -1);
  // the page's own comes after that of the header
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].at(-1);
  if (!found) return;
  event.preventDefault();
  if (found.matches("textarea,input,select")) {
    found.focus();
    found.scrollIntoView({ block: "center" });
  } else found.click();
});

const choice = document.querySelector("[data-keys-switch]");
if (choice) {
  const box = choice.querySelector("input");
  box.checked = areOn();
  choice.hidden = false;
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(PLACE, box.checked ? "on" : "off");
    } catch {
      box.checked = true; // it cannot be kept here
    }
  });
}

// Buttons that only a script can do are shown by it.
for (const button of document.querySelectorAll("[data-copy],[data-print]")) button.hidden = false;

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const place = document.createElement("textarea"); // an office without https has no clipboard
  place.value = text;
  place.className = "govuk-visually-hidden";
  document.body.append(place);
  place.select();
  const done = document.execCommand("copy");
  place.remove();
  if (!done) throw new Error("not copied");
}

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) return window.print();
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const said = document.querySelector("[data-copied]");
  const value = document.getElementById(button.dataset.copy);
  try {
    await copy(value.innerText.trim());
    button.focus();
    for (const each of document.querySelectorAll(".is-copied")) each.classList.remove("is-copied");
    value.closest("tr").classList.add("is-copied");
    said.textContent = `${said.dataset.copied}: ${button.dataset.name}`;
  } catch {
    window.getSelection().selectAllChildren(value);
    said.textContent = said.dataset.failed;
  }
});
