// What is typed into a shared text is kept in this browser from the first letter until the server has it. The names begin
// as those of all typed text do, so that signing out forgets them too.
import { kept } from "../everywhere/dom";

const prefix = "rapport:typed:text:";

/** A text on its way. */
export interface KeptText {
  key: string;
  text: string;

  /** The version that it was written on. */
  base: number;

  /** What was sent without an answer: the server may have taken it. */
  sent: string[];

  /** How it is called where its field is not. */
  label: string;
}

export class KeptTexts {
  constructor(private readonly account: string, private readonly meeting: string) {}

  write(text: KeptText): boolean {
    return kept.write(this.name(text.key), JSON.stringify(text));
  }

  forget(key: string): void {
    kept.forget(this.name(key));
  }

  all(): KeptText[] {
    return kept.keys(this.name("")).map(name => read(name)).filter(text => text !== null);
  }

  private name(key: string): string {
    return `${prefix}${this.account}:${this.meeting}:${key}`;
  }
}

function read(name: string): KeptText | null {
  try {
    const text = JSON.parse(kept.read(name) ?? "null") as KeptText | null;
    return text && typeof text.text === "string" && typeof text.base === "number" && typeof text.key === "string" && Array.isArray(text.sent) ? text : null;
  } catch {
    return null;
  }
}
