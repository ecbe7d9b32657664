// What pages do beyond HTML. All of it improves; nothing here is needed.
import htmx from "htmx.org";
import "./desk.js";
import "./drafts.js";
import "./marks.js";
import "./uploads.js";
import "./counter.js";

window.htmx = htmx;
htmx.config.allowEval = false; // the content security policy forbids it anyway
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0; // pages hold personal data; only drafts.js keeps any, until it is saved
htmx.config.selfRequestsOnly = true;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "304", swap: false }, // what is shown is still so
  { code: "[23]..", swap: true },
  { code: "422", swap: true }, // problems come back on top of the same page
  { code: "[45]..", swap: false, error: true },
];

// The page came back with problems: the summary is read first.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

document.addEventListener("click", (event) => {
  // A link of the summary leads to the control itself, also when the field is a group of them.
  const link = event.target.closest(".error-summary a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (target) {
    const control = target.matches("input,select,textarea,button,a")
      ? target
      : target.querySelector("input:not([type=hidden]),select,textarea");
    if (control) {
      event.preventDefault();
      control.focus();
      (control.closest(".govuk-form-group") ?? control).scrollIntoView({ block: "center" });
    }
  }
  // A menu closes when one goes elsewhere.
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// In a table the arrows lead to the same column of the row above and below.
document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const cell = step && event.target.closest?.("[data-rows] td");
  if (!cell || event.target.tagName !== "INPUT") return;
  const rows = [...cell.closest("tbody").rows];
  const row = rows[rows.indexOf(cell.parentElement) + step];
  const control = row?.cells[cell.cellIndex].querySelector("input:not([type=hidden]),select");
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.select?.();
});

// The second click on a button that sends is not sent; the server would not double it either.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && !form.hasAttribute("data-again")) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A chosen file goes at once, and a paper may be dropped on its place.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches("[data-send-when-chosen]") && input.files.length) input.form.requestSubmit();
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target.closest?.(".upload");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("is-over", kind === "dragover");
    const input = place.querySelector("input[type=file]");
    if (kind === "drop" && input && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// A paper to be checked is hashed here, in the browser: only its fingerprint leaves the machine.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const file = form.querySelector("[data-hash-here]")?.files?.[0];
  const place = form.querySelector("[name=sha256]");
  if (!file || !place || !window.crypto?.subtle) return;
  event.preventDefault();
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  place.value = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
  form.querySelector("[data-hash-here]").disabled = true;
  form.submit();
});
