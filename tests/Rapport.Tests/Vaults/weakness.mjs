// What the browser makes of each text of a list, which comes in as JSON: how much it is worth, and whether it is refused.
import { text } from "node:stream/consumers";
import { the } from "./scene.mjs";

const told = JSON.parse(await text(process.stdin)).map(one => ({ worth: the.worthOf(one), isRefused: the.weakness(one) !== null }));
console.log(JSON.stringify(told));
