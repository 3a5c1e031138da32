// Checks the types, bundles auricle.js and its second file, compresses them and weighs them.
// Usage: node build.mjs OUT
import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { build } from "esbuild";

const VERSION = "1";
/** What travels, gzipped: the loader, and the surveys it fetches where some may appear. */
const FILES = [
  { name: "auricle.js", entry: "src/auricle.ts", format: "iife", most: 5_120 },
  { name: "survey.js", entry: "src/survey/survey.ts", format: "esm", most: 25_600 },
];

const out = process.argv[2];

execFileSync(process.execPath, ["node_modules/typescript/bin/tsc"], { stdio: "inherit" });
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const { name, entry, format, most } of FILES) {
  const file = join(out, name);
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    minify: true,
    format,
    define: { VERSION: JSON.stringify(VERSION) },
    loader: { ".css": "text" },
    target: ["es2021", "chrome92", "safari15", "firefox91"],
    logLevel: "warning",
  });
  const packed = gzipSync(await readFile(file), { level: 9 });
  if (packed.length > most) {
    await rm(out, { recursive: true });
    console.error(`${name} has ${packed.length} bytes gzipped; it may have ${most}. Take something out.`);
    process.exit(1);
  }
  await writeFile(`${file}.gz`, packed);
  console.log(`${name}: ${packed.length} of ${most} bytes gzipped`);
}
