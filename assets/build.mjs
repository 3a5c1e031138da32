// Bundles what the screens are drawn with into one folder that the server serves itself.
// Usage: node build.mjs OUT
import { mkdir, readFile, rm, writeFile, copyFile, readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
const outline = (name) => new URL(`./node_modules/@tabler/icons/icons/outline/${name}.svg`, import.meta.url);

async function bundle() {
  await build({
    entryPoints: { screen: "screen.js", echarts: "echarts.js", tabler: "tabler.css" },
    outdir: out,
    bundle: true,
    minify: true,
    target: ["es2022", "chrome109", "safari16", "firefox115"],
    legalComments: "linked",
    logLevel: "warning",
  });
  await copyFile("node_modules/axe-core/axe.min.js", join(out, "axe.js"));
}

async function sprite() {
  const names = JSON.parse(await readFile("icons.json", "utf8"));
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(outline(name), "utf8");
      const paths = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ");
      return `<symbol id="${name}" viewBox="0 0 24 24">${paths.trim()}</symbol>`;
    }),
  );
  await writeFile(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
}

async function compress() {
  for (const name of await readdir(out)) {
    if (!/\.(js|css|svg)$/.test(name) || name === "axe.js") continue;
    await writeFile(join(out, `${name}.gz`), gzipSync(await readFile(join(out, name)), { level: 9 }));
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await bundle();
await sprite();
await compress();
