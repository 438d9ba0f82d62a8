// Ask a key what a value or an option means, whether the key lies open or sealed.

const OWN = "";
const FORMULA_GRID = { ratio: 1e-3, width: 0 };

const windowsAt = (secret, value, group = OWN) =>
  windowsNear(secret, value, group, 0).filter(({ low, high }) => low <= value && value <= high);

const keyWindowsNear = (secret, value) =>
  windowsNear(secret, value, OWN, 1).filter(({ code, nearLow, nearHigh }) => code === KEY && nearLow <= value && value <= nearHigh);

function windowsNear(secret, value, group, reach) {
  if (!secret.salt) return secret.windows.get(group) || [];
  const tolerance = group === OWN ? secret.tolerance : foreignTolerance(secret.tolerance), found = new Map();
  for (const cell of cellsAt(gridFor(tolerance), value, reach)) {
    for (const note of unlock(secret, `${group}|${cell}`)) {
      const one = windowFrom(note, secret.texts, tolerance);
      found.set(`${one.code}|${one.value}`, one);
    }
  }
  return [...found.values()];
}

function windowFrom([code, value, message, credit, ...ends], texts, tolerance) {
  return ends.length ? intervalWindow(...ends, tolerance) : windowAt(texts[code], value, tolerance, texts[message], credit);
}

const outcome = (code, credit = 0, message = "") => ({ code, credit, message });
const GENERIC = outcome("GENERIC"), RIGHT = outcome("OK", 1);

function outcomeOf(secret, name) {
  if (!secret.salt) return secret.outcomes.get(name) || GENERIC;
  const [note] = unlock(secret, `is|${name}`);
  return note ? outcome(secret.texts[note[0]], note[1], secret.texts[note[2]]) : GENERIC;
}

// List the formulas whose value at the first sampled point may be the one given.
function variantsAt(secret, firstValue) {
  if (!secret.salt) return secret.variants;
  const notes = cellsAt(FORMULA_GRID, firstValue).flatMap((cell) => unlock(secret, `formula|${cell}`)), found = new Map();
  for (const [code, values, message, credit] of notes) {
    found.set(code, { code: secret.texts[code], values, message: secret.texts[message], credit });
  }
  return [...found.values()];
}
