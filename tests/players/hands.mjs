// What a student's hands do: types, clicks and chooses in the interactions of either player.

const HANDS = { "text-entry": type, choice: tick, "inline-choice": pick };
const CORNER = { position: { x: 8, y: 8 } }; // the mark of a choice, not what its text may hold

// Gives one interaction what the response holds: text, an identifier, or a list of identifiers.
export async function answer(page, player, interactions, identifier, given) {
  const found = interactions.find((one) => one.identifier === identifier);
  if (!found) throw new Error(`no interaction '${identifier}'; there are: ${interactions.map((one) => one.identifier).join(", ")}`);
  const hand = HANDS[found.kind];
  if (!hand) throw new Error(`no hand for a ${found.kind} interaction ('${identifier}')`);
  try {
    await hand(place(page, player, found), player, given);
  } catch (error) {
    throw new Error(`${identifier} cannot take ${JSON.stringify(given)}: ${error.message}`);
  }
}

// Tells what stands in the text boxes: a player may refuse keys.
export async function kept(page, player, interactions) {
  const boxes = interactions.filter((one) => one.kind === "text-entry");
  const values = await Promise.all(boxes.map((one) => place(page, player, one).locator("input").inputValue()));
  return Object.fromEntries(boxes.map((one, number) => [one.identifier, values[number]]));
}

function place(page, player, { identifier, kind, number }) {
  if (player === "citolab") return page.locator(`qti-${kind}-interaction[response-identifier="${identifier}"]`);
  return page.locator(`.qti-${kind}-interaction`).nth(number); // this player drops the identifier; items keep their order
}

async function type(where, player, text) {
  const box = where.locator("input");
  await box.click();
  await box.pressSequentially(String(text));
  await box.press("Tab");
}

async function tick(where, player, identifiers) {
  for (const identifier of [identifiers].flat()) {
    const choice = player === "citolab" ? `qti-simple-choice[identifier="${identifier}"]` : `li[data-identifier="${identifier}"]`;
    await where.locator(choice).click(CORNER);
  }
}

async function pick(where, player, identifier) {
  const choice = player === "citolab" ? `qti-inline-choice[identifier="${identifier}"]` : `li[data-identifier="${identifier}"]`;
  await where.locator("button").first().click();
  await where.locator(choice).click();
}
