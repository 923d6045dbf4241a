// Opens pages as somebody does, and sends every form in which text can be typed, with every text in every field, through
// every button. What comes back is judged; what was stored is looked at by others later.
async ({ families, gathered, done }) => {
  const told = { fields: [], stored: {}, refused: {}, wrong: [], sent: 0, took: {} };
  const parse = html => new DOMParser().parseFromString(html, "text/html");
  // What is asked before a sync is asked in it too, by the same forms.
  const nameless = path => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*").replace("/leadership-sync/*/pre-read/", "/leadership-sync/meetings/*/").replace(/\/invitations\/[^/]+/, "/invitations/*");
  const isText = field => !field.readOnly && (field.localName === "textarea" || (field.localName === "input" && ["text", "search", "email", "url", "tel"].includes(field.type)));
  const sizes = Object.keys(gathered).map(Number).sort((a, b) => a - b);
  const textsFor = field => gathered[sizes.filter(size => size <= (field.maxLength > 0 ? field.maxLength : Number(field.dataset.longest ?? 4000))).at(-1) ?? sizes[0]];
  const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

  const look = (document, where) => {
    for (const what of judge(document)) told.wrong.push(`${where}: ${what}`);
    return document;
  };

  const page = async address => {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const html = await answer.text();
    if (answer.status >= 500) told.wrong.push(`${address}: ${answer.status}`);
    // What the next text takes the place of is seen here alone.
    return look(parse(html), address);
  };

  // Each form, once for each button that sends it elsewhere or says something else.
  const formsOf = (document, address) => [...document.forms].filter(form => form.method === "post" && [...form.elements].some(isText)).flatMap(form => {
    const buttons = [...form.elements].filter(element => element.localName === "button" && element.type === "submit");
    return (buttons.length > 0 ? buttons : [null]).map(button => {
      const action = new URL(button?.getAttribute("formaction") || form.getAttribute("action") || address, location.origin + address);
      const kind = [...form.elements].find(field => field.type === "hidden" && field.name === "kind")?.value ?? "";
      const said = button?.name ? ` ${button.name}=${nameless(button.value)}` : "";
      const again = isOfAVersion({ form }) ? " again" : "";
      return { form, button, action, key: `${nameless(action.pathname)}${kind && " " + kind}${said}${again}`, texts: [...form.elements].filter(isText) };
    });
  });

  // What a form carries so that it is taken once: another one in each copy of the page.
  const numberless = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
  const once = new Map();
  const findOnce = (it, again) => {
    const other = again.find(one => one.key === it.key);
    once.set(it.key, [...it.form.elements].filter(field => field.type === "hidden" && numberless.test(field.value)
      && other && ![...other.form.elements].some(same => same.name === field.name && same.value === field.value)).map(field => field.name));
  };
  // A page that shows another version afterwards, or another thing in its place, is opened again for each text.
  const isOfOneThing = it => [...it.form.elements].some(field => field.type === "hidden" && numberless.test(field.value) && !once.get(it.key)?.includes(field.name));
  const isOfAVersion = it => [...it.form.elements].some(field => /version|basedOn/i.test(field.name));

  // What no text can be: an address, or somebody who is known.
  const isPicky = field => field.type === "email" || field.getAttribute("list") === "leads";
  const benign = field => field.type === "email" ? `somebody-${crypto.randomUUID()}@example.org` : isPicky(field) ? "" : field.value || "Words";

  const filled = ({ form, button, key }, typed) => {
    const body = new URLSearchParams();
    for (const field of form.elements) {
      if (!field.name || field.disabled) continue;
      if (isText(field)) body.append(field.name, typed(field));
      else if (field.localName === "select") body.append(field.name, field.value);
      else if (field.type === "radio") { if (field.checked) body.append(field.name, field.value); }
      else if (field.type === "checkbox") { if (field.checked) body.append(field.name, field.value); }
      else if (field.type === "date") body.append(field.name, field.name === "due" ? day(200 + told.sent) : field.value || field.min || day(3 + told.sent));
      else if (field.type === "time") body.append(field.name, field.value || "10:00");
      else if (field.type === "number") body.append(field.name, field.value || field.min || "1");
      else if (field.type === "hidden" && once.get(key)?.includes(field.name)) body.append(field.name, crypto.randomUUID());
      else if (field.type === "hidden" || field.readOnly) body.append(field.name, field.value);
      else if (field.type === "password") body.append(field.name, "");
    }
    if (button?.name) body.append(button.name, button.value);
    return body;
  };

  const send = async (it, typed) => {
    told.sent++;
    const answer = await fetch(it.action, { method: "POST", body: filled(it, typed), redirect: "manual", headers: { accept: "text/html" } });
    if (answer.type === "opaqueredirect") return true;
    if (answer.status >= 500) told.wrong.push(`POST ${it.key}: ${answer.status}`);
    look(parse(await answer.text()), `POST ${it.key}`);
    return answer.ok;
  };

  const note = (where, it, field) => {
    const name = `${it.key} ${field}`;
    told[where][name] = (told[where][name] ?? 0) + 1;
  };

  // All fields at once, but those that are picky each alone; where even that is refused, every field alone beside what is fit.
  const text = (field, turn) => textsFor(field)[turn % textsFor(field).length];
  const turnsOf = fields => Array.from({ length: Math.max(0, ...fields.map(field => textsFor(field).length)) }, (_, turn) => ({ names: fields.map(field => field.name), turn }));
  const alone = fields => fields.flatMap(field => turnsOf([field]));
  const progress = new Map();
  const steps = it => {
    if (!progress.has(it.key)) {
      const together = it.texts.filter(field => !isPicky(field));
      progress.set(it.key, { at: 0, turns: [...turnsOf(together), ...alone(it.texts.filter(isPicky))], isTogether: together.length > 1 });
    }
    return progress.get(it.key);
  };

  const step = async it => {
    const plan = steps(it);
    const at = plan.at++;
    const { names, turn } = plan.turns[at];
    for (const name of names) told.fields.push(name);
    const taken = await send(it, field => names.includes(field.name) ? text(field, turn) : benign(field));
    if (!taken && at === 0 && plan.isTogether) Object.assign(plan, { at: 0, turns: alone(it.texts), isTogether: false });
    for (const name of names) note(taken ? "stored" : "refused", it, name);
  };

  const isLeft = it => !done.includes(it.key) && steps(it).at < steps(it).turns.length;
  for (const addresses of families) {
    const began = performance.now();
    let idle = 0;
    for (let turn = 0; idle < addresses.length; turn++) {
      const address = addresses[turn % addresses.length];
      const open = formsOf(await page(address), address).filter(isLeft);
      if (open.length === 0) { idle++; continue; }
      idle = 0;
      const it = open.reduce((least, other) => steps(other).at < steps(least).at ? other : least);
      if (!once.has(it.key)) findOnce(it, formsOf(await page(address), address));
      await step(it);
      // A page that takes the same form again and again need not be opened each time.
      if (addresses.length > 1 || isOfAVersion(it) || isOfOneThing(it) || it.button?.name) continue;
      const again = formsOf(await page(address), address).find(one => one.key === it.key);
      if (!again) continue;
      const worker = async () => { while (isLeft(again)) await step(again); };
      await Promise.all([worker(), worker(), worker(), worker()]);
    }
    told.took[addresses[0]] = Math.round(performance.now() - began);
  }

  told.keys = [...progress.keys()];
  told.fields = [...new Set(told.fields)];
  told.wrong = [...new Set(told.wrong)];
  return told;
}
