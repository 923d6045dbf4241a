// Runs the real rules of web/islands/smell/rules.ts on the lines that come in, one answer a line: what was found, as JSON.
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const web = process.argv[2];
const { build } = createRequire(join(web, "package.json"))("esbuild");
const built = await build({ entryPoints: [join(web, "islands/smell/rules.ts")], bundle: true, write: false, format: "esm", target: "es2022", logLevel: "error" });
const { smell } = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`);

for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(smell(line)));
