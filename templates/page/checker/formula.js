// Read a formula into a tree and write it again; nothing is evaluated while it is read.

const TOKEN = /^\s*(?:(?<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?<name>[A-Za-z_\u0370-\u03ff][A-Za-z_0-9\u0370-\u03ff]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)|(?<unit>\[[^[\]]*\])|(?<op>\*\*|<=|>=|==|!=|[-+*/^()<>,=]))/;
const LOGIC_WORDS = ["and", "or", "not"];
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];
const isFunction = (name) => Object.keys(FUNCTIONS).includes(name);

// Errors of formulas carry a stable code, and a column that counts from 0.
function complain(message, column, code = "FMT_MALFORMED") {
  throw Object.assign(new Error(message), { column, code });
}

const parseFormula = (text) => readTree(text, null)[0];
const quoted = (text) => (text.includes("'") && !text.includes("\"") ? `"${text}"` : `'${text.replace(/['\\]/g, "\\$&")}'`);

// Quote one character as Python does.
function quotedCharacter(character) {
  if (isPrintable(character)) return quoted(character);
  const code = character.codePointAt(0), hex = code.toString(16);
  return code < 256 ? `'\\x${hex.padStart(2, "0")}'` : code < 65536 ? `'\\u${hex.padStart(4, "0")}'` : `'\\U${hex.padStart(8, "0")}'`;
}

function tokensOf(text) {
  const tokens = [], end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    const match = TOKEN.exec(text.slice(at));
    if (!match) {
      const column = text.length - text.slice(at).trimStart().length;
      complain(`unexpected ${quotedCharacter(String.fromCodePoint(text.codePointAt(column)))}`, column);
    }
    const [kind, found] = Object.entries(match.groups).find(([, one]) => one !== undefined);
    at += match[0].length;
    tokens.push({ kind, text: found, column: at - found.length });
  }
  return [...tokens, { kind: "end", text: "", column: end }];
}

// Cut RT into R and T where the whole is no name but its pieces are (longest first).
function splitToken(token, names) {
  const isWord = (text) => names.has(text) || isFunction(text) || text === "log";
  if (token.kind !== "name" || isWord(token.text)) return [token];
  const pieces = [];
  for (let at = 0; at < token.text.length; ) {
    let size = token.text.length - at;
    while (size && !isWord(token.text.slice(at, at + size))) size -= 1;
    if (!size) return [token];
    pieces.push({ kind: "name", text: token.text.slice(at, at + size), column: token.column + at });
    at += size;
  }
  return pieces;
}

// Read a text; names (null in the authors' dialect) are all that a student may use. Gives the tree, and true where a
// product was implied.
function readTree(text, names) {
  if ([...text].length > MAX_LENGTH) complain("the formula is too long", MAX_LENGTH, "FMT_TOO_LONG");
  const all = tokensOf(text), tokens = names ? all.flatMap((token) => splitToken(token, names)) : all;
  let at = 0, depth = 0, size = 0, isImplied = false;
  const here = () => tokens[at];
  const binary = (op, left, right) => ({ kind: "binary", op, left, right });

  function take(...ops) {
    const token = here();
    if ((token.kind !== "op" && token.kind !== "name") || !ops.includes(token.text)) return null;
    at += 1;
    return token;
  }

  function expect(op, message) {
    if (!take(op)) complain(message, here().column);
  }

  function counted() {
    size += 1;
    if (size > MAX_SIZE) complain(`more than ${MAX_SIZE} operations`, here().column, "FMT_TOO_LONG");
  }

  function deeper(token, read) {
    depth += 1;
    if (depth > MAX_DEPTH) complain(`more than ${MAX_DEPTH} levels of nesting`, token.column, "FMT_TOO_LONG");
    const found = read();
    depth -= 1;
    return found;
  }

  function whole(node) {
    const token = here(), found = quoted(token.text);
    if (token.kind === "end") return node;
    const isMissing = token.kind === "number" || (token.kind === "name" && !names);
    return complain(isMissing ? `an operator is missing before ${found}` : `unexpected ${found}`, token.column);
  }

  const condition = () => joined("or", () => joined("and", negation));

  function joined(word, operand) {
    const operands = [operand()];
    while (take(word)) {
      counted();
      operands.push(operand());
    }
    return operands.length === 1 ? operands[0] : { kind: "logic", op: word, operands };
  }

  function negation() {
    if (take("not")) return { kind: "logic", op: "not", operands: [deeper(here(), negation)] };
    const left = sum(), op = take(...COMPARISONS);
    return op ? { kind: "compare", op: op.text, left, right: sum() } : left;
  }

  function sum() {
    let node = product();
    for (let op = take("+", "-"); op; op = take("+", "-")) {
      counted();
      node = binary(op.text, node, product());
    }
    return node;
  }

  function product() {
    let node = implied();
    for (;;) {
      const op = take("*", "/");
      if (op) {
        counted();
        node = binary(op.text, node, implied(op.text === "/"));
      } else if (names && here().kind === "name" && isFunction(here().text)) {
        isImplied = true;
        node = binary("*", node, signed());
      } else return node;
    }
  }

  // Products without a sign bind tighter than "/"; only students write them. a/b(c) is anyone's guess.
  function implied(isBelow = false) {
    let node = signed();
    while (names && startsOperand()) {
      const { kind, text: found, column } = here();
      if (kind === "number") complain(`an operator is missing before ${quoted(found)}`, column);
      if (isBelow && found === "(") complain("a parenthesis after a fraction can be read in two ways", column, "FMT_AMBIGUOUS_PRODUCT");
      isImplied = true;
      counted();
      node = binary("*", node, power());
    }
    return node;
  }

  function startsOperand() {
    const { kind, text: found } = here();
    if (kind === "name") return !isFunction(found) && !LOGIC_WORDS.includes(found);
    return kind === "number" || (kind === "op" && found === "(");
  }

  // A sign, then a power: -x^2 is -(x^2).
  function signed() {
    const op = take("-", "+");
    if (!op) return power();
    const operand = deeper(op, signed);
    return op.text === "+" ? operand : { kind: "negate", operand };
  }

  function power() {
    const base = atom(), op = take("^", "**");
    return op ? binary("^", base, deeper(op, signed)) : base;
  }

  function atom() {
    const token = here();
    if (token.kind === "number" || (token.kind === "name" && !LOGIC_WORDS.includes(token.text))) {
      at += 1;
      return token.kind === "number" ? quantity(token) : symbol(token);
    }
    if (take("(")) return deeper(token, () => closed(names ? sum() : condition(), "'(' is not closed"));
    return complain(`a number, a symbol or '(' is missing before ${token.text ? quoted(token.text) : "the end"}`, token.column);
  }

  function closed(node, message) {
    expect(")", message);
    return node;
  }

  function quantity({ text: digits, column }) {
    const value = Number(digits), token = here();
    if (!(value > 1e-300 && value < 1e300) && value !== 0) complain(`the number ${digits.slice(0, 20)} is out of range`, column);
    const hasUnit = !names && (token.kind === "unit" || (token.kind === "name" && !LOGIC_WORDS.includes(token.text)));
    if (!hasUnit) return { kind: "number", text: digits };
    at += 1;
    return { kind: "quantity", text: digits, unit: token.kind === "unit" ? token.text.slice(1, -1).trim() : token.text };
  }

  function symbol(token) {
    const { text: name, column } = token;
    if (name === "log" && !(names && names.has("log"))) complain("write ln or log10", column, "FMT_AMBIGUOUS_LOG");
    if (isFunction(name)) return call(token);
    if (names && !names.has(name)) complain(`unknown name ${quoted(name)}`, column, "FMT_UNKNOWN_NAME");
    return { kind: "name", name };
  }

  function call(token) {
    const name = token.text, count = FUNCTIONS[name];
    if (!take("(")) {
      if (!names || count !== 1) complain(`${name} needs parentheses: ${name}(...)`, token.column);
      return { kind: "call", name, operands: [atomAlone(name)] };
    }
    const operands = deeper(token, () => {
      const found = [sum()];
      while (take(",")) found.push(sum());
      return closed(found, `${name}( is not closed`);
    });
    if (operands.length !== count) complain(`${name} takes ${count} value${count > 1 ? "s" : ""}, not ${operands.length}`, token.column);
    return { kind: "call", name, operands };
  }

  // "ln x" is clear; what "ln o/i" means is not.
  function atomAlone(name) {
    const token = here(), argument = deeper(token, atom);
    if (startsOperand() || ["*", "/", "^", "**"].includes(here().text)) complain(`put what ${name} is taken of in parentheses: ${name}(...)`, token.column);
    return argument;
  }

  const node = whole(names ? sum() : condition());
  return [node, isImplied];
}

const LEVELS = { or: 1, and: 2, not: 3, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8 };
const levelOf = ({ kind, op }) => (kind === "compare" ? 4 : kind === "negate" ? 7 : LEVELS[op] || 9);

// Print a tree as text that is read back to the same tree.
function writeTree(node) {
  const own = levelOf(node), { kind, op } = node;
  const wrapped = (inner, least) => (levelOf(inner) >= least ? writeTree(inner) : `(${writeTree(inner)})`);
  if (kind === "number") return node.text;
  if (kind === "quantity") return `${node.text} [${node.unit}]`;
  if (kind === "name") return node.name;
  if (kind === "call") return `${node.name}(${node.operands.map((one) => wrapped(one, 5)).join(", ")})`;
  if (kind === "negate") return "-" + wrapped(node.operand, own);
  if (kind === "logic") return op === "not" ? `not ${wrapped(node.operands[0], own)}` : node.operands.map((one) => wrapped(one, own + 1)).join(` ${op} `);
  if (op === "^") {
    const isNegative = node.right.kind === "negate";
    return `${wrapped(node.left, own + 1)}^${isNegative ? "-" : ""}${wrapped(isNegative ? node.right.operand : node.right, own)}`;
  }
  const space = own <= 5 ? " " : "";
  return wrapped(node.left, kind === "compare" ? own + 1 : own) + space + op + space + wrapped(node.right, own + 1);
}
