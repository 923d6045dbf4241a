// Argon2id, as hash-wasm brings it. What it may cost at least is decided in wraps.ts.
import { argon2id } from "hash-wasm";
import type { Bytes } from "./bytes";
import { keyLength } from "./keys";
import type { Derive } from "./wraps";

export const derive: Derive = async (passphrase, salt, memory, passes, lanes) =>
  (await argon2id({ password: passphrase, salt, memorySize: memory, iterations: passes, parallelism: lanes, hashLength: keyLength, outputType: "binary" })) as Bytes;
