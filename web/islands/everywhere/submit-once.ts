// A form is sent once: its buttons rest until the answer comes. The server is the one that makes sure (each creating form
// carries an id of its own); this spares people the doubt.
//
//   data-again   on a form that may be sent many times, such as a search
//
function rest(form: HTMLFormElement, resting: boolean): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])"))
    button.setAttribute("aria-disabled", String(resting));
  form.toggleAttribute("data-sent", resting);
}

export function enlivenForms(): void {
  document.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.hasAttribute("data-sent")) return event.preventDefault();

    // The pressed button's own name and value must still be sent, so it rests only after the browser has read the form.
    setTimeout(() => event.defaultPrevented || rest(form, true));
  });

  // A page that comes back from the history is as it was left: its forms can be sent again.
  addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(form => rest(form, false)));
}
