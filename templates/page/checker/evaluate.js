// Evaluate a formula tree on floats; a step that is not finite has no value.

const UNDEFINED = new Error("no value");
const FUNCTION_VALUES = {
  ln: Math.log, log10: Math.log10, exp: Math.exp, sqrt: Math.sqrt, abs: Math.abs, sign: Math.sign,
  ceil: Math.ceil, floor: Math.floor, min: Math.min, max: Math.max,
};
const OPERATIONS = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "^": (a, b) => a ** b };
const COMPARED = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "==": (a, b) => a === b, "!=": (a, b) => a !== b };

// Give the value of a formula; values is a Map. Throws where any step is not finite.
function evaluate(node, values) {
  const value = stepOf(node, values);
  if (!Number.isFinite(value)) throw UNDEFINED;
  return value;
}

function stepOf(node, values) {
  const { kind, op } = node, of = (inner) => evaluate(inner, values);
  if (kind === "number") return Number(node.text);
  if (kind === "name") return values.get(node.name);
  if (kind === "negate") return -of(node.operand);
  if (kind === "binary") return OPERATIONS[op](of(node.left), of(node.right));
  if (kind === "call") return FUNCTION_VALUES[node.name](...node.operands.map(of));
  return Number(holds(node, values));
}

// Tell whether a condition is true.
function holds(node, values) {
  const { kind, op, operands } = node;
  if (kind === "compare") return COMPARED[op](evaluate(node.left, values), evaluate(node.right, values));
  if (kind !== "logic") return evaluate(node, values) !== 0;
  if (op === "not") return !holds(operands[0], values);
  return op === "and" ? operands.every((one) => holds(one, values)) : operands.some((one) => holds(one, values));
}

// Give what a function gives, or null where it has no value.
function valueOrNull(give) {
  try {
    return give();
  } catch {
    return null;
  }
}
