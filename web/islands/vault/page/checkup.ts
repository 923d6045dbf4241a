// Now and then their owner shows that they still have their recovery code: whoever notices in time that it is gone can make another.
import { make } from "../../everywhere/dom";
import type { Status } from "../asked";
import type { VaultClient } from "../client";
import { looksLikeCode } from "../words";
import { button, field, form, notice } from "./parts";

const every = 90 * 86_400_000;

/** The question, or null while it is not due. */
export function checkup(client: VaultClient, status: Status): HTMLElement | null {
  if (status.codeShownAt === null || Date.now() - Date.parse(status.codeShownAt) < every) return null;
  const { row, input } = field("Recovery code", { type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
  const place = notice(false, make("p", { text: "Do you still have your recovery code? You last showed it some three months ago. Type it once: it is tried in this browser, and not sent." }),
    form("Try it", [row], async () => {
      if (!looksLikeCode(input.value)) throw new Error("That is no recovery code: it has eight groups of four.");
      await client.ask("tryCode", { typed: input.value });
      place.replaceChildren(make("p", { text: "It opens your notes. Until next time, in three months." }));
    }, "button-outlined"),
    make("div", { class: "actions section-near" }, button("Not now", () => place.remove(), "link-button"), make("a", { href: "/private-notes/keys", text: "I have it no longer: make another" })));
  return place;
}
