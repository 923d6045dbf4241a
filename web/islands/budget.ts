// Says what one-on-ones cost while a rhythm is being set. The server says the same when asked.
//
//   <p data-budget data-pairs="7" data-minutes="10500"> … <span data-budget-sentence> … </span></p>
//   beside the fields Input.Cadence and Input.Minutes of the same form
//
const meetings: Record<string, number> = { Weekly: 50, EveryTwoWeeks: 25, Monthly: 12, Quarterly: 4 };
const weeks = 50;

function words(hours: number): string {
  const [amount, unit] = hours < 1 ? [Math.round(hours * 60), "minute"] : [hours < 10 ? Math.round(hours * 10) / 10 : Math.round(hours), "hour"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

for (const budget of document.querySelectorAll<HTMLElement>("[data-budget]")) {
  const form = budget.closest("form");
  const sentence = budget.querySelector("[data-budget-sentence]");
  const cadence = form?.querySelector<HTMLSelectElement>("[name='Input.Cadence']");
  const minutes = form?.querySelector<HTMLInputElement>("[name='Input.Minutes']");
  if (!form || !sentence || !cadence || !minutes) continue;

  form.addEventListener("input", () => {
    const each = Number(minutes.value);
    if (!Number.isFinite(each) || each < 5) return;
    const pairs = Number(budget.dataset["pairs"]) + 1;
    const year = (Number(budget.dataset["minutes"]) + (meetings[cadence.value] ?? 0) * each) / 60;
    const shared = pairs === 1 ? "" : `: ${words(year / pairs)} for each of ${pairs} people`;
    const said = `${words(year / weeks)} a week, ${words(year)} over ${weeks} weeks${shared}.`;
    if (sentence.textContent !== said) sentence.textContent = said;
  });
}
