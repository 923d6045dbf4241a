// Makes or shows a passkey and sends it with its form.
//
//   form[data-passkey="show"]   a form that signs in with a passkey; it is hidden where the browser knows none
//   form[data-passkey="make"]   a form that can make one: its [data-make-passkey] button does, then sends the form
//   data-options                where to ask what the passkey is for; the form's Name and Email go along
//   input[name=Credential]      takes the browser's answer
//
import { say } from "./everywhere/dom";

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

async function answer(form: HTMLFormElement): Promise<boolean> {
  try {
    const options = await asked(form);
    const credential =
      form.dataset.passkey === "make"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON) });
    if (!(credential instanceof PublicKeyCredential)) return false;
    (form.elements.namedItem("Credential") as HTMLInputElement).value = written(credential);
    return true;
  } catch (trouble) {
    // Whoever closed the browser's question knows that they did.
    if (!(trouble instanceof DOMException)) say((trouble as Error).message);
    else if (trouble.name === "InvalidStateError") say("This device has a passkey for you already.");
    else if (trouble.name !== "NotAllowedError") say("The passkey did not work. Try again.");
    return false;
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

  let answered = false;
  form.addEventListener("submit", async event => {
    if (answered) return;
    event.preventDefault();
    answered = await answer(form);
    if (answered) form.requestSubmit();
  });
}

if (typeof PublicKeyCredential !== "undefined" && "parseCreationOptionsFromJSON" in PublicKeyCredential)
  document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach(enliven);
