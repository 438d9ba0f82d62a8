// Takes the README's pictures of what runs in a browser: node docs/shots.mjs JOBS.json, called by make_images.py.
// A job: {url, file, width, height, dark, steps}; a step: {fill: [selector, text]}, {press: [selector, key]}, {click: selector}, {see: selector}.
import { readFile } from "node:fs/promises";
import { chromium } from "../tests/players/node_modules/playwright-core/index.mjs";

const [jobsFile, program] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });

async function step(page, { fill, press, click, see }) {
  if (fill) await page.fill(...fill);
  if (press) await page.press(...press);
  if (click) await page.click(click);
  if (see) await page.waitForSelector(see);
}

for (const { url, file, width, height, dark, steps, top } of JSON.parse(await readFile(jobsFile, "utf8"))) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
  await page.goto(url);
  for (const each of steps) await step(page, each);
  if (top) await page.evaluate((selector) => document.querySelector(selector).scrollIntoView(), top);
  await page.screenshot({ path: file });
  await page.close();
}
await browser.close();
