// Checks the types, bundles auricle.js into one file, compresses it and weighs it.
// Usage: node build.mjs OUT
import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { build } from "esbuild";

const MOST_BYTES = 5_000; // of the loader, as it travels
const VERSION = "1";

const out = process.argv[2];
const file = join(out, "auricle.js");

execFileSync(process.execPath, ["node_modules/typescript/bin/tsc"], { stdio: "inherit" });
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: ["src/auricle.ts"],
  outfile: file,
  bundle: true,
  minify: true,
  format: "iife",
  define: { VERSION: JSON.stringify(VERSION) },
  target: ["es2021", "chrome92", "safari15", "firefox91"],
  logLevel: "warning",
});
const packed = gzipSync(await readFile(file), { level: 9 });
if (packed.length > MOST_BYTES) {
  await rm(out, { recursive: true });
  console.error(`auricle.js has ${packed.length} bytes gzipped; it may have ${MOST_BYTES}. Take something out.`);
  process.exit(1);
}
await writeFile(`${file}.gz`, packed);
console.log(`auricle.js: ${packed.length} of ${MOST_BYTES} bytes gzipped`);
