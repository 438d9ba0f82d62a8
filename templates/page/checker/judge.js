// Judge one typed answer: key, part, text -> verdict.

// Check what was typed as the answer to a part; earlier holds the texts typed for other parts, by part.
function check(key, partName, response, earlier) {
  const given = earlier || {}, part = partOf(key, partName), text = String(response ?? ""), { kind } = part.common;
  if (NUMBERS.includes(kind)) return judgeNumber(part, text, () => carriedNumber(key, part, given));
  if (kind === "formula") return judgeFormula(part, text);
  if (kind === "ranking") return judgeRanking(part, text);
  if (kind === "several") return judgeChoices(part, text);
  if (kind === "true_false") return judgeTruth(part, text);
  const read = kind === "direction" ? readDirection : readChoice;
  return judgeOne(part, read(text, part.options), () => carriedOption(key, part, given));
}

// Say in a word or two how a part is answered.
function howTo(key, partName) {
  const { common: { kind }, asked, options, items, sign, ranges } = partOf(key, partName);
  if (asked) return (kind === "integer" ? "a whole number" : "a number") + (asked.unit.text === "1" ? "" : ` in ${asked.unit.text}`);
  if (ranges) return `a formula in ${[...ranges.keys()].join(", ")}`;
  if (items) return `an order such as A ${sign} B ${sign} C, of ${items.map(textOf).join(", ")}`;
  if (kind === "direction") return options.map(({ name }) => name).join(" or ");
  const start = kind === "several" ? "one or more of " : kind === "true_false" ? "true or false, and a reason of " : "";
  return options.length ? start + listed(options) : "true or false";
}
