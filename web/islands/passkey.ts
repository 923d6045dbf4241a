// Makes or shows a passkey and sends it with its form.
//
//   form[data-passkey="show"]   a form that signs in with a passkey; it is hidden where the browser knows none
//   form[data-passkey="make"]   a form that can make one: its [data-make-passkey] button does, then sends the form
//   data-options                where to ask what the passkey is for; the form's Name and Email go along
//   input[name=Credential]      takes the browser's answer
//   data-vault-worker           on a form that signs in: the path of the vault's worker. If the passkey computes (PRF), the form is
//                               sent from here, and private notes that the passkey opens are opened before the page is left
//
// What a passkey computes goes to the worker and nowhere else: not into the form, an address, a storage or the log.
import { say } from "./everywhere/dom";
import { later } from "./everywhere/later";
import { base64 } from "./vault/bytes";
import { computed, computing } from "./vault/prf";

const text = (bytes: ArrayBuffer | null): string | null =>
  bytes && btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// Field by field: the browser's own toJSON() also holds the results of extensions, one of which is the vault's secret.
function written(credential: PublicKeyCredential): string {
  const { response } = credential;
  const own =
    response instanceof AuthenticatorAttestationResponse
      ? { attestationObject: text(response.attestationObject), transports: response.getTransports() }
      : response instanceof AuthenticatorAssertionResponse
        ? { authenticatorData: text(response.authenticatorData), signature: text(response.signature), userHandle: text(response.userHandle) }
        : {};
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: text(response.clientDataJSON), ...own },
  });
}

async function asked(form: HTMLFormElement): Promise<unknown> {
  const typed = (name: string) => (form.elements.namedItem(name) as HTMLInputElement | null)?.value ?? "";
  const answer = await fetch(form.dataset.options!, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ name: typed("Name"), email: typed("Email") }),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail ?? "That did not work. Try again.");
  return json;
}

const make = async (options: PublicKeyCredentialCreationOptionsJSON) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  // Many devices compute only with passkeys that were made to.
  return navigator.credentials.create({ publicKey: { ...publicKey, extensions: { ...publicKey.extensions, prf: {} } as AuthenticationExtensionsClientInputs } });
};

const show = async (options: PublicKeyCredentialRequestOptionsJSON, opensNotes: boolean) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey: opensNotes ? { ...publicKey, extensions: computing } : publicKey });
};

/** Fills the form in. */
async function answer(form: HTMLFormElement): Promise<PublicKeyCredential | null> {
  try {
    const options = await asked(form);
    const credential = form.dataset.passkey === "make"
      ? await make(options as PublicKeyCredentialCreationOptionsJSON)
      : await show(options as PublicKeyCredentialRequestOptionsJSON, form.dataset.vaultWorker !== undefined);
    if (!(credential instanceof PublicKeyCredential)) return null;
    (form.elements.namedItem("Credential") as HTMLInputElement).value = written(credential);
    return credential;
  } catch (trouble) {
    // Whoever closed the browser's question knows that they did.
    if (!(trouble instanceof DOMException)) say((trouble as Error).message);
    else if (trouble.name === "InvalidStateError") say("This device has a passkey for you already.");
    else if (trouble.name !== "NotAllowedError") say("The passkey did not work. Try again.");
    return null;
  }
}

/** Signs in from here, opens the notes of whoever it was, and goes where they wanted to go. */
async function enter(form: HTMLFormElement, credential: string, output: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => fields.append(name, String(value)));
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
    const said = await answer.json().catch(() => null);
    if (!answer.ok || !said) throw new Error(said?.detail ?? "That did not work. Try again.");
    // Whatever becomes of the notes, they are in.
    await later("at-the-door", () => import("./vault/at-the-door")).then(({ openAtTheDoor }) => openAtTheDoor(form.dataset.vaultWorker!, said.person, credential, output)).catch(() => {});
    location.assign(said.next);
  } catch (trouble) {
    say(trouble instanceof TypeError ? "The server does not answer. Try again in a moment." : (trouble as Error).message);
  } finally {
    // Gone already where the worker has it.
    if (output.length > 0) output.fill(0);
  }
}

function enliven(form: HTMLFormElement): void {
  form.hidden = false;
  if (form.dataset.passkey === "make") {
    const button = form.querySelector<HTMLButtonElement>("[data-make-passkey]")!;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const password = form.elements.namedItem("Password") as HTMLInputElement | null;
      if (form.reportValidity() && (await answer(form))) {
        if (password?.value === "") password.disabled = true;
        form.requestSubmit();
      }
    });
    return;
  }

  let [isAsking, isAnswered] = [false, false];
  form.addEventListener("submit", async event => {
    if (isAnswered) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    const credential = await answer(form);
    const output = credential && form.dataset.vaultWorker !== undefined ? computed(credential) : undefined;
    if (credential && output) await enter(form, base64(new Uint8Array(credential.rawId)), new Uint8Array(output));
    else if (credential) {
      isAnswered = true;
      form.requestSubmit();
    }
    isAsking = false;
  });
}

if (typeof PublicKeyCredential !== "undefined" && "parseCreationOptionsFromJSON" in PublicKeyCredential)
  document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach(enliven);
