// What its owner takes along: readable, as Markdown or JSON, or as it lies on the server, for the script in docs/.
import { base64 } from "./bytes";
import { dayText } from "./lifetime";
import type { Note } from "./items";
import type { OpenVault } from "./vault";

export interface Person {
  id: string;
  name: string;
  /** The day since which one no longer meets them. */
  until?: string | null;
}

/** As the server keeps it: opened by docs/decrypt-export.mjs with the passphrase alone. */
export function encryptedCopy(vault: OpenVault): string {
  return JSON.stringify({
    what: "rapport-vault", format: 1, ...vault.owner, epoch: vault.keys.epoch, revision: vault.revision, wraps: vault.wraps,
    items: [...vault.entries.values()].map(({ item }) => ({ id: item.id, revision: item.revision, key: base64(item.key), blob: base64(item.blob), deleteAfter: dayText(item.deleteAfter) })),
  }, null, 1);
}

export function readableJson(notes: [string, Note][], people: Person[]): string {
  const name = (id: string | null) => people.find(person => person.id === id)?.name ?? null;
  return JSON.stringify({ what: "rapport-private-notes", format: 1, notes: notes.map(([id, note]) => ({ id, ...note, aboutName: name(note.about) })) }, null, 1);
}

/** One note after the other, newest first, each with a line of what it is. */
export function markdown(notes: [string, Note][], people: Person[]): string {
  const name = (id: string | null) => people.find(person => person.id === id)?.name;
  const parts = [...notes].sort(([, one], [, other]) => (one.changedAt < other.changedAt ? 1 : -1)).map(([, note]) => {
    const facts = [note.changedAt.slice(0, 16).replace("T", " "), name(note.about), note.kind === "point" ? "draft of a point" : undefined, ...note.tags.map(tag => `#${tag}`)];
    return `---\n${facts.filter(Boolean).join(" · ")}\n\n${note.text.trim()}\n`;
  });
  return `# Private notes\n\n${parts.join("\n")}`;
}
