// Builds what runs in the browser into src/Rapport/wwwroot/assets, every name with the hash of its content, and writes
// assets.json beside this file: which name stands for which file, its integrity, and what else must be loaded with it.
// The server embeds that list, so that a page can name nothing that was not built here.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const out = join(web, "../src/Rapport/wwwroot/assets");

const families = [
  { family: "Literata", source: "literata", weights: "200 900", styles: ["normal", "italic"] },
  { family: "Source Sans 3", source: "source-sans-3", weights: "200 900", styles: ["normal"] },
];
const subsets = ["vietnamese", "greek", "cyrillic-ext", "cyrillic", "latin-ext", "latin"];

/** The typefaces, one face per script: a browser fetches only the scripts that a page shows. */
const typefaces = {
  name: "typefaces",
  setup(bundle) {
    bundle.onResolve({ filter: /^typefaces$/ }, () => ({ path: "typefaces", namespace: "typefaces" }));
    bundle.onLoad({ filter: /.*/, namespace: "typefaces" }, async () => {
      const faces = [];
      for (const { family, source, weights, styles } of families) {
        const folder = join(web, "node_modules/@fontsource-variable", source);
        const ranges = JSON.parse(await readFile(join(folder, "unicode.json"), "utf8"));
        for (const style of styles)
          for (const subset of subsets)
            faces.push(`@font-face{font-family:"${family}";font-style:${style};font-weight:${weights};font-display:swap;` +
              `src:url("${join(folder, "files", `${source}-${subset}-wght-${style}.woff2`)}") format("woff2");` +
              `unicode-range:${ranges[subset]}}`);
      }
      return { contents: faces.join("\n"), loader: "css", resolveDir: web };
    });
  },
};

const entries = (await readdir(join(web, "islands"))).filter(name => name.endsWith(".ts")).map(name => join("islands", name));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: web,
  entryPoints: [...entries, "styles/rapport.css", "styles/mark.svg"],
  outdir: out,
  outbase: web,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  loader: { ".woff2": "file", ".svg": "copy" },
  plugins: [typefaces],
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
});

const assets = {};
for (const [path, output] of Object.entries(metafile.outputs)) {
  const file = join(web, path);
  const bytes = await readFile(file);
  const name = basename(path).replace(/-[A-Z0-9]{8}\./, ".");
  assets[output.entryPoint || /\.(woff2|svg)$/.test(name) ? name : basename(path)] = {
    path: `/assets/${relative(out, file)}`,
    integrity: `sha384-${createHash("sha384").update(bytes).digest("base64")}`,
    imports: output.imports.filter(imported => imported.kind === "import-statement").map(imported => basename(imported.path)),
    later: output.imports.filter(imported => imported.kind === "dynamic-import").map(imported => basename(imported.path).replace(/-[A-Z0-9]{8}\./, ".")),
  };
}
await writeFile(join(web, "assets.json"), JSON.stringify(assets, null, 2) + "\n");
