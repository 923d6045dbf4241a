// While the person is on a call, what is private is blurred wherever it stands, until they look at it on purpose. The choice is
// this browser's and lasts until it is taken back.
import { kept } from "../../everywhere/dom";

const place = "rapport:on-call";

export function enlivenOnCall(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>("[data-on-call]");
  const show = () => {
    const isOn = kept.read(place) === "on";
    document.documentElement.toggleAttribute("data-on-call-now", isOn);
    buttons.forEach(button => button.setAttribute("aria-pressed", String(isOn)));
  };
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (kept.read(place) === "on") kept.forget(place);
      else kept.write(place, "on");
      show();
    });
  }
  addEventListener("storage", show);
  show();
}
