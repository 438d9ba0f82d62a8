// The self-check page: what happens when somebody types, checks, asks for a hint or practises.
// Needs the globals `problemgen` of checker/*.js and `inflate` of boot.js. No text over several lines: indentation is taken out of the page.
(() => {
"use strict";
const WORDS = { CORRECT: "Correct", PARTIAL: "Partly correct", INCORRECT: "Not correct", INVALID: "Not graded" };
const MARKS = { CORRECT: "✓", PARTIAL: "½", INCORRECT: "✗", INVALID: "?" };
const TYPING = { inputmode: "text", enterkeyhint: "go", autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false" };
const KEYS = [["−", "minus sign"], ["×10^", "times ten to the power"], ["µ", "micro"]];
const OWN = 0; // the round of the sheet itself; practice counts from 1

const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const data = JSON.parse(byId("data").textContent);
const main = byId("problems");
const own = all(".body", main); // the bodies of the sheet's own problems
const store = `problemgen ${data.sheet}`;

let kept = { round: OWN, rounds: {} }; // by round and part: what was typed, what was checked, how many tries and hints
let last = null; // the text that the browser keeps, as far as this tab knows
let practice = null; // by problem: variants as [html, entries of the key]
let key = null;

// --- making elements

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function tell(text) {
  byId("notice").textContent = text;
}

// --- what is kept in the browser

function load() {
  try {
    last = localStorage.getItem(store);
    const found = JSON.parse(last);
    if (!found || typeof found.rounds !== "object" || !found.rounds) return;
    kept = { round: Number.isInteger(found.round) && found.round > 0 ? found.round : OWN, rounds: sound(found.rounds) };
    if (found.version !== data.version) forgetVerdicts();
  } catch { /* blocked or damaged: begin afresh; saving tells */ }
}

function sound(rounds) { // other pages of this browser may write here too: take nothing but texts and numbers
  const entry = ({ response, checked, graded, tries, hints, verdict }) => {
    const texts = ["verdict", "code", "message", "read_as"].every((name) => typeof verdict?.[name] === "string");
    const whole = texts && verdict.verdict in WORDS && Number.isFinite(verdict.score);
    return {
      response: String(response ?? ""), checked, graded, tries: Number(tries) || 0, hints: Number(hints) || 0,
      ...(whole ? { verdict } : {}),
    };
  };
  const all = (round) => Object.fromEntries(Object.entries(round ?? {}).map(([name, each]) => [name, entry(each ?? {})]));
  return Object.fromEntries(Object.entries(rounds).map(([round, entries]) => [round, all(entries)]));
}

function forgetVerdicts() { // the sheet was made again with other numbers
  kept = { round: OWN, rounds: { [OWN]: kept.rounds[OWN] ?? {} } };
  for (const entry of Object.values(kept.rounds[OWN])) delete entry.verdict;
}

let told = false;
function save() {
  try {
    const text = JSON.stringify({ version: data.version, ...kept });
    localStorage.setItem(store, text);
    last = text;
  } catch {
    if (!told) tell("This browser keeps nothing for this page (storage is blocked or full): your answers last until you close it.");
    told = true;
  }
}

function freshen() { // the page is open in another tab too, and somebody worked there: what is shown here must not overwrite it
  try {
    const text = localStorage.getItem(store), { round } = kept;
    if (text === last || (text !== null && JSON.parse(text)?.version !== data.version)) return;
    if (text === null) [last, kept.rounds] = [null, {}];
    else load();
    kept.round = round;
  } catch { return; /* blocked or damaged: this tab goes its own way */ }
  display();
}

function entryOf(name) {
  const round = (kept.rounds[kept.round] ??= {});
  return (round[name] ??= { response: "", tries: 0, hints: 0 });
}

// --- answers: from the page, and back into it

const parts = () => all(".part", main);
const field = (part) => part.querySelector("input[type=text]");
const boxes = (part) => all("input:not([type=text])", part);

function responseOf(part) { // as the checker reads it: text, a letter, letters, or none
  return field(part)?.value ?? boxes(part).filter((box) => box.checked).map((box) => box.value).join(", ");
}

function putBack(part, response) {
  const input = field(part);
  if (input) input.value = response;
  else for (const box of boxes(part)) box.checked = response.split(", ").includes(box.value);
}

function given(except) { // earlier answers, on which a part may build
  const found = {};
  for (const part of parts()) {
    const response = responseOf(part);
    if (part !== except && response) found[part.dataset.part] = response;
  }
  return found;
}

// --- checking

function check(part) {
  const name = part.dataset.part, entry = entryOf(name), response = responseOf(part);
  const verdict = problemgen.check(key, name, response, given(part));
  if (verdict.verdict !== "INVALID" && response !== entry.graded) {
    entry.tries += 1;
    entry.graded = response;
  }
  Object.assign(entry, { response, checked: response, verdict });
  show(part, verdict);
  all(".part", part.parentElement).forEach((other) => { if (other !== part) judgeAgain(other); });
  count();
  save();
}

function judgeAgain(part) { // what was judged by an earlier answer is judged by the new one
  const name = part.dataset.part, entry = entryOf(name), response = responseOf(part);
  if (entry.checked !== response || !["PARTIAL", "INCORRECT"].includes(entry.verdict?.verdict)) return;
  const verdict = problemgen.check(key, name, response, given(part));
  if (verdict.code === entry.verdict.code) return;
  entry.verdict = verdict;
  show(part, verdict);
}

function show(part, verdict) {
  const say = part.querySelector(".say"), word = WORDS[verdict?.verdict];
  const invalid = verdict?.verdict === "INVALID";
  for (const name of ["verdict", "code", "score"]) word ? say.dataset[name] = verdict[name] : delete say.dataset[name];
  part.dataset.tries = entryOf(part.dataset.part).tries;
  field(part)?.[invalid && responseOf(part) ? "setAttribute" : "removeAttribute"]("aria-invalid", "true");
  say.replaceChildren();
  if (!word) return;
  const { message, read_as } = verdict;
  say.append(element("span", { class: "mark", "aria-hidden": "true" }, MARKS[verdict.verdict]));
  if (!message.startsWith(word)) say.append(element("b", {}, `${word}. `));
  say.append(element("span", { class: "message" }, message));
  if (read_as && !message.includes(read_as)) say.append(" ", element("span", { class: "read" }, `Read as ${read_as}`));
}

function count() { // how many parts are right, in all and by problem
  const right = (part) => part.querySelector(".say").dataset.verdict === "CORRECT";
  const of = parts(), done = of.filter(right).length;
  byId("score").textContent = `${done} of ${of.length} parts right`;
  all(".problem", main).forEach((problem, at) => {
    const asked = all(".part", problem), link = all("#places a")[at];
    const whole = asked.length > 0 && asked.every(right);
    link.classList.toggle("all", whole);
    link.replaceChildren(link.textContent.split(":")[0], ...(whole ? [element("span", {}, ": all right")] : []));
  });
}

// --- hints, one more at each press

function showHints(part, many) {
  const list = part.querySelector(".hints"), button = part.querySelector("[data-do=hint]");
  if (!list) return;
  const hints = [...list.children], left = hints.length - many;
  hints.forEach((hint, at) => { hint.hidden = at >= many; });
  list.hidden = many === 0;
  button.textContent = left > 0 ? `Hint ${many + 1} of ${hints.length}` : "All hints shown";
  button.setAttribute("aria-disabled", String(left <= 0)); // not disabled: the focus stays where it is
}

function hint(part) {
  const entry = entryOf(part.dataset.part);
  entry.hints = Math.min(entry.hints + 1, part.querySelector(".hints").children.length);
  showHints(part, entry.hints);
  save();
}

// --- buttons that a part gets

function furnish(part) {
  const input = field(part), hints = part.querySelector(".hints"), { part: name, kind } = part.dataset;
  const say = element("p", { class: "say", id: `say-${name}` });
  let described = `ask-${name} ${say.id}`;
  part.querySelector(".ask").id = `ask-${name}`;
  if (input) {
    for (const [attribute, value] of Object.entries(TYPING)) input.setAttribute(attribute, value);
    input.parentElement.append(keys(part));
  }
  if (["formula", "ranking"].includes(kind)) {
    input.parentElement.before(element("span", { class: "how", id: `how-${name}` }, ` ${problemgen.howTo(key, name)}`));
    described += ` how-${name}`;
  }
  (input ?? part.querySelector("fieldset")).setAttribute("aria-describedby", described);
  const check = element("button", { type: "submit" }, "Check", element("span", { class: "far" }, ` ${name}`));
  const buttons = element("div", { class: "buttons" }, check);
  if (hints) {
    hints.id = `hints-${name}`;
    buttons.append(element("button", { type: "button", "data-do": "hint", "aria-controls": hints.id }));
  }
  input ? input.parentElement.append(...buttons.children) : part.querySelector("fieldset").after(buttons);
  hints ? hints.before(say) : part.append(say);
}

function keys(part) { // what phones hide, or items to put in order; left out of the tab order, since all of it can be typed
  const { sign, items } = field(part).parentElement.dataset;
  const offered = items ? items.split("|").map((item) => [item, `add ${item}`]) : part.dataset.kind === "number" ? KEYS : [];
  const made = offered.map(([text, label]) =>
    element("button", { type: "button", tabindex: "-1", "data-do": "type", "data-text": text, "data-sign": sign ?? "", "aria-label": label }, text));
  return element("span", { class: "keys" }, ...made);
}

function type(part, { text, sign }) {
  const input = field(part);
  if (sign) input.value = input.value.trim() ? `${input.value.trim()} ${sign} ${text}` : text;
  else input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.focus();
  remember(part);
}

function remember(part) {
  entryOf(part.dataset.part).response = responseOf(part);
  save();
}

function noneOrSome(part, changed) { // "none of these" and a choice exclude one another
  if (part.dataset.kind !== "several" || !changed.checked) return;
  for (const box of boxes(part)) if ((box.value === "none") !== (changed.value === "none")) box.checked = false;
}

// --- own sheet and practice

function openPractice() {
  const { salt, box } = JSON.parse(byId("practice").textContent);
  practice ??= JSON.parse(inflate(problemgen.uncover(salt, box)));
}

const rounds = () => Math.max(0, ...practice.map((variants) => variants.length));
const chosen = (variants) => variants[(kept.round - 1) % variants.length]; // the few of a small space come again

function bodies() {
  if (kept.round === OWN) return own;
  return practice.map((variants) => {
    const body = element("div", { class: "body" });
    if (variants.length) body.innerHTML = chosen(variants)[0];
    else body.append(element("p", {}, "There are no other numbers for this problem."));
    return body;
  });
}

function practiceKey() {
  const entries = practice.filter((variants) => variants.length).map((variants) => chosen(variants)[1]);
  return { format: "problemgen-key/1", title: "", ...data.judging, parts: Object.assign({}, ...entries) };
}

function display() { // the round that is kept
  const practising = kept.round !== OWN;
  key = problemgen.readKey(practising ? practiceKey() : data.key);
  const now = all(".body", main);
  bodies().forEach((body, at) => now[at] !== body && now[at].replaceWith(body));
  document.body.classList.toggle("practice", practising);
  for (const part of parts()) {
    if (!part.querySelector(".say")) furnish(part);
    const entry = entryOf(part.dataset.part);
    putBack(part, entry.response);
    show(part, entry.checked === entry.response ? entry.verdict : null);
    showHints(part, entry.hints);
    setTimeout(() => part.querySelector(".say").setAttribute("role", "status")); // what is there already is not announced
    setTimeout(() => part.querySelector(".hints")?.setAttribute("aria-live", "polite"));
  }
  const practise = document.querySelector("[data-do=practise]");
  practise.textContent = practising ? "Other numbers" : "Practise with new numbers";
  practise.hidden = !byId("practice").textContent;
  document.querySelector("[data-do=own]").hidden = !practising;
  count();
  reachable();
}

function practise() {
  openPractice();
  kept.round = (kept.round % rounds()) + 1;
  display();
  tell(`Practice: new numbers, set ${kept.round} of ${rounds()}. They do not count; the answers to your own sheet are kept.`);
  save();
}

function backToOwn() {
  kept.round = OWN;
  display();
  tell("This is your own sheet again.");
  document.querySelector("[data-do=practise]").focus();
  save();
}

function again() {
  if (!confirm("Start over? All answers that are kept for this page go away.")) return;
  kept = { round: OWN, rounds: {} };
  try { localStorage.removeItem(store); last = null; } catch { /* blocked: nothing is there */ }
  display();
  tell("All answers are gone; begin anew.");
}

// --- boxes that scroll can be reached by keyboard

function reachable() {
  for (const box of all(".scroll, .body p:not(.say), .body li, fieldset label > span")) {
    const what = box.querySelector("table") ? "table" : "formula", named = box.matches(".scroll");
    const attributes = { tabindex: "0", ...(named ? { role: "region", "aria-label": `${what}, scrolls sideways` } : {}) };
    const scrolls = box.scrollWidth > box.clientWidth + 1;
    for (const [name, value] of Object.entries(attributes)) scrolls ? box.setAttribute(name, value) : box.removeAttribute(name);
  }
}

// --- beginning

const ACTIONS = { hint, practise, own: backToOwn, print: () => window.print(), again };

document.addEventListener("submit", (event) => {
  event.preventDefault();
  check(event.target);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const part = button.closest(".part");
  if (button.dataset.do === "type") type(part, button.dataset);
  else ACTIONS[button.dataset.do](part);
});
document.addEventListener("input", (event) => {
  const part = event.target.closest(".part");
  if (event.target.type === "checkbox") noneOrSome(part, event.target);
  remember(part);
});
document.addEventListener("mousedown", (event) => { // the box keeps the focus, and a phone its keyboard
  if (event.target.closest("[data-do=type]")) event.preventDefault();
});
addEventListener("resize", reachable);
addEventListener("storage", freshen);
document.addEventListener("visibilitychange", () => { if (!document.hidden) freshen(); });

load();
byId("tools").hidden = false;
if (!byId("practice").textContent) kept.round = OWN;
if (kept.round !== OWN) openPractice();
if (kept.round !== OWN && kept.round > rounds()) kept.round = OWN;
display();
if (kept.round !== OWN) tell("Practice goes on where you left it. The answers to your own sheet are kept.");
save();
})();
