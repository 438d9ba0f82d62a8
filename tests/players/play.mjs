// Plays QTI 3 items in real players in one headless Chromium, with real keystrokes and clicks.
//   node play.mjs CHROMIUM < plays.json > played.json
// Reads  [{"item": path, "player": "ampup" | "citolab", "responses": [{"RESPONSE": "-89.8"}, {}]}, ...]
// Writes [{"item", "player", "text", "error", "plays": [{"response", "variables", "kept", "feedback", "problems", "error"}]}, ...]
// A response names interactions by their response identifier; one that it leaves out is left alone.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { chromium } from "playwright-core";
import { answer, kept } from "./hands.mjs";
import { serve } from "./server.mjs";

const PLAYERS = ["ampup", "citolab"];
const PATIENCE = 5000; // milliseconds for anything that a player does

// Gives a function that finds the open page of a player, or opens one; a page serves many items, as in a real test.
function opener(browser, base) {
  const open = {};
  return async (player) => {
    if (open[player] && !open[player].page.isClosed()) return open[player];
    const page = await browser.newPage({ reducedMotion: "reduce" });
    page.setDefaultTimeout(PATIENCE);
    const problems = listen(page);
    await page.goto(`${base}/${player}.html`);
    await page.waitForFunction(() => window.player);
    open[player] = { page, problems };
    return open[player];
  };
}

async function playItem(pages, number, { player, item, responses }) {
  const played = { item, player, text: null, error: null, plays: [] };
  for (const response of responses) {
    const { page, problems } = await pages(player);
    problems.length = 0;
    try {
      const { text, ...shown } = await patiently(page.evaluate((address) => window.player.show(address), `/items/${number}/here/item`));
      played.text ??= text;
      played.plays.push({ ...(await playOnce(page, shown, player, response)), problems: [...problems] });
    } catch (error) {
      await page.close(); // whatever it is up to, the next item starts afresh
      return { ...played, error: [sentence(error), ...problems].join("; ") };
    }
  }
  return played;
}

async function playOnce(page, { interactions }, player, response) {
  const play = { response, variables: {}, kept: {}, feedback: [], error: null };
  try {
    for (const [identifier, given] of Object.entries(response)) await answer(page, player, interactions, identifier, given);
    play.kept = await kept(page, player, interactions);
    play.variables = await patiently(page.evaluate(() => window.player.end()));
    play.feedback = await page.evaluate(() => window.player.feedback());
  } catch (error) {
    await page.close();
    play.error = sentence(error);
  }
  return play;
}

function listen(page) { // what the player complains of, in a list that grows
  const problems = [];
  page.on("pageerror", (error) => problems.push(`error: ${brief(error.message)}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`${message.type()}: ${brief(message.text())}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`missing: ${new URL(response.url()).pathname.replace(/^\/items\/\d+\/(here\/)?/, "")}`);
  });
  return problems;
}

function patiently(promise) { // what runs in a page has no time limit of its own
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(fail, PATIENCE, new Error(`no answer within ${PATIENCE} ms`)); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function brief(text) { // a player may quote the whole item
  return text.replace(/\s+/g, " ").slice(0, 300);
}

function sentence(error) {
  return String(error.message ?? error).replace(/^page\.evaluate: (Error: )?/, "").split("\n")[0];
}

const jobs = JSON.parse(readFileSync(0, "utf8"));
const stranger = jobs.find((job) => !PLAYERS.includes(job.player));
if (stranger) throw new Error(`no player '${stranger.player}'; there are: ${PLAYERS.join(", ")}`);
const { base, close } = await serve(jobs.map((job) => resolve(job.item)));
const browser = await chromium.launch({
  executablePath: process.argv[2],
  // what is played stays on this machine: no name but that of the server is ever found
  args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
try {
  const pages = opener(browser, base);
  const played = [];
  const lane = async (player) => { // one after the other in a player, both players at a time
    for (const [number, job] of jobs.entries()) if (job.player === player) played[number] = await playItem(pages, number, job);
  };
  await Promise.all(PLAYERS.map(lane));
  process.stdout.write(JSON.stringify(played));
} finally {
  await browser.close();
  close();
}
