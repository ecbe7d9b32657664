// Large files of the papers are sent in parts (tus 1.0) and go on by themselves when the line was
// lost. Chosen again after the page was closed, a file goes on where it stopped: its address is kept
// in this browser until it has arrived or one signs out. Without this the form sends it whole.

const BEFORE = "upload:";
const SMALL = 256 * 1024; // bytes: what is smaller goes with the form, and is the size of a part
const PATIENCE = 60000; // milliseconds for one part
const AGAIN = 3000; // between two tries
const TUS = { "Tus-Resumable": "1.0.0", "HX-Request": "true" };

class Refused extends Error {}
class Gone extends Error {}

const encoded = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

function kept(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // a browser that keeps nothing begins anew
  }
  return null;
}

/** Waits a while, or until the line is back. */
function pause() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, AGAIN);
    window.addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

class Sending {
  constructor(form, file) {
    this.form = form;
    this.file = file;
    this.words = form.dataset;
    const { name, size, lastModified } = file;
    this.key = [BEFORE + form.dataset.resumable, form.dataset.component, size, lastModified, name].join("|");
  }

  /** Sends the whole file. Errors: Refused, with the words for the person. */
  async all() {
    for (;;) {
      try {
        const address = kept(this.key) ?? (await this.begin());
        await this.goOn(address);
        kept(this.key, null);
        return;
      } catch (error) {
        if (error instanceof Refused) {
          kept(this.key, null);
          throw error;
        }
        if (error instanceof Gone) {
          kept(this.key, null);
        } else {
          this.tell(this.words.lost);
          await pause();
        }
      }
    }
  }

  async begin() {
    const answer = await fetch(this.form.dataset.resumable, {
      method: "POST",
      headers: {
        ...TUS,
        "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value,
        "Upload-Length": this.file.size,
        "Upload-Metadata": `filename ${encoded(this.file.name)},component ${encoded(this.form.dataset.component)}`,
      },
    });
    if (answer.status !== 201) await this.refuse(answer);
    const address = answer.headers.get("Location");
    kept(this.key, address);
    return address;
  }

  async goOn(address) {
    let offset = await this.offset(address);
    do {
      this.show(offset);
      const part = this.file.slice(offset, offset + SMALL);
      const answer = await fetch(address, {
        method: "PATCH",
        headers: {
          ...TUS,
          "Upload-Offset": offset,
          "Content-Type": "application/offset+octet-stream",
        },
        body: part,
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      if (answer.ok || answer.status === 409) offset = Number(answer.headers.get("Upload-Offset"));
      else await this.refuse(answer);
    } while (offset < this.file.size);
    this.show(offset);
  }

  async offset(address) {
    const answer = await fetch(address, { method: "HEAD", headers: TUS });
    if (!answer.ok) await this.refuse(answer);
    return Number(answer.headers.get("Upload-Offset"));
  }

  async refuse(answer) {
    if ([404, 410].includes(answer.status)) throw new Gone();
    if (answer.status >= 500) throw new Error(answer.status);
    if ([401, 403].includes(answer.status)) throw new Refused(this.words.signedOut);
    const told = await answer.json().catch(() => ({}));
    throw new Refused(told.message ?? this.words.refused);
  }

  show(offset) {
    const percent = Math.floor((100 * offset) / this.file.size);
    this.form.querySelector("progress").value = percent;
    this.tell(this.words.sending.replace("{percent}", percent).replace("{name}", this.file.name));
  }

  tell(text) {
    const place = this.form.querySelector("[data-told]");
    this.form.querySelector("[data-progress]").hidden = false;
    if (place.textContent !== text) place.textContent = text;
  }
}

async function sendAll(form, input) {
  form.dataset.busy = "1";
  const files = [...input.files];
  const refused = [];
  for (const file of files) {
    try {
      await new Sending(form, file).all();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(error.message);
    }
  }
  delete form.dataset.busy;
  input.value = "";
  if (refused.length < files.length) {
    location.hash = form.closest("section").id;
    location.reload();
  } else {
    form.querySelector("progress").value = 0;
    form.querySelector("[data-told]").textContent = refused.join(" ");
    input.focus();
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.action.endsWith("/dang-xuat")) {
      for (const key of Object.keys(localStorage)) if (key.startsWith(BEFORE)) kept(key, null);
    }
    if (!form.dataset.resumable) return;
    const input = form.querySelector("input[type=file]");
    if (!form.dataset.busy && ![...input.files].some((file) => file.size > SMALL)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!form.dataset.busy) sendAll(form, input);
  },
  true,
);

// What stopped half-way is named, so that one chooses the same file again.
for (const form of document.querySelectorAll("form[data-resumable]")) {
  const begins = `${BEFORE}${form.dataset.resumable}|${form.dataset.component}|`;
  let keys = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(begins));
  } catch {
    // nothing is kept here
  }
  if (keys.length) {
    const names = keys.map((key) => key.slice(begins.length).split("|").slice(2).join("|"));
    form.querySelector("[data-progress]").hidden = false;
    form.querySelector("[data-told]").textContent = form.dataset.stopped.replace("{name}", names.join("; "));
  }
}
