// Read how a part follows from earlier ones: values in SI, sources, a formula for a number or conditions for options.

function readCarried(given) {
  if (!given) return null;
  const formula = given.formula ? inSi(parseFormula(given.formula)) : null;
  const options = (given.options || []).map(([name, condition]) => [name, inSi(parseFormula(condition))]);
  return { values: new Map(Object.entries(given.values || {})), sources: Object.entries(given.from), formula, options, credit: given.credit ?? 0.75 };
}

// Replace quantities such as 5 mV by plain numbers in SI base units.
function inSi(node) {
  if (node.kind === "quantity") return { kind: "number", text: String(asFloat(siValue(decimal(node.text.toLowerCase()), knownUnit(node.unit)))) };
  const copy = { ...node };
  if (node.left) copy.left = inSi(node.left);
  if (node.right) copy.right = inSi(node.right);
  if (node.operand) copy.operand = inSi(node.operand);
  if (node.operands) copy.operands = node.operands.map(inSi);
  return copy;
}
