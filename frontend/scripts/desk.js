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
