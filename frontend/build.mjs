// Builds styles, script and fonts into the static folder of the installation.
//
// Every built file carries the beginning of its own SHA-256 in its name, so that browsers may keep
// it for ever; manifest.json maps the plain name to the built one, and holds one SHA-256 of all
// sources, so that a test can prove without node that what is committed was built from them.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/toantrinh/project/static/build");
const weights = [400, 600];

// What Vietnamese official text is set in, and the Latin letters of the other languages of the
// country (Ê-đê, Gia-rai, Ba-na, Chăm in Latin), whose bearers are citizens with names too.
const letters = {
  latin:
    "U+20-7E,U+A0-A3,U+A7,U+A9,U+AB,U+AD,U+B0-B2,U+B7,U+BB,U+BD,U+C0-C3,U+C8-CA,U+CC,U+CD," +
    "U+D1-D5,U+D7,U+D9,U+DA,U+DD,U+E0-E3,U+E8-EA,U+EC,U+ED,U+F1-F5,U+F9,U+FA,U+FD," +
    "U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+2212",
  vietnamese:
    "U+102,U+103,U+110,U+111,U+128,U+129,U+168,U+169,U+1A0,U+1A1,U+1AF,U+1B0,U+300,U+301,U+303," +
    "U+309,U+323,U+1EA0-1EF9,U+20AB",
  "latin-ext":
    "U+10C,U+10D,U+114,U+115,U+11A,U+11B,U+12C,U+12D,U+143,U+144,U+14E,U+14F,U+160,U+161,U+16C," +
    "U+16D,U+180,U+243,U+306,U+30C",
};

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** The files under `folder` that the build is made from, sorted by their path. */
function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(here, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.startsWith("node_modules/"))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** One digest over path and content of every source; tests/architecture computes the same. */
function digestOfSources() {
  const lines = sources(here).map((path) => `${sha256(readFileSync(join(here, path)))}  ${path}\n`);
  return sha256(lines.join(""));
}

function python() {
  const own = join(here, "../.venv/bin/python");
  return existsSync(own) ? own : "python3";
}

function font(subset, weight) {
  const source = `node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-${subset}-${weight}-normal.woff2`;
  const target = join(out, "font.woff2");
  execFileSync(
    python(),
    [
      "-m",
      "fontTools.subset",
      join(here, source),
      `--unicodes=${letters[subset]}`,
      "--layout-features=kern,mark,mkmk,ccmp,locl,tnum",
      "--flavor=woff2",
      "--no-hinting",
      "--no-recalc-timestamp",
      `--output-file=${target}`,
    ],
    { stdio: "inherit" },
  );
  const bytes = readFileSync(target);
  rmSync(target);
  return bytes;
}

const files = {};

/** Writes a built file under its hashed name, compressed beside it where that helps. */
function put(name, bytes, compress = false) {
  const [stem, extension] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const built = `${stem}.${sha256(bytes).slice(0, 12)}${extension}`;
  writeFileSync(join(out, built), bytes);
  files[name] = { file: built, sha256: sha256(bytes), bytes: bytes.length };
  if (compress) {
    const brotli = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    });
    writeFileSync(join(out, `${built}.br`), brotli);
    writeFileSync(join(out, `${built}.gz`), gzipSync(bytes, { level: 9 }));
  }
  return built;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

let faces = "";
for (const weight of weights) {
  for (const subset of Object.keys(letters)) {
    const built = put(`be-vietnam-pro-${subset}-${weight}.woff2`, font(subset, weight));
    faces +=
      `@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-weight:${weight};` +
      `font-display:swap;src:url("${built}") format("woff2");unicode-range:${letters[subset]}}`;
  }
}

for (const image of readdirSync(join(here, "images")).sort()) {
  put(image, readFileSync(join(here, "images", image)), true);
}

const { css } = compile(join(here, "styles/app.scss"), {
  loadPaths: [join(here, "node_modules")],
  charset: false,
  quietDeps: true,
  style: "expanded",
});
const addressed = (faces + css).replaceAll(/url\("image:([a-z-]+\.svg)"\)/g, (_, name) => `url("${files[name].file}")`);
const styles = buildSync({
  stdin: { contents: addressed, loader: "css" },
  minify: true,
  write: false,
  target: ["chrome100", "firefox100", "safari15"],
});
put("app.css", Buffer.from(styles.outputFiles[0].contents), true);

const script = buildSync({
  entryPoints: [join(here, "scripts/app.js")],
  bundle: true,
  minify: true,
  legalComments: "none",
  write: false,
  format: "iife",
  target: ["chrome100", "firefox100", "safari15"],
});
put("app.js", Buffer.from(script.outputFiles[0].contents), true);

writeFileSync(
  join(out, "manifest.json"),
  `${JSON.stringify({ sources: digestOfSources(), files }, null, 2)}\n`,
);
for (const [name, { file, bytes }] of Object.entries(files)) {
  console.log(`${name} → ${file} (${bytes} bytes)`);
}
