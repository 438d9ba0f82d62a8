// An author's session with the live preview in headless Chromium: real saves, real keys, real clicks.
//   node session.mjs CHROMIUM URL BANK > facts.json
// Writes what was seen, step by step, as one JSON object; the tests say what it should be.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../players/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [program, url, bank] = process.argv.slice(2);
const forward = join(bank, "problems/nernst/forward.yaml");
const good = readFileSync(forward, "utf8");
const facts = { complaints: [], foreign: [], axe: {}, sideways: {} };

function listen(page) {
  page.on("pageerror", (error) => facts.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) facts.complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("request", (request) => { if (!request.url().startsWith(url) && !request.url().startsWith("about:")) facts.foreign.push(request.url()); });
}

const settled = (page) => page.waitForFunction(() => !document.querySelector("[data-load]"));
const heading = (page) => page.textContent("h1");
const news = (page) => page.textContent("#news");
const says = (page, words) => page.waitForFunction((text) => document.querySelector("main").textContent.includes(text), words);
const title = (page, text) => page.waitForFunction((wanted) => document.querySelector("h1").textContent === wanted, text);
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);
const seen = (page) => page.evaluate(() => [...document.querySelectorAll(".paper img")].map((image) => image.naturalWidth > 100));

async function saving(page) { // what a save changes, and what it leaves
  await page.goto(`${url}problem/nernst.forward?tab=key&index=5`);
  await settled(page);
  facts.first = { heading: await heading(page), pages: await seen(page) };
  await page.evaluate(() => { scrollTo(0, 300); document.querySelector("#search").value = "nernst"; window.kept = "yes"; });
  writeFileSync(forward, good.replace("title: Equilibrium potential", "title: Equilibrium voltage"));
  await title(page, "Equilibrium voltage of one ion");
  await settled(page);
  facts.saved = {
    ...query(page), scroll: await page.evaluate(() => scrollY), search: await page.inputValue("#search"),
    kept: await page.evaluate(() => window.kept), news: await news(page), pages: await seen(page),
    tab: await page.textContent(".tabs [aria-current]"), documentTitle: await page.title(),
  };
  await page.fill("#search", "");
  await page.fill("#index", "7");
  writeFileSync(forward, good);
  await title(page, "Equilibrium potential of one ion");
  facts.typing = { value: await page.inputValue("#index"), focus: await page.evaluate(() => document.activeElement.id) };
  await page.keyboard.press("Enter");
  await page.waitForURL(/index=7/);
  facts.entered = query(page);
}

async function breaking(page) { // deliberate mistakes, and their mending
  await page.goto(`${url}problem/nernst.forward?tab=worksheet&index=5`);
  writeFileSync(forward, good.replace("{row: concentrations}", "{row: concentratons}"));
  await says(page, "did you mean 'concentrations'?");
  facts.broken = {
    place: await page.textContent(".trouble .place"), marked: await page.textContent(".trouble mark"), pages: await seen(page),
    state: await page.textContent("#list [aria-current] .state"), old: await page.locator(".old").count(),
    index: query(page).index,
  };
  await page.waitForFunction(() => document.querySelector("#news").textContent.includes("error"));
  facts.brokenNews = await news(page);
  facts.axe.broken = await axe(page);
  writeFileSync(forward, good.slice(0, 300));
  await page.waitForFunction(() => !document.querySelector("main").textContent.includes("concentratons"));
  facts.half = await page.textContent(".trouble h2");
  writeFileSync(forward, good.replace("expect: {E: -82.6 mV", "expect: {E: -81.6 mV"));
  await says(page, "golden case 1: E is -82.6 mV, not -81.6 mV");
  facts.finding = { place: await page.textContent(".trouble .place"), old: await page.locator(".old").count() };
  writeFileSync(forward, good);
  await page.waitForFunction(() => !document.querySelector(".trouble"));
  await settled(page);
  facts.mended = { pages: await seen(page), state: await page.locator("#list [aria-current] .state").count() };
  const head = join(bank, "bank.yaml"), before = readFileSync(head, "utf8");
  writeFileSync(head, `${before}oops: [1\n`);
  await says(page, "The bank cannot be read");
  facts.bank = { pages: await seen(page) };
  writeFileSync(head, before);
  await page.waitForFunction(() => !document.querySelector(".trouble"));
}

async function files(page) { // problems that come and go
  await page.goto(`${url}problem/nernst.forward`);
  const folder = join(bank, "problems/fresh");
  mkdirSync(folder);
  writeFileSync(join(folder, "new.yaml"), good.replace("title: Equilibrium potential of one ion", "title: A new one"));
  await page.waitForSelector('#list a[data-id="fresh.new"]');
  await page.click('#list a[data-id="fresh.new"]');
  await title(page, "A new one");
  facts.fresh = { path: new URL(page.url()).pathname, focus: await page.evaluate(() => document.activeElement.id) };
  rmSync(folder, { recursive: true });
  await says(page, "there is no problem 'fresh.new'");
  facts.gone = { listed: await page.locator('#list a[data-id="fresh.new"]').count() };
}

async function looking(page) { // tabs, variants and search by clicks and keys
  await page.goto(`${url}problem/nernst.forward?index=5`);
  await settled(page);
  for (const tab of ["Key", "Self-check", "Variants", "Distributions", "Mistakes", "Worksheet"]) {
    await page.click(`.tabs >> text="${tab}"`);
    await page.waitForFunction((name) => document.querySelector(".tabs [aria-current]").textContent === name, tab);
    await settled(page);
    facts[`tab ${tab}`] = {
      ...query(page), text: (await page.innerText(".tab")).slice(0, 4000), focus: await page.evaluate(() => document.activeElement.textContent),
      drawings: await page.locator(".tab svg[role=img]").count(), columns: await page.locator(".strip thead a").count(),
    };
    if (tab === "Self-check") {
      const frame = page.frameLocator("iframe");
      await frame.locator("input[type=text]").first().waitFor();
      facts.frame = await frame.locator("h1").first().textContent();
    }
    for (const [name, width, scheme] of [["desk", 1280, "light"], ["desk dark", 1280, "dark"], ["phone", 360, "light"]]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme });
      facts.axe[`${tab}, ${name}`] = await axe(page);
      facts.sideways[`${tab}, ${name}`] = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    }
    await page.setViewportSize({ width: 320, height: 800 });
    facts.sideways[`${tab}, narrow`] = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  await page.locator(".choose .button").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => new URLSearchParams(location.search).get("index") !== "5");
  facts.another = { ...query(page), box: await page.inputValue("#index"), focus: await page.evaluate(() => document.activeElement.textContent) };
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("#index").value === "5");
  facts.back = query(page);
  await page.click('.tabs >> text="Variants"');
  await page.waitForSelector(".strip thead a");
  const wanted = await page.textContent(".strip thead a >> nth=2");
  await page.click(".strip thead a >> nth=2");
  await page.waitForFunction((index) => document.querySelector("#index").value === index, wanted);
  facts.column = query(page).index === wanted;
  await page.fill("#search", "inside");
  facts.search = await page.locator("#groups li:visible").allTextContents();
  await page.fill("#search", "nothing like this");
  facts.none = await page.isVisible("#none");
  await page.fill("#search", "");
}

async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
  return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

async function plain(browser) { // without scripts every link still leads somewhere
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  await page.click('.tabs >> text="Key"');
  facts.plain = { tab: await page.textContent(".tabs [aria-current]"), images: await page.locator(".paper img").count() };
  await context.close();
}

const browser = await chromium.launch({ executablePath: program, args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(60_000);
  listen(page);
  for (const step of [saving, breaking, files, looking]) {
    try {
      await step(page);
    } catch (error) {
      throw new Error(`${step.name}: ${error.message}\n${(await page.innerText("body")).slice(0, 3000)}`);
    }
  }
  await plain(browser);
  process.stdout.write(JSON.stringify(facts));
} finally {
  await browser.close();
}
