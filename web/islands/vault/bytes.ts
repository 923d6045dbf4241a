// Bytes and the ways they are written: as text, as base64, as numbers with the highest byte first.
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
// What is not UTF-8 was never written by us, and is refused instead of being mended.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Bytes => encoder.encode(text) as Bytes;
export const text = (bytes: Bytes): string => decoder.decode(bytes);

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export function joined(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function base64(bytes: Bytes): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Throws a TypeError, SyntaxError or DOMException for what is no base64. */
export function fromBase64(written: string): Bytes {
  const native = (Uint8Array as { fromBase64?: (written: string) => Bytes }).fromBase64;
  if (native) return native.call(Uint8Array, written);
  const binary = atob(written);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export const fromHex = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16));

export const same = (one: Bytes, other: Bytes): boolean => one.length === other.length && one.every((byte, at) => byte === other[at]);

export function u32(number: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

export function u64(number: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

export const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
