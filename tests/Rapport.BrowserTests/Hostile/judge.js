// What a page must not have become. Given a document, it names every element and attribute that none of our pages writes.
(() => {
  const ours = new Set((
    "html head title meta link script body header footer main nav aside section article div p span a b i em strong small s del ins sub sup mark q cite abbr "
    + "h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code kbd samp hr br bdi bdo time data table caption thead tbody tfoot tr th td "
    + "form fieldset legend label input textarea select option optgroup datalist button output progress meter details summary dialog noscript "
    + "svg path g circle rect line polyline title defs use figure figcaption").split(" "));
  const addresses = ["href", "src", "action", "formaction", "data", "poster", "srcset", "background", "cite", "ping", "xlink:href", "manifest", "icon"];
  const words = ["id", "name", "class", "for", "form", "list", "target", "is", "slot", "rel", "type", "http-equiv", "lang", "dir"];

  const leads = (element, name, value) => {
    let url;
    try { url = new URL(value, location.href); } catch { return `${name}=${value}`; }
    const isLink = element.localName === "a" && name === "href";
    return (isLink ? ["http:", "https:", "mailto:"].includes(url.protocol) : url.origin === location.origin) ? null : `${name}=${value}`;
  };

  const wrong = (element, { name, value }) => {
    if (/^on/i.test(name) || name === "style" || name === "srcdoc" || name === "http-equiv" || name.includes("pwned") || !/^[a-z][a-zA-Z:-]*[0-9]?$/.test(name)) return `${name}=${value}`;
    if (addresses.includes(name)) return leads(element, name, value);
    return words.includes(name) && value.includes("pwned") ? `${name}=${value}` : null;
  };

  const scripts = element => element.localName === "script" && !(element.src.startsWith(location.origin + "/assets/") && element.integrity && !element.textContent);
  const forged = element => element.localName === "input" && element.name === "form-token" && element.value.includes("pwned");

  // The editor that a text loads has heights, which our script writes through the style's object and never as text.
  const isEditors = ({ name }, element, root) => name === "style" && (root instanceof ShadowRoot || element.matches(".live-text"));

  // It also stands an empty picture beside every caret that it draws.
  const isBuffer = (element, root) => root instanceof ShadowRoot && element.matches("img.cm-widgetBuffer:not([src])");

  window.judge = root => [...root.querySelectorAll("*")].flatMap(element => {
    const found = [...element.attributes].filter(attribute => !isEditors(attribute, element, root)).map(attribute => wrong(element, attribute)).filter(Boolean);
    if ((!ours.has(element.localName) && !isBuffer(element, root)) || scripts(element) || forged(element)) found.push("itself");
    return found.map(what => `<${element.localName}> ${what}`.slice(0, 200));
  });
})();
