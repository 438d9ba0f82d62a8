// Exact decimal numbers, in the manner of Python's decimal with sixty digits: a sign, whole digits, a power of ten.

const PRECISION = 60;

function decimal(text) {
  const [, sign, whole, part = "", power = "0"] = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/.exec(text);
  return { negative: sign === "-", digits: BigInt(whole + part), exponent: Number(power) - part.length };
}

const ofFloat = (value) => decimal(String(value));
const ten = (power) => 10n ** BigInt(power);
const sizeOf = (number) => String(number.digits).length;
const isZero = (number) => number.digits === 0n;
const adjusted = (number) => sizeOf(number) + number.exponent - 1;
const opposite = (number) => ({ ...number, negative: !number.negative });
const magnitude = (number) => ({ ...number, negative: false });
const exactText = ({ negative, digits, exponent }) => `${negative ? "-" : ""}${digits}e${exponent}`;
const asFloat = (number) => Number(exactText(number));

// Round half to even, as Python does.
function rounded(number, precision = PRECISION) {
  const surplus = sizeOf(number) - precision;
  if (surplus <= 0) return number;
  const unit = ten(surplus), twice = (number.digits % unit) * 2n;
  let digits = number.digits / unit;
  if (twice > unit || (twice === unit && digits % 2n)) digits += 1n;
  return rounded({ ...number, digits, exponent: number.exponent + surplus }, precision);
}

function times(a, b) {
  return rounded({ negative: a.negative !== b.negative, digits: a.digits * b.digits, exponent: a.exponent + b.exponent });
}

function plus(a, b) {
  const exponent = Math.min(a.exponent, b.exponent);
  const [one, other] = [a, b].map((x) => x.digits * ten(x.exponent - exponent) * (x.negative ? -1n : 1n));
  const sum = one + other;
  return rounded({ negative: sum ? sum < 0n : a.negative && b.negative, digits: sum < 0n ? -sum : sum, exponent });
}

const minus = (a, b) => plus(a, opposite(b));

function compared(a, b) {
  const exponent = Math.min(a.exponent, b.exponent);
  const [one, other] = [a, b].map((x) => x.digits * ten(x.exponent - exponent) * (x.negative ? -1n : 1n));
  return one < other ? -1 : Number(one > other);
}

const isEqual = (a, b) => compared(a, b) === 0;

function over(a, b) {
  const shift = Math.max(0, PRECISION + 1 + sizeOf(b) - sizeOf(a)), ideal = a.exponent - b.exponent;
  const negative = a.negative !== b.negative, top = a.digits * ten(shift), rest = top % b.digits;
  if (isZero(a)) return { negative, digits: 0n, exponent: ideal };
  let digits = top / b.digits, exponent = ideal - shift;
  // what is lost below the last digit must not look like an exact half
  if (rest && digits % 5n === 0n) digits += 1n;
  for (; !rest && exponent < ideal && digits % 10n === 0n; exponent += 1) digits /= 10n;
  return rounded({ negative, digits, exponent });
}

function stripped(number) {
  let { digits, exponent } = number;
  if (!digits) return { ...number, exponent: 0 };
  for (; digits % 10n === 0n; exponent += 1) digits /= 10n;
  return { ...number, digits, exponent };
}

function plainDecimal({ negative, digits, exponent }) {
  const text = exponent > 0 ? String(digits * ten(exponent)) : String(digits).padStart(1 - exponent, "0");
  const at = text.length + Math.min(exponent, 0);
  return (negative ? "-" : "") + text.slice(0, at) + (exponent < 0 ? "." + text.slice(at) : "");
}

// Write a float as Python's format "g" does: six digits, no zeros behind.
function general(value) {
  const number = stripped(rounded(decimal(value.toPrecision(40)), 6)), power = adjusted(number);
  if (-5 < power && power < 6) return plainDecimal(number);
  const mantissa = plainDecimal({ ...number, exponent: number.exponent - power });
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
