// At the counter: the code on a card by the camera, and paper out of the printer.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const WIDEST = 1600; // pixels of the picture that is sent where the browser cannot read codes

/** Reads codes in what the camera sees; without a reader in the browser, one picture is sent. */
class Camera {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-camera-open]");
    this.video = form.querySelector("video");
    this.told = form.querySelector("[data-camera-told]");
    this.place.hidden = false;
    this.place.querySelector("button").addEventListener("click", () => this.press());
  }

  async press() {
    if (this.stream) return this.look(true);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1920 } },
      });
    } catch {
      this.told.textContent = this.form.dataset.camera; // there is none, or it is forbidden
      return;
    }
    this.video.hidden = false;
    this.video.srcObject = this.stream;
    await this.video.play();
    this.place.querySelector("button").textContent = this.form.dataset.cameraRead;
    this.told.textContent = this.form.dataset.cameraHold;
    if ("BarcodeDetector" in window) {
      this.told.textContent = this.form.dataset.cameraNone;
      this.reader = new window.BarcodeDetector({ formats: ["qr_code"] });
      this.again = setInterval(() => this.look(false), 400);
    }
  }

  async look(asked) {
    const found = await this.reader?.detect(this.video).catch(() => []);
    if (found?.length) return this.take(found[0].rawValue);
    if (asked) await this.send();
  }

  take(text) {
    this.stop();
    const field = document.getElementById("the");
    field.value = text;
    field.form.requestSubmit();
  }

  /** The picture goes the way of a chosen photo. */
  async send() {
    const scale = Math.min(1, WIDEST / this.video.videoWidth);
    const canvas = document.createElement("canvas");
    canvas.width = this.video.videoWidth * scale;
    canvas.height = this.video.videoHeight * scale;
    canvas.getContext("2d").drawImage(this.video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    const files = new DataTransfer();
    files.items.add(new File([blob], "anh.jpg", { type: "image/jpeg" }));
    this.stop();
    this.form.querySelector("input[type=file]").files = files.files;
    this.form.requestSubmit();
  }

  stop() {
    clearInterval(this.again);
    for (const track of this.stream.getTracks()) track.stop();
  }
}

for (const form of document.querySelectorAll("form[data-camera]")) new Camera(form);
