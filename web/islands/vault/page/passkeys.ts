// A passkey that opens private notes. What it computes (PRF) goes to the worker and nowhere else: nothing of a credential but its
// id is ever sent, and a credential's own way of being written as JSON, which would hold the secret, is never used.
import { base64, fromBase64, random, type Bytes } from "../bytes";
import type { Shown } from "../asked";
import { signInSalt } from "../prf";

type Prf = { prf?: { enabled?: boolean; results?: { first?: ArrayBuffer } } };

const resultOf = (credential: Credential | null) => ((credential as PublicKeyCredential).getClientExtensionResults() as Prf).prf;
const asked = (salt: Bytes) => ({ prf: { eval: { first: salt } } }) as AuthenticationExtensionsClientInputs;

export const hasPasskeys = (): boolean => typeof PublicKeyCredential !== "undefined" && !/^[\d.:[\]]+$/.test(location.hostname);

/** Asks for one of these passkeys; each is asked with its own salt. */
export async function show(passkeys: { credential: string; salt: string }[], cannot = "This passkey cannot open notes here. Use your passphrase or recovery code."): Promise<Shown> {
  const url = (base: string) => base.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: random(32), rpId: location.hostname, userVerification: "required",
      allowCredentials: passkeys.map(passkey => ({ type: "public-key", id: fromBase64(passkey.credential) })),
      extensions: { prf: { evalByCredential: Object.fromEntries(passkeys.map(passkey => [url(passkey.credential), { first: fromBase64(passkey.salt) }])) } } as AuthenticationExtensionsClientInputs,
    },
  });
  const output = resultOf(credential)?.results?.first;
  const id = base64(new Uint8Array((credential as PublicKeyCredential).rawId));
  const known = passkeys.find(passkey => passkey.credential === id);
  if (!output || !known) throw new Error(cannot);
  return { kind: "passkey", output: new Uint8Array(output), credential: id, salt: fromBase64(known.salt) };
}

/** One that signs in already: signing in with it opens the notes too. */
export const fromSignIn = (credentials: string[]): Promise<Shown> =>
  show(credentials.map(credential => ({ credential, salt: base64(signInSalt) })),
    "This passkey signs you in, but computes no key. A new one, made under Your account, may do both; your device may also not be able to.");

/** Makes one for this vault alone. Many devices compute only when asked a second time. */
export async function make(name: string): Promise<Shown> {
  const salt = random(32);
  const created = await navigator.credentials.create({
    publicKey: {
      challenge: random(32), rp: { id: location.hostname, name: "Rapport" },
      user: { id: random(16), name: `Private notes of ${name}`, displayName: `Private notes of ${name}` },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" }, attestation: "none", extensions: asked(salt),
    },
  });
  const credential = base64(new Uint8Array((created as PublicKeyCredential).rawId));
  const answer = resultOf(created);
  if (answer?.results?.first) return { kind: "passkey", output: new Uint8Array(answer.results.first), credential, salt };
  if (!answer?.enabled) throw new Error("Passkeys of this device cannot open notes: they sign, but compute no key. Your passphrase does; you can remove the passkey that was just made in your device's settings.");
  return show([{ credential, salt: base64(salt) }]);
}
