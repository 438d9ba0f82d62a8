// Reads an item's XML in the page, and waits and looks in ways that both players share.

// Fetches an item and lists its interactions.
export async function load(address) {
  const xml = await (await fetch(address)).text();
  const tree = new DOMParser().parseFromString(xml, "application/xml");
  const broken = tree.querySelector("parsererror div");
  if (broken) throw new Error(`not XML: ${line(broken.textContent)}`);
  return { xml, interactions: interactions(tree) };
}

function interactions(tree) { // number: how many of its kind stand before it
  const numbers = {};
  return [...tree.querySelectorAll("qti-item-body [response-identifier]")].map((element) => {
    const kind = element.localName.replace(/^qti-|-interaction$/g, "");
    numbers[kind] = (numbers[kind] ?? -1) + 1;
    return { identifier: element.getAttribute("response-identifier"), kind, number: numbers[kind] };
  });
}

// Waits until what was asked for is drawn.
export function drawn() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

// Gives the text that is seen of an element, on one line; empty where it is hidden.
export function seen(element) {
  return element?.checkVisibility({ visibilityProperty: true }) ? line(element.innerText) : "";
}

// Gives the feedback that is seen, in the order of the item: [{kind, text}].
export function feedback(elements, kindOf, partOf = (element) => element) {
  const all = [...elements].map((element) => ({ kind: /inline|block|modal/.exec(kindOf(element))[0], text: seen(partOf(element)) }));
  return all.filter((one) => one.text);
}

// Names the values of an item's variables.
export function named(variables) {
  return Object.fromEntries(variables.map((one) => [one.identifier, one.value ?? null]));
}

function line(text) {
  return text.replace(/\s+/g, " ").trim();
}
