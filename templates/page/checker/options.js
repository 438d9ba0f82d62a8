// Judge answers chosen from options: one choice, several, a direction, true or false with a reason, a ranking.

// An option that was read, or the reason why none could be.
function judgeOne(part, option, follow) {
  const { common } = part;
  if (option.refused) return notGraded(common, option, firstName(part.options));
  const shown = shownOption(option), found = outcomeOf(part.secret, option.name);
  if (found.code === "OK") return right(common, "OK", shown);
  const followed = follow();
  if (followed && followed[0] === option.name) return partly(common, "ECF", part.carried.credit, shown, { part: followed[1] });
  return told(common, found, shown);
}

// Give the verdict of an outcome that is not right.
function told(common, { code, credit, message }, shown) {
  const text = !message && code.startsWith(MISTAKE) ? said(common, "MISTAKE", mistakeWords(code)) : message;
  return wrong(common, code, shown, text, credit);
}

const firstName = (options) => (options.length ? options[0].name : "");
const shownOption = (one) => (one.name === textOf(one) || [...one.name].length > 1 ? one.name : `${one.name}) ${textOf(one)}`);

// Several choices: (hits - false choices) / number of right ones, never below zero.
function judgeChoices(part, response) {
  const { common, options, secret } = part, chosen = readChoices(response, options);
  if (chosen.refused) return notGraded(common, chosen, firstName(options));
  const shown = chosen.map(shownOption).join(", ") || "none";
  const rightOnes = options.filter(({ name }) => outcomeOf(secret, name).code === "OK");
  const hits = chosen.filter((one) => rightOnes.includes(one)).length, misses = chosen.length - hits;
  if (!misses && hits === rightOnes.length) return right(common, "OK", shown);
  const score = rightOnes.length ? Math.max(0, (hits - misses) / rightOnes.length) : 0;
  return score > 0 ? partly(common, "CHOICE_PARTIAL", score, shown) : wrong(common, "GENERIC", shown);
}

function judgeTruth(part, response) {
  const read = readTruth(response, part.options);
  if (read.refused) return notGraded(part.common, read, "true");
  const shown = read.filter(Boolean).join(", "), found = outcomeOf(part.secret, read.join("|"));
  return found.code === "OK" ? right(part.common, "OK", shown) : told(part.common, found, shown);
}

function judgeRanking(part, response) {
  const { common, items, sign, secret } = part, order = readRanking(response, items, sign);
  if (order.refused) return notGraded(common, order);
  const shown = order.map((name) => textOf(items.find((item) => item.name === name))).join(` ${sign} `);
  const found = outcomeOf(secret, orderName(order));
  if (found.code === "OK") return right(common, "OK", shown);
  const score = found.code === "GENERIC" && part.partial ? shareOfPairs(secret, order) : 0;
  return score > 0 ? partly(common, "RANK_PARTIAL", score, shown) : told(common, found, shown);
}

const orderName = (order) => `order:${order.join(">")}`;
const pairsOf = (order) => order.flatMap((first, n) => order.slice(n + 1).map((second) => `pair:${first}>${second}`));

// Right pairs less wrong pairs, as a share of all, never below zero.
function shareOfPairs(secret, order) {
  const pairs = pairsOf(order), hits = pairs.filter((pair) => outcomeOf(secret, pair).code === "OK").length;
  return Math.max(0, (2 * hits - pairs.length) / pairs.length);
}
