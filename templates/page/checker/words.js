// Read answers given in words or letters: text -> the option that is meant.

const OPPOSITES = { "outward": "inward", "inward": "outward" };

function oppositeOf(name, names) {
  const others = names.filter((other) => other !== name);
  return others.length === 1 ? others[0] : others.includes(OPPOSITES[name]) ? OPPOSITES[name] : "";
}

const wordList = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+|[?+-]/gu) || [];

// Bring an option and what was typed for it to one form.
function normal(text) {
  const plain = plainText(text), bared = (plain.refused ? text : plain).toLowerCase().replace(/[\^_*{}$\\]/g, "");
  return stripOff(bared, " .,;:!\"'").replace(/\s+/g, " ").replace(/^(?:(?:because|since|that|the|a|an) )+/, "");
}

const textOf = ({ name, words }) => (words.length ? words[0] : name);
const listed = (options) => options.map((one) => (one.name === textOf(one) ? one.name : `${one.name}) ${textOf(one)}`)).join("; ");

// Read a text, and refuse one that is empty.
function readText(response) {
  return plainText(response) || refusal("FMT_EMPTY");
}

// Hedging and negation are asked about, never graded.
function readDirection(response, options) {
  const text = readText(response);
  if (text.refused) return text;
  const [names, left] = phrasesIn(wordList(text), options);
  const told = { typed: visible(text), options: options.map(({ name }) => name).join(", ") };
  if (!names.size) return refusal("FMT_UNKNOWN_CHOICE", told);
  if (names.size > 1 || left.some((word) => word === "?" || HEDGES.includes(word))) return refusal("DIR_AMBIGUOUS", told);
  return options.find(({ name }) => names.has(name));
}

// Find the options whose phrases occur, longest phrases first, and give the words that are left over.
function phrasesIn(words, options) {
  const phrases = new Map(), names = new Set(), left = [];
  for (const { name, words: own } of options) {
    for (const phrase of [name, ...own].map((one) => wordList(one).join(" "))) if (!phrases.has(phrase)) phrases.set(phrase, name);
  }
  for (let at = 0; at < words.length; ) {
    let size = words.length - at;
    while (size && !phrases.has(words.slice(at, at + size).join(" "))) size -= 1;
    if (size) names.add(phrases.get(words.slice(at, at + size).join(" ")));
    else left.push(words[at]);
    at += size || 1;
  }
  return [names, left];
}

function readChoice(response, options) {
  const text = readText(response);
  if (text.refused) return text;
  const found = oneOption(text, options);
  if (found.length === 1) return found[0];
  const several = found.length > 1 || (severalOptions(text, options) || []).length > 1;
  return refusal(several ? "FMT_ONE_CHOICE" : "FMT_UNKNOWN_CHOICE", { typed: visible(text), options: listed(options) });
}

const isSaid = ({ words }, wanted) => words.some((word) => normal(word) === wanted);
const isLettered = ({ name }, letter) => name.toLowerCase() === letter.toLowerCase();

function oneOption(text, options) {
  const wanted = normal(text), letter = /^[([]? *([A-Za-z]) *[)\].:]?$/.exec(text);
  const byText = options.filter((one) => isSaid(one, wanted));
  const byLetter = options.filter((one) => letter && isLettered(one, letter[1]));
  if (byText.length || byLetter.length) return [...new Set([...byText, ...byLetter])];
  const labelled = /^[([]? *([A-Za-z]) *[)\].:] *(.+)$/.exec(text);
  return labelled ? options.filter((one) => isLettered(one, labelled[1]) && isSaid(one, normal(labelled[2]))) : [];
}

function readChoices(response, options) {
  const text = readText(response);
  if (text.refused) return text;
  return severalOptions(text, options) || refusal("FMT_UNKNOWN_CHOICE", { typed: visible(text), options: listed(options) });
}

function severalOptions(text, options) {
  const whole = oneOption(text, options);
  if (whole.length === 1) return whole;
  if (["none", "none of them", "none of these"].includes(normal(text))) return [];
  const together = [...text.toLowerCase().replace(/ /g, "")], letters = options.map(({ name }) => name.toLowerCase());
  const isOnce = new Set(together).size === together.length;
  if (together.length > 1 && isOnce && together.every((letter) => letters.includes(letter))) {
    return options.filter((_, n) => together.join("").includes(letters[n]));
  }
  const pieces = text.replace(/(^|[^\p{L}\p{N}_])and(?![\p{L}\p{N}_])/gu, "$1,").split(/[,;&]/), found = new Set();
  for (const piece of pieces.map((one) => one.trim()).filter(Boolean)) {
    const one = oneOption(piece, options);
    if (one.length !== 1) return null;
    found.add(one[0].name);
  }
  return found.size ? options.filter(({ name }) => found.has(name)) : null;
}

// Read true or false and the letter or text of a reason.
function readTruth(response, reasons) {
  const text = readText(response);
  if (text.refused) return text;
  const [first, rest] = cutTruth(text), unknown = refusal("FMT_UNKNOWN_CHOICE", { typed: visible(text), options: "true, false" });
  if (!first) return unknown;
  if (!reasons.length) return rest ? unknown : [first, ""];
  if (!rest) return refusal("FMT_REASON_MISSING");
  const reason = readChoice(rest, reasons);
  return reason.refused ? reason : [first, reason.name];
}

function cutTruth(text) {
  const at = text.search(/^[A-Za-z]+[,;:.]/) ? text.indexOf(" ") : text.search(/[,;:.]/);
  const [head, rest] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
  const word = stripOff(head.toLowerCase(), ",;:.");
  const truth = TRUE_WORDS.includes(word) ? "true" : FALSE_WORDS.includes(word) ? "false" : "";
  return [truth, rest.replace(/^(?:[,;:. -]|because\b|since\b|as\b)+/i, "").trim()];
}

// Read an order: K > Na > Cl, Cl < Na < K, or with commas in the order that is asked.
function readRanking(response, items, sign) {
  const typed = readText(response);
  if (typed.refused) return typed;
  const text = typed.replace(/->/g, ","), signs = new Set(text.match(/[<>]/g) || []);
  let pieces = text.split(signs.size ? /[<>]/ : /[,;]/).map((piece) => piece.trim());
  if (pieces.length === 1) pieces = text.split(" ");
  const names = pieces.map((piece) => oneOption(piece, items)).filter((one) => one.length === 1).map(([one]) => one.name);
  const isWhole = names.length === pieces.length && names.length === items.length && new Set(names).size === names.length;
  if (signs.size < 2 && isWhole) return signs.size && !signs.has(sign) ? names.reverse() : names;
  const example = [..."ABCDEFGHIJKL"].slice(0, items.length).join(` ${sign} `);
  return refusal("FMT_RANKING", { typed: visible(text), options: items.map(textOf).join(", "), example });
}
