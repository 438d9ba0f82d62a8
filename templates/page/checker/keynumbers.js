// Read the parts of an open key that are answered with a number: quantity, integer, count.

const EXACTLY = toleranceOf({ absolute: 0.25 });
const listOf = (value) => (typeof value === "string" ? [value] : value || []);
const mistakeCode = (code) => MISTAKE + (code.startsWith(MISTAKE) ? code.slice(MISTAKE.length) : code);

function knownUnit(text = "1") {
  const found = readUnit(text || "1");
  if (!found) throw new Error(`'${text}' is not a unit that the checker knows`);
  return { ...found, text: (text || "1").replace("degC", "\u00b0C") };
}

function readAsked(given, common) {
  const { unit_policy: unitPolicy = "assumed", decimal_mark: decimalMark = common.decimalMark } = given;
  return { unit: knownUnit(given.unit), unitPolicy, symbols: listOf(given.symbol), decimalMark, words: listOf(given.words) };
}

function readDigits(given) {
  const [figures, decimals] = [given.significant_figures, given.decimals].map((value) =>
    value === undefined || value === null ? null : typeof value === "number" ? [value, value] : [value.least, value.most]);
  return { figures, decimals, credit: given.digits_credit ?? 0.5 };
}

function readNumberPart(given, common) {
  const asked = readAsked(given, common), [tolerance, found] = rightWindow(given, common.kind), windows = new Map([[OWN, [found]]]);
  for (const entry of given.mistakes || []) {
    const [group, mistake] = mistakeWindow(entry, asked, tolerance);
    windows.set(group, [...(windows.get(group) || []), mistake]);
  }
  const secret = { windows };
  return { common, asked, tolerance, secret, digits: readDigits(given), signIsRatio: given.sign_is_ratio, carried: readCarried(given.carried) };
}

function rightWindow({ value, tolerance: given, interval }, kind) {
  if (kind === "quantity" && interval) {
    const tolerance = intervalTolerance(...interval);
    return [tolerance, intervalWindow(...interval, tolerance)];
  }
  const tolerance = kind === "integer" && !given ? EXACTLY : toleranceOf(given);
  return [tolerance, windowAt(KEY, value, tolerance)];
}

function mistakeWindow({ code, value, unit: text, message, credit }, asked, tolerance) {
  const own = text === undefined ? asked.unit : knownUnit(text), named = mistakeCode(code);
  if (own.dimension !== asked.unit.dimension) {
    const si = asFloat(siValue(ofFloat(value), own));
    return [`(${own.dimension.replace(/,/g, ", ")})`, windowAt(named, si, foreignTolerance(tolerance), message, credit)];
  }
  const factor = isEqual(own.factor, asked.unit.factor) ? 1 : asFloat(over(own.factor, asked.unit.factor));
  return [OWN, windowAt(named, value * factor, tolerance, message, credit)];
}
