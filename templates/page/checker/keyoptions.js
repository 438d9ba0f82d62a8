// Read the parts of an open key that are answered by choosing: choice, several, true_false, direction, ranking.

const entriesOf = (value) => (Array.isArray(value) ? value.map((name) => [name, []]) : Object.entries(value));
const outcomeFrom = ({ mistake, credit, message }) => outcome(mistake === undefined ? "GENERIC" : mistakeCode(mistake), credit, message);

function readChoicePart(given, common) {
  const { kind } = common, entries = listOf(kind === "true_false" ? given.reasons : given.options).map((entry) => (typeof entry === "string" ? { text: entry } : entry));
  const options = entries.map(({ text, words }, n) => ({ name: String.fromCharCode(97 + n), words: [text, ...listOf(words)] }));
  const own = new Map(options.map(({ name }, n) => [name, outcomeFrom(entries[n])]));
  const secret = { outcomes: kind === "true_false" ? truthOutcomes(given, options, own) : own };
  if (kind === "several") for (const { name } of options) own.set(name, GENERIC);
  for (const answer of kind === "several" ? given.answers : kind === "choice" ? [given.answer] : []) own.set(namedOption(answer, options), RIGHT);
  return { common, options, secret, carried: kind === "choice" ? readCarried(given.carried) : null };
}

// Find an option by its letter or its text.
function namedOption(answer, options) {
  const found = options.find(({ name }) => name === answer) || options.find((one) => normal(textOf(one)) === normal(answer));
  if (!found) throw new Error(`'${answer}' is neither the letter nor the text of an option`);
  return found.name;
}

function truthOutcomes({ answer, reason, credit = 0.5 }, reasons, own) {
  const truth = String(answer), other = String(!answer), outcomes = new Map();
  if (!reasons.length) return outcomes.set(`${truth}|`, RIGHT);
  const good = namedOption(reason, reasons);
  for (const { name } of reasons) {
    const halfRight = own.get(name).code === "GENERIC" ? outcome("TF_REASON", credit) : own.get(name);
    outcomes.set(`${truth}|${name}`, name === good ? RIGHT : halfRight).set(`${other}|${name}`, GENERIC);
  }
  return outcomes;
}

function readDirectionPart(given, common) {
  const entries = entriesOf(given.options || ["outward", "inward", "none"]).map(([name, entry]) => [name, typeof entry === "string" || Array.isArray(entry) ? { words: entry } : entry]);
  const names = entries.map(([name]) => name), { answer } = given, outcomes = new Map();
  for (const [name, entry] of entries) {
    const found = outcomeFrom(entry), isOpposite = (entry.opposite || oppositeOf(name, names)) === answer && found.code === "GENERIC";
    outcomes.set(name, name === answer ? RIGHT : isOpposite ? { ...found, code: "DIR_OPPOSITE" } : found);
  }
  if (!outcomes.has(answer)) throw new Error(`'${answer}' is not one of ${names.join(", ")}`);
  const options = withUsualWords(entries.map(([name, { words }]) => ({ name, words: [name, ...listOf(words)] })));
  return { common, options, secret: { outcomes }, carried: readCarried(given.carried) };
}

// Add the usual words of outward, inward and none, where no other option claims them.
function withUsualWords(options) {
  const claimed = new Set(options.flatMap(({ words }) => words.map((word) => word.toLowerCase())));
  const usual = (name) => (Object.keys(DIRECTIONS).includes(name) ? DIRECTIONS[name] : []);
  return options.map(({ name, words }) => ({ name, words: [...words, ...usual(name).filter((word) => !claimed.has(word))] }));
}

function readRankingPart({ items: given, order, sign = ">", partial = false, mistakes = [] }, common) {
  const items = entriesOf(given).map(([name, words]) => ({ name, words: [name, ...listOf(words)] })), back = [...order].reverse();
  const outcomes = new Map([[orderName(back), outcome("RANK_REVERSED")]]);
  for (const { code, order: wrongOrder, credit, message } of mistakes) outcomes.set(orderName(wrongOrder), outcome(mistakeCode(code), credit, message));
  outcomes.set(orderName(order), RIGHT);
  if (partial) for (const pair of pairsOf(order)) outcomes.set(pair, RIGHT);
  return { common, items, secret: { outcomes }, sign, partial };
}
