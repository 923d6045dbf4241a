// The private notes beside a page: a small door, behind which the vault's code is fetched when somebody wants it.
//
//   [data-private-panel]   the panel; data-worker, data-person: as on the page of private notes; data-about, data-series and
//                          data-meeting: where what is written here belongs; data-meets: a meeting is running on this page
//   [data-panel-body]      where the notes stand
//   [data-cover]           closes the envelope, for when somebody looks over one's shoulder
//   [data-on-call]         blurs what is private until it is taken back
import { kept } from "./everywhere/dom";
import { later } from "./everywhere/later";

const openSince = "rapport:vault-open";
const covered = "rapport:covered";
const recently = 30 * 60_000;

function enliven(panel: HTMLElement): void {
  const body = panel.querySelector<HTMLElement>("[data-panel-body]")!;
  const cover = panel.querySelector<HTMLButtonElement>("[data-cover]")!;
  const show = () => {
    const isCovered = kept.read(covered) === "on";
    panel.classList.toggle("is-covered", isCovered);
    body.inert = isCovered;
    cover.setAttribute("aria-pressed", String(isCovered));
  };
  cover.hidden = false;
  cover.addEventListener("click", () => {
    if (kept.read(covered) === "on") kept.forget(covered);
    else kept.write(covered, "on");
    show();
  });
  show();

  const onCall = panel.querySelector<HTMLButtonElement>("[data-on-call]");
  if (onCall || kept.read("rapport:on-call") === "on") void later("on-call", () => import("./vault/page/on-call")).then(({ enlivenOnCall }) => enlivenOnCall());
  if (!window.isSecureContext || !crypto.subtle) {
    body.textContent = "Private notes cannot open here: the line to this server is not encrypted. Whoever runs it can give it a certificate, or a proxy that has one.";
    return;
  }
  const open = async () => {
    const { openPanel } = await later("panel", () => import("./vault/page/panel"));
    await openPanel(panel, body);
  };
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-outlined";
  button.textContent = "Open private notes";
  button.addEventListener("click", () => void open());
  body.replaceChildren(button);
  // Open already, on another page of the same person: then there is nothing to ask.
  if (Date.now() - Number(kept.read(openSince) ?? 0) < recently) void open();
}

document.querySelectorAll<HTMLElement>("[data-private-panel]").forEach(enliven);
