// What a passkey is asked to compute (PRF) when it signs somebody in. It is the same for all, since nobody knows yet whose
// passkey it will be, and it stands here, so that no server chooses it. What comes out differs from passkey to passkey.
import { utf8 } from "./bytes";

/** 32 bytes. */
export const signInSalt = utf8("rapport vault, opened at sign-in");

/** The part of a question to a device that asks for it. */
export const computing = { prf: { eval: { first: signInSalt } } } as AuthenticationExtensionsClientInputs;

/** What came out; nothing where the device, the browser or the passkey cannot. */
export const computed = (credential: PublicKeyCredential): ArrayBuffer | undefined =>
  (credential.getClientExtensionResults() as { prf?: { results?: { first?: ArrayBuffer } } }).prf?.results?.first;
