// Opens pages from files in one headless Chromium, does what is asked there step by step, and tells what came of it.
//   node visits.mjs CHROMIUM < visits.json > visited.json
// Reads  [{"path", "width", "height", "scheme", "touch", "storage", "steps": [[verb, ...arguments], ...]}, ...]
// Writes [{"results": [what each step gave], "requests": [addresses asked for], "problems": [complaints], "error"}, ...]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PATIENCE = 10000; // milliseconds for anything that a page does
const REFUSING = { // what a browser does whose storage is switched off, or full
  blocked: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }),
  full: () => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; },
};

const FOCUSED = `(() => {
  const at = document.activeElement, name = at.closest(".part")?.dataset.part ?? "";
  return { name, type: at.type ?? at.tagName.toLowerCase(), value: at.value ?? "", text: at.innerText };
})()`;

// Answers where the focus is, by keys; tells whether the answer is whole and was sent.
async function fillIn(page, type, value, answer) {
  const { keyboard } = page, letters = answer.split(", ");
  if (type === "text") await keyboard.type(answer);
  else if (type === "radio") {
    for (let at = "a".charCodeAt(0); at < answer.charCodeAt(0); at += 1) await keyboard.press("ArrowDown");
    if (answer === "a") await keyboard.press("Space");
  } else if (type === "checkbox") {
    if (letters.includes(value)) await keyboard.press("Space");
    if (value !== letters.at(-1)) return false;
  } else return false;
  await keyboard.press("Enter");
  return true;
}

const part = (page, name) => page.locator(`[data-part="${name}"]`);

const VERBS = {
  // types or chooses an answer, checks it, and gives the feedback as it is seen
  async answer(page, name, response) {
    const form = part(page, name), field = form.locator("input[type=text]");
    if (await field.count()) {
      await field.fill(response);
      await field.press("Enter");
    } else {
      for (const box of await form.locator("input[type=checkbox]").all()) await box.uncheck();
      for (const letter of response.split(", ")) await form.locator(`input[value="${letter}"]`).check();
      await form.getByRole("button", { name: "Check" }).click();
    }
    return VERBS.feedback(page, name);
  },
  feedback: (page, name) => part(page, name).locator(".say").evaluate((say) => ({
    ...say.dataset, tries: say.closest(".part").dataset.tries, text: say.innerText,
    message: say.querySelector(".message")?.textContent ?? "", read: say.querySelector(".read")?.textContent ?? "",
  })),
  // works through parts by keyboard alone: Tab to each, type or choose, Enter; tells the stops on the way
  async work(page, answers) {
    const stops = [], left = new Map(Object.entries(answers));
    while (left.size && stops.length < 500) {
      await page.keyboard.press("Tab");
      const { name, type, value, text } = await page.evaluate(FOCUSED);
      stops.push([name, type, text]);
      if (left.has(name) && await fillIn(page, type, value, left.get(name))) left.delete(name);
    }
    return stops;
  },
  press: (page, ...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve()),
  type: (page, text) => page.keyboard.type(text),
  click: (page, selector) => page.click(selector),
  read: (page, selector) => page.locator(selector).allInnerTexts(),
  run: (page, code) => page.evaluate(code),
  focused: (page) => page.evaluate(FOCUSED),
  reload: (page) => page.reload(),
  media: (page, options) => page.emulateMedia(options),
  size: (page, width, height) => page.setViewportSize({ width, height }),
  wait: (page, selector) => page.waitForSelector(selector).then(() => null),
  shot: (page, path) => page.screenshot({ path, fullPage: true }).then(() => null),
  tap: (page, selector) => page.tap(selector),
  async elsewhere(page, ...steps) { // does steps in another tab with the same page
    const other = await page.context().newPage();
    await other.goto(page.url());
    for (const [verb, ...given] of steps) await VERBS[verb](other, ...given);
    await other.close();
  },
  async axe(page) { // what a checker of accessibility finds
    await page.evaluate(AXE);
    return page.evaluate(async (values) => {
      const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values } });
      const told = ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join("; ")}`;
      return { violations: violations.map(told) };
    }, RULES);
  },
};

async function visit(browser, { path, width, height, scheme, touch, storage, steps }) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, hasTouch: touch, isMobile: touch, reducedMotion: "reduce", offline: true,
  });
  const page = await context.newPage(), visited = { results: [], requests: [], problems: [], error: null };
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => visited.problems.push(`error: ${error.message}`));
  page.on("console", (message) => visited.problems.push(`${message.type()}: ${message.text()}`));
  page.on("request", (request) => visited.requests.push(request.url()));
  page.on("dialog", (dialog) => dialog.accept());
  if (REFUSING[storage]) await page.addInitScript(REFUSING[storage]);
  try {
    await page.goto(pathToFileURL(path).href);
    for (const [verb, ...given] of steps) visited.results.push((await VERBS[verb](page, ...given)) ?? null);
  } catch (error) {
    visited.error = `step ${visited.results.length}: ${String(error.message).split("\n")[0]}`;
  }
  await context.close();
  return visited;
}

const browser = await chromium.launch({ executablePath: process.argv[2] });
try {
  const done = [];
  for (const each of JSON.parse(readFileSync(0, "utf8"))) done.push(await visit(browser, each));
  process.stdout.write(JSON.stringify(done));
} finally {
  await browser.close();
}
