// The page of private notes, and the one of their keys.
//
//   #vault                what is built here stands in it
//   data-worker           the path of the vault's worker
//   data-person           whose notes they are
//   data-name             how that person is called
//   data-people           whom a note can be about, as JSON: the same list for everything that one writes
//   data-view             "notes" or "keys"
//   data-signs-in         the credentials of the passkeys that sign this person in, between spaces
//   #lock, #on-call       buttons: close the notes; blur what is private while others look at the screen
import { VaultClient } from "./vault/client";
import { locked, setUp } from "./vault/page/doors";
import { KeysPage } from "./vault/page/keys-page";
import { enlivenOnCall } from "./vault/page/on-call";
import { OpenNotes } from "./vault/page/shelf";
import { wordsOf } from "./vault/page/parts";
import type { Push } from "./vault/asked";

const place = document.getElementById("vault")!;
const lockButton = document.getElementById("lock")!;
const { worker, person, name, people, view, signsIn } = place.dataset as Record<string, string>;
const reasons = { asked: null, idle: "Closed by itself, since nothing happened here for a while.", keys: "Your keys were changed, or your sign-in ended.", person: "Somebody else signed in here." };

async function begin(): Promise<void> {
  const client = new VaultClient(worker!, person!);
  const known = JSON.parse(people!);
  let open: OpenNotes | null = null;
  // What the server has not taken yet is not lost with the lock.
  let unsent = "";

  const draw = async (why: string | null = null) => {
    unsent = open?.unsent || unsent;
    const status = await client.ask("status");
    open = null;
    lockButton.hidden = !status.isOpen;
    if (!status.vault && !status.isOn) place.replaceChildren(paragraph("Your organisation has switched private notes off."));
    else if (!status.vault) setUp(place, client);
    else if (view === "keys") {
      const keys = document.getElementById("keys") ?? document.createElement("div");
      const page = new KeysPage(keys, client, known, name!, signsIn!.split(" ").filter(Boolean));
      if (status.isOpen) place.replaceChildren();
      else locked(place, client, status, why);
      await page.draw(status);
    } else if (status.isOpen) {
      open = new OpenNotes(place, client, known, status, unsent);
      unsent = "";
    }
    else locked(place, client, status, why);
  };

  client.on((push: Push) => {
    if (push.push === "changed") void open?.draw();
    else if (push.push === "trouble") place.prepend(paragraph(push.message));
    else void draw(push.push === "locked" ? reasons[push.why] : null);
  });
  lockButton.addEventListener("click", async () => {
    await open?.keep();
    await client.ask("lock");
  });
  await client.hello();
  await draw();
}

function paragraph(words: string): HTMLElement {
  const made = document.createElement("p");
  made.setAttribute("role", "alert");
  made.textContent = words;
  return made;
}

enlivenOnCall();
if (!window.isSecureContext || !crypto.subtle)
  place.replaceChildren(paragraph("Private notes cannot open here: browsers lend their encryption only where the line to the server is encrypted. Whoever runs this installation gives it a certificate (--certificate) and an https address (--urls), or puts a proxy that has one in front (--proxy); on the machine itself, localhost works as it is. Nothing you wrote is lost."));
else begin().catch(trouble => place.replaceChildren(paragraph(wordsOf(trouble))));
