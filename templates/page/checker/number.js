// Read one number: plain text -> the exact decimal that was typed, or the reason why there is not one.

const exponentNamed = (group) => String.raw`(?:\*\*|\^) *[({]? *${group}[+-]? *[0-9]+) *[)}]?`;
const NUMBER = new RegExp(
  String.raw`^(?<sign>[+-]?|minus ) *(?:10 *${exponentNamed("(?<decade>")}|` +
  String.raw`(?<mantissa>(?:[0-9]+(?:[.,'][0-9]+| [0-9]{3}(?![0-9]))*\.?|[.,][0-9]+))` +
  String.raw`(?: *[eE] *(?<power>[+-]? *[0-9]+)| *[*xX] *10 *${exponentNamed("(?<raised>")})?)(?<rest>.*)`, "s");
const PLUS_MINUS = /\u00b1|^\+ ?\/? ?- ?[0-9.,]/;
const SUM = /[0-9.)] *(?:\*\*|[-+*/^]) *[-+(]*[0-9.]|[0-9] *[xX] *[0-9]|^\(|[0-9] *\(/;
const SEVERAL = /^ *(?:or|to|and|till|until|;|,|~|\||&)(?![A-Za-z])|^ +-?[0-9]/i;
const CALL = /^(?:ln|log|log10|exp|sqrt|sin|cos|tan|abs|pow)\b *\(?.*[0-9]/i;
const GROUPS = /^[1-9][0-9]{0,2}(?<mark>[.,' ])[0-9]{3}(?:\k<mark>[0-9]{3})*$/;
const GROUPS_AND_MARK = /^[1-9][0-9]{0,2}(?:(?<group>[.,' ])[0-9]{3})(?:\k<group>[0-9]{3})*(?<mark>[.,])[0-9]+$/;
const LARGEST_EXPONENT = 400;

function readNumber(text, decimalMark) {
  if (!text) return refusal("FMT_EMPTY");
  const match = NUMBER.exec(text);
  if (!match) return noNumber(text);
  const { sign: signed, decade, mantissa, power, raised, rest } = match.groups;
  const sign = signed === "" || signed === "+" ? "" : "-";
  const plain = decade ? ["1", ""] : settled(mantissa, decimalMark, sign);
  if (plain.refused) return plain;
  const [digits, assumed] = plain, exponent = decade || power || raised;
  const value = exactNumber(sign + digits, exponent);
  if (value.refused) return value;
  let shown = withMinusSign(decade ? sign : sign + digits);
  if (exponent) shown += (decade ? "" : "\u00d7") + powerOfTen(wholeOf(exponent));
  return [{ value, figures: figuresOf(digits), assumed, shown }, rest.trim()];
}

const wholeOf = (exponent) => parseInt(exponent.replace(/ /g, ""), 10);

function exactNumber(digits, exponent = "0") {
  if (exponent.replace(/ /g, "").replace(/^[-+0]+/, "").length > 4) return refusal("FMT_NOT_FINITE");
  const value = decimal(`${digits}e${wholeOf(exponent)}`), size = Math.abs(asFloat(value));
  const far = !isZero(value) && (Math.abs(adjusted(value)) >= LARGEST_EXPONENT || size < 2.3e-308);
  return far || size === Infinity ? refusal("FMT_NOT_FINITE") : value;
}

// Settle what the commas, points and spaces of a number mean, and name what had to be understood.
function settled(mantissa, decimalMark, sign) {
  if (/^[0-9]+$/.test(mantissa)) return [mantissa, ""];
  const mark = decimalMark === "comma" ? "," : ".", other = mark === "," ? "." : ",";
  const both = GROUPS_AND_MARK.exec(mantissa);
  if (both && both.groups.group !== both.groups.mark) {
    const at = mantissa.lastIndexOf(both.groups.mark);
    return [`${mantissa.slice(0, at).replace(/[^0-9]/g, "")}.${mantissa.slice(at + 1)}`, "thousands"];
  }
  const marks = mantissa.replace(/[0-9]/g, "");
  if (marks === mark) return [pointed(mantissa, mark), ""];
  const groups = GROUPS.test(mantissa);
  if (groups && marks.length > 1 && marks === other.repeat(marks.length)) return [mantissa.split(other).join(""), "thousands"];
  if (groups) return ambiguous(mantissa, marks[0], withMinusSign(sign));
  if (marks === other) return [pointed(mantissa, other), other === "," ? "comma" : "point"];
  return refusal("FMT_MALFORMED", { typed: visible(mantissa) });
}

function pointed(mantissa, mark) {
  const [whole, , part] = cutAt(mantissa, mark);
  return part ? `${whole || "0"}.${part}` : whole;
}

function ambiguous(mantissa, mark, sign) {
  const [head, ...tail] = mantissa.split(mark);
  const [one, other] = [`${head}.${tail.join("")}`, head + tail.join("")];
  return refusal("FMT_AMBIGUOUS_SEPARATOR", { typed: sign + mantissa, one: sign + one, other: sign + other });
}

// Count significant figures, fewest and most: the zeros of 1200 may or may not count.
function figuresOf(digits) {
  const [whole, point, part] = cutAt(digits, ".");
  const counted = (whole + part).replace(/^0+/, "");
  return [point ? counted.length : counted.replace(/0+$/, "").length, counted.length];
}

function noNumber(text) {
  const typed = { typed: visible(text) };
  if (PLUS_MINUS.test(text)) return refusal("FMT_MULTIPLE_VALUES", typed);
  if (/^[-+*/^.,' ]{2,}[0-9]/.test(text)) return refusal("FMT_MALFORMED", typed);
  if (/[0-9]/.test(text) && (SUM.test(text) || CALL.test(text))) return refusal("FMT_EXPRESSION_NOT_ALLOWED", typed);
  return refusal("FMT_NO_NUMBER", typed);
}

// Say why a number with this text behind it, which is no unit, is not one answer.
function refuseRest(text, rest) {
  const typed = { typed: visible(text) };
  const several = /\u00b1|\+ ?\/ ?-/.test(rest) || /[0-9] *[;,] +[-+0-9]|[0-9];/.test(text);
  if (several) return refusal("FMT_MULTIPLE_VALUES", typed);
  if (/^[-+*/^(]/.test(rest) && /[0-9]/.test(rest)) return refusal("FMT_EXPRESSION_NOT_ALLOWED", typed);
  if (SEVERAL.test(" " + rest) || /\b(?:or|to|and)\b.*[0-9]|[;,].*[0-9]/.test(rest)) return refusal("FMT_MULTIPLE_VALUES", typed);
  if (/^[-0-9.,'_+*/^=<>]/.test(rest)) return refusal("FMT_MALFORMED", typed);
  if (SUM.test(text)) return refusal("FMT_EXPRESSION_NOT_ALLOWED", typed);
  return refusal("UNIT_UNKNOWN", { unit: visible(rest) });
}
