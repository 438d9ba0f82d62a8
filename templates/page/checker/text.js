// Bring typed text into one plain form before any grammar sees it: dashes, spaces, superscripts, times signs.

const LEVEL = "0123456789+-";
const RAISED_RUN = new RegExp(`[${RAISED}]+`, "g");
const MINUS_SIGN = "\u2212";

const refusal = (code, words = {}, readAs = "", form = "") => ({ refused: true, code, words, readAs, form });

function plainText(response) {
  if (response.length > 2 * MAX_TYPED || [...response].length > MAX_TYPED) return refusal("FMT_TOO_LONG", { limit: MAX_TYPED });
  const seen = [...response].filter((character) => !INVISIBLE.includes(character)).join("");
  const control = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}]/u.exec(seen);
  if (control) {
    const number = control[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return refusal("FMT_CONTROL_CHARACTER", { character: `U+${number}` });
  }
  // superscripts first: compatibility forms would turn a raised -20 into -20
  return folded(folded(seen.replace(RAISED_RUN, levelled)).normalize("NFKC")).replace(/\s+/g, " ").trim();
}

const folded = (text) => text.replace(/[^\0-\x7f]/g, (character) => FOLDED[character] || character);

function levelled(run) {
  const text = run.replace(/./g, (character) => LEVEL[RAISED.indexOf(character)]);
  return /\d/.test(text) ? "^" + text : text;
}

const isPrintable = (character) => character === " " || !/[\p{C}\p{Z}]/u.test(character);

function visible(text, limit = 40) {
  const shown = [...text].slice(0, limit + 1).filter(isPrintable);
  return shown.length <= limit ? shown.join("") : shown.slice(0, limit - 1).join("") + "\u2026";
}

const powerOfTen = (exponent) => "10" + String(exponent).replace(/./g, (character) => RAISED[LEVEL.indexOf(character)]);
const withMinusSign = (text) => text.replace(/-/g, MINUS_SIGN);

// Take single characters off both ends.
function stripOff(text, characters) {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text[start])) start += 1;
  while (end > start && characters.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

// Cut a text in two at the first mark; all of it is the head where there is none.
function cutAt(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, false, ""] : [text.slice(0, at), true, text.slice(at + mark.length)];
}
