// Carry an earlier answer forward: what follows from what the student found before.

const SAME = 1e-9;
const isClose = (a, b) => Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));

// Give the value, in the unit of the part, that follows from wrong earlier answers, and the first wrong part.
function carriedNumber(key, part, given) {
  const { carried } = part, earlier = carried ? earlierAnswers(key, carried, given) : null;
  if (!earlier) return null;
  const [values, wrongPart] = earlier, result = valueOrNull(() => evaluate(carried.formula, new Map([...carried.values, ...values])));
  if (result === null || isTrivial(result, [...carried.values.values(), ...values.values()])) return null;
  return [fromSi(result, part.asked.unit), wrongPart];
}

// Give the option that follows from wrong earlier answers, and the first wrong part.
function carriedOption(key, { carried }, given) {
  const earlier = carried ? earlierAnswers(key, carried, given) : null;
  if (!earlier) return null;
  const values = new Map([...carried.values, ...earlier[0]]);
  const found = valueOrNull(() => carried.options.find(([, when]) => holds(when, values)));
  return found ? [found[0], earlier[1]] : null;
}

function isTrivial(result, inputs) {
  const scale = Math.max(0, ...inputs.map(Math.abs));
  return Math.abs(result) <= SAME * scale || inputs.some((value) => isClose(result, value));
}

// Read the earlier answers in SI; null unless all can be read and at least one is wrong.
function earlierAnswers(key, carried, given) {
  const values = new Map();
  let wrongPart = "";
  for (const [symbol, name] of carried.sources) {
    const earlier = partOf(key, name), read = readEarlier(earlier, givenFor(key, earlier, given));
    if (!read) return null;
    values.set(symbol, read.value);
    if (!read.isRight && !wrongPart) wrongPart = shortName(key, earlier.common.name);
  }
  return wrongPart ? [values, wrongPart] : null;
}

function givenFor(key, part, given) {
  const found = Object.entries(given).find(([name]) => valueOrNull(() => partOf(key, name)) === part);
  return found && typeof found[1] === "string" ? found[1] : "";
}

function readEarlier(part, response) {
  if (!part.asked) return null;
  const reading = readQuantity(response, part.asked);
  if (reading.refused || !reading.sameDimension) return null;
  const value = asFloat(reading.exact);
  if (!Number.isFinite(value)) return null;
  const isRight = windowsAt(part.secret, value).some(({ code }) => code === KEY);
  return { value: asFloat(siValue(reading.exact, part.asked.unit)), isRight };
}

// Name a part as the page does: "a" where the key has one problem only.
function shortName(key, name) {
  const letters = name.replace(/^[0-9]+/, ""), numbers = new Set([...key.parts.keys()].map((own) => /^[0-9]*/.exec(own)[0]));
  return letters && numbers.size === 1 ? letters : name;
}
