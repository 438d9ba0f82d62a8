// Judge a typed formula by its values at sampled points: what is written differently but means the same is right.

const SPELLED = [
  [/(^|[^A-Za-z_])(?:Ln|LN|log_e)(?![A-Za-z_0-9])/g, "$1ln"],
  [/(^|[^A-Za-z_])(?:Log10|LOG10|log_10|Log_10)(?![A-Za-z_0-9])/g, "$1log10"],
  [/(^|[^A-Za-z_])(?:Exp|EXP)(?= *\()/g, "$1exp"],
  [/(^|[^A-Za-z_])(?:Sqrt|SQRT)(?= *\()/g, "$1sqrt"],
  [/\u221a/g, "sqrt"],
];
const E_TO_THE = /(^|[^A-Za-z_0-9.])e *(?:\^|\*\*) *\(/;

// Give every name a value within its range; the same number gives the same point everywhere.
const sample = (ranges, number) => new Map([...ranges].map(([name, [low, high]]) => [name, within(low, high, `${name}|${number}`)]));

function within(low, high, name) {
  const share = sha256(utf8(name)).slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48;
  return low > 0 && high / low >= 10 ? low * Math.exp(share * Math.log(high / low)) : low + share * (high - low);
}

const valueAt = (node, ranges, number) => valueOrNull(() => evaluate(node, sample(ranges, number)));

// Choose the points at which a formula is compared: where it has a value that is not lost in rounding.
function pointsFor(node, ranges) {
  const values = Array.from({ length: CANDIDATES }, (_, number) => valueAt(node, ranges, number));
  const largest = Math.max(0, ...values.map(Math.abs));
  const isUsable = (value) => value && Math.abs(value) >= 1e-3 * largest;
  return values.flatMap((value, number) => (isUsable(value) ? [number] : [])).slice(0, POINTS);
}

// Read a typed formula; true where a product was implied.
function readFormula(response, part) {
  const text = plainText(response);
  if (text.refused) return text;
  const spelled = usualSpelling(formulaSide(text, part.symbols), part.ranges);
  if (!spelled) return refusal("FMT_EMPTY");
  try {
    return readTree(spelled, part.ranges);
  } catch (error) {
    return refusedFormula(error, spelled, part);
  }
}

function formulaSide(text, symbols) {
  const [left, equals, value] = cutAt(text, "="), isAsked = !left.trim() || symbols.some((symbol) => isSameSymbol(left, symbol));
  return equals && isAsked ? value.trim() : text;
}

function usualSpelling(text, ranges) {
  let spelled = text.replace(/[[{]/g, "(").replace(/[\]}]/g, ")");
  for (const [pattern, spelling] of SPELLED) spelled = spelled.replace(pattern, spelling);
  while (!ranges.has("e") && E_TO_THE.test(spelled)) spelled = spelled.replace(E_TO_THE, "$1exp(");
  return spelled;
}

function refusedFormula({ message, column, code }, text, { ranges }) {
  if (code === "FMT_UNKNOWN_NAME") {
    const typed = /^[\p{L}\p{N}_]*/u.exec(text.slice(column))[0];
    return refusal(code, { typed: visible(typed), names: [...ranges.keys()].join(", ") });
  }
  if (code === "FMT_MALFORMED") return refusal(code, { problem: visible(message, 160) }, "", "FMT_FORMULA");
  return refusal(code, {}, "", code === "FMT_TOO_LONG" ? "FMT_TOO_DEEP" : "");
}

function judgeFormula(part, response) {
  const { common, ranges } = part, read = readFormula(response, part);
  if (read.refused) return notGraded(common, read);
  const [node, isImplied] = read, shown = writeTree(node), values = part.points.map((number) => valueAt(node, ranges, number));
  if (values.every((value) => value === null)) return notGraded(common, refusal("FMT_UNDEFINED", { typed: visible(shown) }, shown));
  const found = matching(part, values);
  if (found && found.code === KEY) return right(common, isImplied ? "OK_IMPLIED_PRODUCT" : "OK", shown, { shown });
  if (found) return told(common, found, shown);
  const turned = matching(part, values.map((value) => (value === null ? null : -value)));
  return wrong(common, turned && turned.code === KEY ? SIGN : "GENERIC", shown);
}

function matching({ secret, relative }, values) {
  if (values[0] === null) return null;
  const isSame = (variant) => values.every((value, n) => value !== null && Math.abs(value - variant.values[n]) <= relative * Math.abs(variant.values[n]));
  const found = variantsAt(secret, values[0]).filter(isSame);
  return found.find(({ code }) => code === KEY) || found[0] || null;
}
