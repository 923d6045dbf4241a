// What is typed is kept in this browser until it has been sent, so that a closed tab, a dead network or a server that
// restarts loses nothing.
//
//   data-keep="point:SERIES"   on a field: kept as rapport:typed:point:SERIES, restored when the field comes empty or as it was
//   data-keep-clear            on the sign-out form: everything kept is forgotten, after a question when anything is
//
// A form's texts are forgotten when the server says that it took them: it answers a taken form with a redirect and the
// cookie rapport-taken, which holds the address that the form was sent to. Anything else, a refusal, a sign-in page, a
// dead network, leaves them kept.
import { kept, make, say } from "./dom";
import { closeNotes } from "./stays-open";
import { forgetUnsent, hasUnsent } from "./unsent";
import { isVaultBegunHere } from "./vault-begun";

const prefix = "rapport:typed:";
const dismissedMarks = "rapport:smell";
const sentKey = "rapport:sent";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** What a field held when the page came, so that a text that changed on the server meanwhile is never overwritten. */
interface Typed {
  text: string;
  from: string;
}

const keyOf = (field: Field) => prefix + field.dataset.keep;

function read(key: string): Typed | null {
  try {
    const typed = JSON.parse(kept.read(key) ?? "null") as Typed | null;
    return typed && typeof typed.text === "string" && typeof typed.from === "string" ? typed : null;
  } catch {
    return null;
  }
}

/** What was on its way when the last page was left, by the address it went to. */
function forgetWhatArrived(): void {
  const taken = document.cookie.split("; ").find(cookie => cookie.startsWith("rapport-taken="))?.slice("rapport-taken=".length);
  if (taken === undefined) return;
  document.cookie = "rapport-taken=; Max-Age=0; Path=/; SameSite=Strict";

  const sent = JSON.parse(sessionStorage.getItem(sentKey) ?? "null") as { to: string; keys: string[] } | null;
  if (sent?.to !== decodeURIComponent(taken)) return;
  sessionStorage.removeItem(sentKey);
  sent.keys.forEach(key => kept.forget(key));
}

function restore(field: Field): void {
  const typed = read(keyOf(field));
  if (!typed || typed.text === field.value) return;
  if (field.value !== "" && field.value !== typed.from) return;
  field.value = typed.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Signing out forgets what was typed in this browser and which marks were dismissed; the server's answer clears the rest. If
 * something typed has not reached the server, the person says so first.
 */
async function signOut(form: HTMLFormElement): Promise<void> {
  if ((kept.keys(prefix).length > 0 || (await hasUnsent()))
    && !(await isAgreed("Something you typed is not saved", "It is kept in this browser only, and signing out forgets it. Open the page where you typed it to save it first."))) return;
  if ((await isVaultBegunHere()) && !(await isAgreed("Your private notes are on this device alone", "Signing out loses them for good. Finish setting them up first: open Private, and keep a passphrase and a recovery code."))) return;
  [...kept.keys(prefix), dismissedMarks].forEach(key => kept.forget(key));
  try {
    sessionStorage.removeItem(sentKey);
  } catch {
    // A window without storage keeps nothing.
  }
  await forgetUnsent();
  await closeNotes();
  form.submit();
}

function isAgreed(title: string, words: string): Promise<boolean> {
  const [go, stay] = [make("button", { class: "button", type: "button", text: "Sign out and forget it" }), make("button", { class: "button-outlined", type: "button", text: "Stay" })];
  const dialog = make("dialog", { class: "float keys-dialog", "aria-labelledby": "unsent-title" },
    make("div", {},
      make("h2", { id: "unsent-title", text: title }),
      make("p", { text: words }),
      make("div", { class: "buttons" }, stay, go)));
  document.body.append(dialog);
  dialog.showModal();
  stay.focus();
  return new Promise(resolve => {
    go.addEventListener("click", () => {
      resolve(true);
      dialog.close();
    });
    stay.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      resolve(false);
      dialog.remove();
    });
  });
}

export function keepTyped(): void {
  try {
    forgetWhatArrived();
  } catch {
    // A window without storage keeps nothing.
  }

  const fields = [...document.querySelectorAll<Field>("[data-keep]")];
  const first = new Map(fields.map(field => [field, field.defaultValue]));
  fields.forEach(restore);

  document.addEventListener("input", event => {
    const field = event.target as Field;
    if (!field.dataset?.keep) return;
    if (field.value === "" || field.value === field.defaultValue) kept.forget(keyOf(field));
    else if (!kept.write(keyOf(field), JSON.stringify({ text: field.value, from: first.get(field) ?? field.defaultValue } satisfies Typed)))
      say("This browser has no room to keep what you type. Send it before you leave.");
  });

  document.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented) return;
    if (form.hasAttribute("data-keep-clear")) {
      event.preventDefault();
      return void signOut(form);
    }

    const keys = [...form.querySelectorAll<Field>("[data-keep]")].map(keyOf);
    const submitter = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    const to = new URL(submitter?.hasAttribute("formaction") ? submitter.formAction : form.action).pathname;
    if (keys.length > 0) sessionStorage.setItem(sentKey, JSON.stringify({ to, keys }));
  });
}
