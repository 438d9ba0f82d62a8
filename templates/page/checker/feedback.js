// Make verdicts: a code and its words -> the sentence for this part, telling as much as the part's feedback allows.

const MISTAKE = "MISTAKE:", SIGN = "SIGN_OR_RATIO";

function sentence(code, words, language) {
  const catalogue = CATALOGUES[language] || CATALOGUES.en;
  return (catalogue[code] || CATALOGUES.en[code] || code).replace(/{(\w+)}/g, (_, name) => words[name] ?? "");
}

const verdictOf = (verdict, code, score, message, shown) => ({ verdict, code, score, message, read_as: shown });
const isTelling = (code) => code.startsWith(MISTAKE) || TELLING.includes(cutAt(code, "+")[0]);

function said(common, code, words = {}, form = "") {
  const own = common.messages.get(code);
  return own === undefined ? sentence(form || code, words, common.language) : own;
}

const right = (common, code, shown, words, form) => verdictOf("CORRECT", code, 1, said(common, code, words, form), shown);
const partly = (common, code, score, shown, words, form) => wrong(common, code, shown, said(common, code, words, form), score);

// Give no marks, or some where the slip earns credit; plain feedback does not say which slip.
function wrong(common, code, shown, message = "", score = 0) {
  const verdict = score > 0 ? "PARTIAL" : "INCORRECT";
  if (common.feedback === "plain" && (isTelling(code) || code === "GENERIC")) {
    return verdictOf(verdict, "GENERIC", score, said(common, "GENERIC"), shown);
  }
  return verdictOf(verdict, code, score, message || said(common, code), shown);
}

function notGraded(common, refused, example = "") {
  const words = { example, ...refused.words };
  const message = sentence("NOT_GRADED", words, common.language) + said(common, refused.code, words, refused.form);
  return verdictOf("INVALID", refused.code, 0, message, refused.readAs);
}

const mistakeWords = (code) => ({ mistake: code.slice(MISTAKE.length).replace(/_/g, " ") });
