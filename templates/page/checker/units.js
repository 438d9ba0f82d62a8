// Know the units people type: spelling -> dimension, factor and offset to SI.

const ZERO = decimal("0"), ONE = decimal("1");
const NO_DIMENSION = "0,0,0,0,0,0,0";
const KELVIN = String(SYMBOLS.K[0]);
const PIECE = /^ *(?:(?<over>\/|per(?![A-Za-z]))|(?<times>\*)|(?<open>\()|(?<close>\))|(?<one>1(?= *(?:\/|$)))|(?<symbol>[A-Za-z%]+)(?: *\^ *\(? *(?<raised>[+-]?[0-9]) *\)?|(?<power>[+-]?[0-9]))?)/;

const unit = (text, dimension, factor, offset = ZERO) => ({ text, dimension, factor, offset });
const SPELLINGS = spellings();
const BY_SMALL_LETTERS = new Map();
for (const spelling of SPELLINGS.keys()) {
  const small = spelling.toLowerCase();
  BY_SMALL_LETTERS.set(small, [...(BY_SMALL_LETTERS.get(small) || []), spelling]);
}

function spellings() {
  const found = new Map(), add = (text, one) => found.has(text) || found.set(text, one);
  for (const [symbol, [dimension, factor, prefixes, word]] of Object.entries(SYMBOLS)) {
    for (const prefix of ["", ...prefixes]) {
      const size = stripped(times(decimal(PREFIXES[prefix]), decimal(factor)));
      const one = unit(prefix + symbol, String(dimension), size);
      found.set(one.text, one);
      if (word && prefix in PREFIX_WORDS) for (const end of ["", "s"]) add(PREFIX_WORDS[prefix] + word + end, one);
    }
  }
  for (const [other, spelling] of Object.entries(OTHER_SPELLINGS)) add(other, found.get(spelling));
  for (const text of CELSIUS) found.set(text, unit("\u00b0C", KELVIN, ONE, decimal("273.15")));
  return found;
}

// Fold the signs of units to ASCII letters: both micro signs, Ohm, the degree sign.
function foldedUnit(text) {
  const letters = text.replace(/[\u03bc\u00b5]/g, "u").replace(/[\u03a9\u2126]/g, "Ohm").replace(/\u00b0/g, "deg");
  return letters.trim().replace(/\.+$/, "").replace(/\b(deg(?:rees?)?|o) ?(C|[Cc]elsius)\b/g, "degC");
}

// Cut a unit into symbols with exponents; a space after "/" keeps the denominator (J/mol K).
function factorsOf(text) {
  const factors = [];
  let rest = text, sign = 1, inside = false;
  while (rest) {
    const piece = PIECE.exec(rest);
    if (!piece) return null;
    const { over: below, times: beside, open, close, symbol, raised, power } = piece.groups;
    rest = rest.slice(piece[0].length);
    if (below) sign = -1;
    else if (beside) sign = inside ? sign : 1;
    else if (open || close) {
      if (inside === Boolean(open)) return null;
      inside = !inside;
      sign = inside ? sign : 1;
    } else if (symbol) factors.push([symbol, sign * Number(raised || power || 1)]);
  }
  const twice = new Set(factors.map(([symbol]) => symbol)).size < factors.length;
  return inside || twice || !factors.length ? null : factors;
}

function productOf(text, factors) {
  if (factors.length === 1 && factors[0][1] === 1) {
    const found = SPELLINGS.get(factors[0][0]);
    return found ? { ...found, text } : null;
  }
  let dimension = NO_DIMENSION.split(",").map(Number), size = ONE;
  for (const [symbol, exponent] of factors) {
    const one = SPELLINGS.get(symbol);
    if (!one || (!isZero(one.offset) && factors.length === 1)) return null;
    const power = Array(Math.abs(exponent)).fill(one.factor).reduce(times, ONE), own = one.dimension.split(",");
    size = exponent > 0 ? times(size, power) : over(size, power);
    dimension = dimension.map((total, n) => total + exponent * own[n]);
  }
  return unit(text, String(dimension), stripped(size));
}

// Read a unit, or give null; what the question asks decides where one spelling has two meanings (C).
function readUnit(text, expected) {
  let plain = foldedUnit(text);
  if (plain === "C" && expected === KELVIN) plain = "degC";
  if (plain === "1") return unit("1", NO_DIMENSION, ONE);
  if (/^m?[Oo]sm(ol)?\/(L|l|kg)$/.test(plain)) plain = plain[0] === "m" ? "mOsm" : "Osm";
  const factors = plain ? factorsOf(plain) : null;
  return factors ? productOf(text, factors) : null;
}

// Find the unit that someone meant who typed it in other capitals: mv -> mV; "" where there is none.
function suggestCase(text, asked) {
  const plain = foldedUnit(text), factors = plain ? factorsOf(plain) : null;
  if (!factors || factors.length > 4) return "";
  let choices = [[]];
  for (const [symbol] of factors) {
    const spelled = BY_SMALL_LETTERS.get(symbol.toLowerCase()) || [];
    choices = choices.flatMap((before) => spelled.map((one) => [...before, one]));
  }
  let best = [3, ""];
  for (const symbols of choices.slice(0, 64)) {
    const meant = recased(plain, symbols), found = productOf("", symbols.map((symbol, n) => [symbol, factors[n][1]]));
    if (!found || meant === plain || !isSameSize(readUnit(meant), found)) continue;
    const other = found.dimension !== asked.dimension;
    if (other && plain.length < 2) continue;
    const rank = other ? 2 : Number(!isEqual(found.factor, asked.factor));
    if (rank < best[0] || (rank === best[0] && meant < best[1])) best = [rank, meant];
  }
  return best[1];
}

const isSameSize = (one, other) => one !== null && one.dimension === other.dimension && isEqual(one.factor, other.factor);

function recased(text, symbols) {
  for (const symbol of symbols) {
    text = text.replace(new RegExp(`(^|[^A-Za-z])${symbol}(?![A-Za-z])`, "gi"), (_, before) => before + symbol);
  }
  return text;
}

// Change a value from one unit to another of the same dimension; prefixes move the point and nothing else.
function converted(value, source, target) {
  if (isEqual(source.factor, target.factor) && isEqual(source.offset, target.offset)) return value;
  if (isZero(source.offset) && isZero(target.offset)) return times(value, stripped(over(source.factor, target.factor)));
  return over(minus(siValue(value, source), target.offset), target.factor);
}

const siValue = (value, { factor, offset }) => plus(times(value, factor), offset);
const fromSi = (value, { factor, offset }) => (value - asFloat(offset)) / asFloat(factor);
const wordsOf = ({ dimension }, otherwise) => (dimension in DIMENSION_WORDS ? DIMENSION_WORDS[dimension] : [otherwise, ""]);
const dimensionWord = (measured) => wordsOf(measured, "another kind of quantity")[0];

function dimensionAsked(asked) {
  const [word, examples] = wordsOf(asked, "");
  return word ? `${/^[aeiou]/.test(word) ? "an" : "a"} ${word} (${examples})` : `a value in ${asked.text}`;
}

// Find the unit that is a power of ten times as large (mV, 3 -> V), or "".
function unitOfSize(given, power) {
  const factor = times(given.factor, decimal(`1e${power}`));
  for (const [text, other] of SPELLINGS) {
    if (other.dimension === given.dimension && isZero(other.offset) && isEqual(other.factor, factor)) return text.replace(/^u/, "\u00b5");
  }
  const [head, slash, tail] = cutAt(given.text, "/"), first = slash ? readUnit(head) : null;
  const otherHead = first ? unitOfSize(first, power) : "";
  return otherHead && `${otherHead}/${tail}`;
}
