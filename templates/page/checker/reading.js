// Read a typed quantity: text -> number and unit, in a fixed order of checks, each with its own code.

const ABOUT = /^(?:about|approx(?:\.|imately)?|ca\.?|circa|roughly|around) +/i;

function readQuantity(response, asked) {
  const plain = plainText(response);
  if (plain.refused) return plain;
  const side = rightSide(plain, asked.symbols);
  if (side.refused) return side;
  const text = bared(side), read = readNumber(text, asked.decimalMark);
  if (read.refused) return read;
  const [number, behind] = read, rest = withoutWords(behind, asked.words);
  return rest ? withTypedUnit(number, text, rest, asked) : bare(number, asked);
}

// Take off what stands around a number and changes nothing: about, parentheses, the full stop of a sentence.
function bared(side) {
  const text = side.replace(/([0-9A-Za-z])\.$/, "$1").replace(ABOUT, ""), whole = /^\(([^()]*)\)$/.exec(text);
  return whole ? whole[1].trim() : text.replace(/^\( *([+-]? *[0-9.,]+) *\)(?= *[^ 0-9(])/, "$1 ");
}

const lettersOf = (symbol) => symbol.replace(/[\s_{}()[\]^*$\\+-]/g, "").toLowerCase();
const isSameSymbol = (typed, symbol) => lettersOf(typed) === lettersOf(symbol);

// Take off a left side that names what is asked.
function rightSide(text, symbols) {
  const sides = /^([^=~0-9<>!][^=~<>!]*?)? *[=~] *([^=~].*)$/s.exec(text);
  if (!sides) return text;
  const name = (sides[1] || "").trim(), value = sides[2];
  if (!name || symbols.some((symbol) => isSameSymbol(name, symbol))) return value;
  const isName = /^[A-Za-z\u0370-\u03ff]/.test(name) && [...name].length < 20;
  return isName && /^[-+]?[0-9.,]/.test(value) ? refusal("FMT_UNKNOWN_NAME", { typed: visible(name) }, "", "FMT_OTHER_SYMBOL") : text;
}

function withoutWords(rest, words) {
  const said = rest.toLowerCase().replace(/\.+$/, "");
  return words.some((word) => said === word.toLowerCase()) ? "" : rest;
}

function bare(number, asked) {
  const zeroWithoutUnit = isZero(number.value) && isZero(asked.unit.offset);
  if (asked.unitPolicy === "required" && asked.unit.dimension !== NO_DIMENSION && !zeroWithoutUnit) {
    return refusal("UNIT_MISSING", { unit: asked.unit.text }, number.shown);
  }
  return { number, unit: null, exact: number.value, sameDimension: true, shown: withUnit(number.shown, asked.unit) };
}

const withUnit = (shown, { text }) => (text === "1" ? shown : `${shown} ${text}`);

// Tell whether a unit was cut by a space: "m V" is a product, and hardly meant.
function isBroken(rest, found, asked) {
  if (!rest.includes(" ") || found.dimension === asked.dimension) return false;
  const whole = readUnit(rest.replace(/ /g, ""), asked.dimension);
  return whole !== null && whole.dimension === asked.dimension;
}

function withTypedUnit(number, text, rest, asked) {
  const typed = readUnit(rest, asked.unit.dimension);
  if (!typed || typed.dimension !== asked.unit.dimension) {
    const meant = suggestCase(rest, asked.unit), meantUnit = meant ? readUnit(meant) : null;
    if (meantUnit && (!typed || meantUnit.dimension === asked.unit.dimension)) {
      return refusal("UNIT_CASE", { unit: visible(rest), meant }, number.shown);
    }
  }
  if (!typed || isBroken(rest, typed, asked.unit)) return refuseRest(text, rest);
  const shown = withUnit(number.shown, typed), sameDimension = typed.dimension === asked.unit.dimension;
  if (asked.unitPolicy === "forbidden") return refusal("UNIT_FORBIDDEN", { unit: asked.unit.text }, shown);
  const exact = sameDimension ? converted(number.value, typed, asked.unit) : number.value;
  return { number, unit: typed, exact, sameDimension, shown };
}
