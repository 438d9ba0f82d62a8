// Read an answer key, open or sealed, and find its parts.

const NUMBERS = ["quantity", "integer", "count"];
const READERS = {
  quantity: readNumberPart, integer: readNumberPart, count: readNumberPart, direction: readDirectionPart, choice: readChoicePart,
  several: readChoicePart, true_false: readChoicePart, ranking: readRankingPart, formula: readFormulaPart,
};

// Read the parsed JSON of a key. Throws an Error with a plain sentence for a key that cannot be used.
function readKey(data) {
  const { format, salt, texts: covered, parts: given } = data || {}, isSealed = format === SEALED_FORMAT;
  if (format !== FORMAT && !isSealed) throw new Error(`this page reads keys of the formats ${FORMAT} and ${SEALED_FORMAT}`);
  if (!given || typeof given !== "object" || !Object.keys(given).length) throw new Error("a key has at least one part");
  const parts = new Map();
  try {
    const texts = isSealed ? parsedBytes(uncover(salt, covered)) : [];
    for (const [name, one] of Object.entries(given)) parts.set(name, readPart(one, commonOf(one, name, data), isSealed && `${salt}|${name}`, texts));
  } catch (error) {
    throw new Error(`this key cannot be read (${error.message})`);
  }
  return { parts };
}

function readPart(given, common, salt, texts) {
  if (!Object.keys(READERS).includes(common.kind)) throw new Error(`part ${common.name} is of an unknown kind`);
  return salt ? readSealedPart(given, common, salt, texts) : READERS[common.kind](given, common);
}

function commonOf({ kind, feedback, language, messages }, name, key) {
  return {
    name, kind, feedback: feedback || key.feedback || "full", language: language || key.language || "en",
    decimalMark: key.decimal_mark || "either", messages: new Map(Object.entries(messages || {})),
  };
}

// Find a part by its name; "a" finds "1a" in a key of one problem.
function partOf({ parts }, name) {
  const wanted = stripOff(name.trim(), "().").toLowerCase(), all = [...parts];
  let found = all.filter(([own]) => own.toLowerCase() === wanted);
  if (!found.length) found = all.filter(([own]) => own.toLowerCase().replace(/^[0-9]+/, "") === wanted);
  const problems = new Set(all.map(([own]) => own.replace(/[A-Za-z]+$/, "")));
  if (found.length === 1 || (found.length && problems.size === 1)) return found[0][1];
  throw new Error(`there is no part '${name}' in this key; its parts are ${[...parts.keys()].join(", ")}`);
}
