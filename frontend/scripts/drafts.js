// Drafts are kept while one fills in: on leaving a field, in a pause, every twenty seconds, and when
// the page goes out of sight. Nothing is sent while nothing has changed.
//
// What could not be sent yet is kept in this browser, a copy for each section, until it is saved or
// one signs out, and for a day at most. A copy that an earlier page left is sent as it was, with
// the marks of that page, so that the server can tell it from what another device changed meanwhile.

const BEFORE = "draft:";
const DAY = 24 * 3600 * 1000;
const AGAIN = 10000; // milliseconds between two tries while there is no connection
const OWN = new Set(["csrfmiddlewaretoken"]); // fields that are this page's alone

const filling = document.querySelector("[data-filling]");

/** What a storage that may be full, or forbidden, has or takes. */
const store = {
  keys: () => tried(() => Object.keys(localStorage).filter((key) => key.startsWith(BEFORE))) ?? [],
  read: (key) => tried(() => JSON.parse(localStorage.getItem(key))),
  write: (key, copy) => tried(() => localStorage.setItem(key, JSON.stringify(copy))),
  drop: (key) => tried(() => localStorage.removeItem(key)),
};

function tried(what) {
  try {
    return what();
  } catch {
    return null;
  }
}

function dropAll() {
  for (const key of store.keys()) store.drop(key);
}

for (const key of store.keys()) {
  const copy = store.read(key);
  const isOld = !copy || Date.now() - copy.at > DAY;
  const isOthers = filling && copy?.of !== filling.dataset.filling;
  const hasArrived = filling && copy?.sent && copy.sent === filling.dataset.last;
  if (isOld || isOthers || hasArrived) store.drop(key);
}
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/dang-xuat")) dropAll();
});

/** The token of this page against requests from elsewhere; another tab may have renewed it. */
function token(page = document) {
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function freshToken(path) {
  const answer = await fetch(path, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) return "";
  return token(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

function send(path, body, csrf, keepalive = false) {
  return fetch(path, {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": csrf },
    body,
    keepalive,
    redirect: "manual",
  });
}

/** Sends the copies that earlier pages left; whether any was saved. */
async function sendCopies() {
  let saved = false;
  for (const key of store.keys()) {
    const copy = store.read(key);
    const path = key.slice(BEFORE.length).split("#")[0];
    const answer = await send(path, new URLSearchParams(copy.fields), token());
    if (answer.ok) {
      store.drop(key);
      saved = true;
    }
  }
  return saved;
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.path = location.pathname;
    const seen = this.field("_seen"); // a page without it is saved, but no copy of it is kept
    this.key = seen && filling && `${BEFORE}${this.path}#${seen.value.split(":")[0]}`;
    this.changed = false; // since the last time it was sent
    this.files = false; // a file was chosen that has not been sent
    this.sending = false;
    this.pause = 0;
    this.note = 0;
    form.addEventListener("input", () => this.later(3000));
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") this.files = true;
      this.later(300);
    });
    form.addEventListener("submit", () => {
      if (this.submitted) return;
      this.submitted = true;
      this.remember(this.number());
    });
    window.addEventListener("pageshow", () => (this.submitted = false));
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save(true));
    setInterval(() => this.save(), 20000);
  }

  field(name) {
    return this.form.querySelector(`[name=${name}]`);
  }

  later(milliseconds) {
    this.changed = true;
    clearTimeout(this.note);
    this.note = setTimeout(() => this.remember(), 300);
    this.wait(milliseconds);
  }

  /** Numbers what is sent now; the next page tells the number that arrived last. */
  number() {
    if (!this.key) return "";
    this.field("_sent").value = [...crypto.getRandomValues(new Uint8Array(8))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    return this.field("_sent").value;
  }

  wait(milliseconds) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), milliseconds);
  }

  /** Keeps a copy in the browser; files stay where the person has them. */
  remember(sent = "") {
    clearTimeout(this.note);
    if (!this.key) return;
    const fields = [...new FormData(this.form)].filter(
      ([name, value]) => typeof value === "string" && !OWN.has(name),
    );
    store.write(this.key, { at: Date.now(), of: filling.dataset.filling, sent, fields });
  }

  async save(leaving = false) {
    clearTimeout(this.pause);
    if (!this.changed || this.submitted || (this.sending && !leaving)) return;
    this.sending = true;
    this.changed = false;
    const files = this.files;
    this.files = false;
    this.remember(this.number());
    try {
      const answer = await this.post(files, leaving);
      if (answer.ok) {
        this.saved(await answer.json());
      } else {
        this.failed(files, answer.status === 401 || answer.status === 403);
      }
    } catch {
      this.failed(files, false);
    } finally {
      this.sending = false;
    }
    if (this.changed) this.wait(AGAIN);
  }

  async post(files, leaving) {
    const body = new FormData(this.form);
    if (!files) {
      for (const input of this.form.querySelectorAll("input[type=file]")) body.delete(input.name);
    }
    const answer = await send(this.path, body, token(this.form), leaving);
    if (answer.status !== 403) return answer;
    const csrf = await freshToken(this.path); // one signed in again in another tab
    if (!csrf) return answer;
    this.field("csrfmiddlewaretoken").value = csrf;
    body.set("csrfmiddlewaretoken", csrf);
    return send(this.path, body, csrf);
  }

  saved(told) {
    if (!this.changed && this.key) store.drop(this.key);
    if (told.seen) {
      this.field("_seen").value = told.seen;
      if (this.changed) this.remember();
    }
    this.tell(told.text);
    if (told.fields) this.show(told.fields);
    this.notice(told);
  }

  failed(files, signedOut) {
    this.changed = true;
    this.files ||= files;
    this.tell(signedOut ? this.form.dataset.signedOut : this.form.dataset.offline);
  }

  tell(text) {
    const place = this.form.querySelector("[data-saved]");
    if (place && place.textContent !== text) place.textContent = text;
  }

  /** Another device answered differently, or the draft has moved on: said here, settled there. */
  notice({ notice, href, action }) {
    const place = this.form.querySelector("[data-notice]");
    if (place) place.hidden = !notice;
    if (!place || !notice || place.dataset.said === notice) return;
    place.dataset.said = notice;
    place.querySelector("[data-words]").textContent = notice;
    const link = place.querySelector("a");
    link.href = href;
    link.textContent = action;
  }

  /** Shows the fields whose conditions hold by what was just saved, hides the others. */
  show(fields) {
    for (const wrapper of this.form.querySelectorAll("[data-field][data-conditional]")) {
      const shown = fields.includes(wrapper.dataset.field);
      wrapper.hidden = !shown;
      // What was opened here has been looked at; the server need not show the page once more for it.
      const mark = wrapper.querySelector("input[name=_hidden]");
      if (mark) mark.disabled = shown;
    }
    for (const section of this.form.querySelectorAll("section[data-conditional]")) {
      section.hidden = !section.querySelector("[data-field]:not([hidden]), :scope > details");
    }
  }
}

async function begin() {
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (filling && store.keys().length && !cameBack && (await sendCopies().catch(() => false))) {
    location.reload();
    return;
  }
  for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
}

begin();
