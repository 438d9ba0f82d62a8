// Name what went wrong with a number: declared mistakes, sign, prefix, power of ten, near miss; two slips at most.

const GUESSES = [declared, signLost, prefixLost, mistakeAndSign, prefixAndSign, powerLost, nearMiss, mistakeAndPrefix];
const scaled = (value, power) => value * Number(`1e${power}`);
const slipOf = (code, message, credit = 0) => ({ code, message, credit });
const nearest = (found, value) => found.reduce((best, one) => (best && Math.abs(best.value - value) <= Math.abs(one.value - value) ? best : one), null);

// A number is { part, reading, value }.
function nameSlip(number) {
  for (const guess of GUESSES) {
    const slip = guess(number);
    if (slip) return slip;
  }
  return null;
}

function isKeyAt({ part }, value, narrow = false) {
  if (!Number.isFinite(value) || value === 0) return false;
  return windowsAt(part.secret, value).some((one) => one.code === KEY && one.low * one.high > 0 && (!narrow || isNarrow(one)));
}

function mistakeAt({ part }, value, narrow = false) {
  if (!Number.isFinite(value)) return null;
  return nearest(windowsAt(part.secret, value).filter((one) => one.code !== KEY && (!narrow || isNarrow(one))), value);
}

function declared(number) {
  const found = mistakeAt(number, number.value);
  if (!found || (number.part.signIsRatio && isKeyAt(number, -number.value))) return null;
  return slipOf(found.code, mistakeMessage(number.part, found), found.credit);
}

const mistakeMessage = ({ common }, { code, message }) => message || common.messages.get(code) || said(common, "MISTAKE", mistakeWords(code));

function signLost(number) {
  if (!isKeyAt(number, -number.value)) return null;
  return slipOf(SIGN, said(number.part.common, SIGN, {}, number.part.signIsRatio ? "SIGN_OR_RATIO_MERGED" : ""));
}

const prefixStep = (number, value) => PREFIX_STEPS.find((step) => isKeyAt(number, scaled(value, -step), true));

function prefixLost(number) {
  const step = prefixStep(number, number.value);
  return step ? slipOf("UNIT_PREFIX", prefixMessage(number, step)) : null;
}

// The step is the power of ten by which the value is too large.
function prefixMessage({ part, reading }, step) {
  const asked = part.asked.unit, typed = reading.unit, words = { factor: factorText(step), unit: asked.text };
  if (typed && !isEqual(typed.factor, asked.factor)) return said(part.common, "UNIT_PREFIX", { ...words, typed: typed.text });
  const meant = unitOfSize(asked, -step);
  if (!meant) return said(part.common, "UNIT_PREFIX", words, "UNIT_PREFIX_PLAIN");
  return said(part.common, "UNIT_PREFIX", { ...words, typed: meant }, typed ? "UNIT_PREFIX" : "UNIT_PREFIX_BARE");
}

function factorText(power) {
  const text = "1" + "0".repeat(Math.abs(power));
  return text === "1000" ? text : text.replace(/\B(?=(\d{3})+$)/g, " ");
}

const also = (number, code, words) => said(number.part.common, code, words);

function mistakeAndSign(number) {
  const found = number.value ? mistakeAt(number, -number.value) : null;
  if (!found || found.low * found.high <= 0) return null;
  return slipOf(`${found.code}+${SIGN}`, `${mistakeMessage(number.part, found)} ${also(number, "AND_SIGN")}`);
}

function prefixAndSign(number) {
  const step = prefixStep(number, -number.value);
  return step ? slipOf(`UNIT_PREFIX+${SIGN}`, `${prefixMessage(number, step)} ${also(number, "AND_SIGN")}`) : null;
}

function mistakeAndPrefix(number) {
  for (const step of number.value ? PREFIX_STEPS.slice(0, 2) : []) {
    const found = mistakeAt(number, scaled(number.value, -step), true);
    if (found) {
      const message = `${mistakeMessage(number.part, found)} ${also(number, "AND_PREFIX", { factor: factorText(step) })}`;
      return slipOf(`${found.code}+UNIT_PREFIX`, message);
    }
  }
  return null;
}

function powerLost(number) {
  const { value, part } = number, size = Math.abs(value);
  if (!value) return null;
  const turnedRound = size > 1e-150 ? [-2 * Math.floor(Math.log10(size))] : [];
  const isFound = [...OTHER_POWERS, ...turnedRound].some((power) => isKeyAt(number, scaled(value, power), true));
  return isFound ? slipOf("MAGNITUDE_POW10", said(part.common, "MAGNITUDE_POW10")) : null;
}

function nearMiss({ part, value }) {
  const isNear = keyWindowsNear(part.secret, value).some((found) => found.value === 0 || found.value * value > 0);
  return isNear ? slipOf("NEAR_MISS", said(part.common, "NEAR_MISS", { tolerance: toleranceText(part) })) : null;
}

// Say how far off an answer may be: 1 %, 0.5 mV, 1 % (or 0.5 mV).
function toleranceText({ tolerance: { relative, absolute }, asked }) {
  const distance = absolute ? withUnit(withMinusSign(general(absolute)), asked.unit) : "";
  const share = relative ? `${general(100 * relative)} %` : "";
  return share && distance ? `${share} (or ${distance})` : share || distance;
}
