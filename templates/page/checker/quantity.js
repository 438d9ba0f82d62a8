// Judge a typed number: an ordered list of steps, of which the first that has something to say gives the verdict.

const STEPS = [otherDimension, notWhole, correct, carriedForward, slipped];

function judgeNumber(part, response, follow) {
  const reading = readQuantity(response, part.asked);
  if (reading.refused) return notGraded(part.common, reading, exampleOf(part));
  const attempt = { part, reading, value: asFloat(reading.exact), follow };
  if (!Number.isFinite(attempt.value)) return notGraded(part.common, refusal("FMT_NOT_FINITE"));
  for (const step of STEPS) {
    const verdict = step(attempt);
    if (verdict) return verdict;
  }
  return wrong(part.common, "GENERIC", reading.shown);
}

function exampleOf({ common, asked }) {
  return common.kind === "count" ? "1.5e3" : withUnit(common.kind === "integer" ? "12" : "12.5", asked.unit);
}

function otherDimension({ part, reading }) {
  if (reading.sameDimension) return null;
  const { common } = part, { unit: typed, shown } = reading, value = asFloat(siValue(reading.exact, typed));
  const found = nearest(windowsAt(part.secret, value, `(${typed.dimension.replace(/,/g, ", ")})`), value);
  if (found && common.feedback === "full") return wrong(common, found.code, shown, found.message, found.credit);
  const words = { unit: typed.text, measured: dimensionWord(typed), asked: dimensionAsked(part.asked.unit) };
  return wrong(common, "UNIT_WRONG_DIMENSION", shown, said(common, "UNIT_WRONG_DIMENSION", words));
}

function notWhole({ part, reading: { shown }, value }) {
  if (part.common.kind !== "integer" || Number.isInteger(value)) return null;
  return notGraded(part.common, refusal("FMT_NOT_WHOLE", { shown }, shown));
}

function correct(attempt) {
  if (!windowsAt(attempt.part.secret, attempt.value).some(({ code }) => code === KEY)) return null;
  return digitsAsked(attempt) || accepted(attempt);
}

function digitsAsked(attempt) {
  const { digits } = attempt.part, { number, exact } = attempt.reading, [fewest, most] = number.figures, isNone = isZero(number.value);
  if (digits.figures && !isNone) return digitsVerdict(attempt, "SIGFIG", digits.figures, number.figures);
  if (!digits.decimals) return null;
  const uncertain = isNone ? 0 : most - fewest;
  return digitsVerdict(attempt, "DECIMALS", digits.decimals, [uncertain, 0].map((off) => Math.max(0, -exact.exponent - off)));
}

function digitsVerdict({ part, reading }, code, [least, most], given) {
  if (given[1] >= least && given[0] <= most) return null;
  const isOne = least === 1 && most === 1;
  const digits = isOne ? (code === "DECIMALS" ? "decimal" : "significant figure") : least === most ? `exactly ${least}` : `${least} to ${most}`;
  const end = given[1] < least ? "_FEW" : "_MANY";
  return partly(part.common, code + end, part.digits.credit, reading.shown, { digits }, isOne ? "DIGITS_ONE" : "");
}

function accepted({ part: { common, asked }, reading }) {
  const { shown, unit: typed, number: { assumed, figures } } = reading, words = { shown, unit: asked.unit.text, separator: assumed };
  if (assumed) return right(common, "OK_SEPARATOR_ASSUMED", shown, words, assumed === "thousands" ? "OK_GROUPS_ASSUMED" : "");
  const isAssumed = !typed && asked.unit.dimension !== NO_DIMENSION && asked.unitPolicy !== "forbidden";
  if (isAssumed) return right(common, "OK_UNIT_ASSUMED", shown, words);
  if (!typed || (isEqual(typed.factor, asked.unit.factor) && isEqual(typed.offset, asked.unit.offset))) return right(common, "OK", shown, words);
  return right(common, "OK_EQUIV_UNIT", shown, { ...words, converted: withUnit(decimalText(reading.exact, figures[1]), asked.unit) });
}

// Print a converted value with the digits that were typed, and the minus sign of print.
function decimalText(value, figures) {
  const number = stripped(rounded(value, Math.max(figures, 1))), power = adjusted(number);
  if (-5 < power && power < 7) return withMinusSign(plainDecimal(number));
  return `${withMinusSign(plainDecimal({ ...number, exponent: number.exponent - power }))}\u00d7${powerOfTen(power)}`;
}

function carriedForward({ part, reading, value, follow }) {
  const followed = follow();
  if (!followed) return null;
  const [low, high] = edges(followed[0], part.tolerance);
  return low <= value && value <= high ? partly(part.common, "ECF", part.carried.credit, reading.shown, { part: followed[1] }) : null;
}

function slipped(attempt) {
  const slip = nameSlip(attempt);
  return slip && wrong(attempt.part.common, slip.code, attempt.reading.shown, slip.message, slip.credit);
}
