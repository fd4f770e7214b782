// Loads a host page with the tag in Chromium and prints what the widget cost it, as JSON.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { brotliCompressSync } from "node:zlib";

const { SERVER, SITE, PAGE_PORT, NODE_MODULES } = process.env;
const require = createRequire(`${NODE_MODULES}/`);
const { chromium } = require("playwright-core");
const SLOWED = 4;
const LOADS = 11;

const text = "<p>A lamp of brass and linen, made by hand, for a desk or a bedside.</p>";
const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Lamps</title>
<meta name="viewport" content="width=device-width"><script async src="${SERVER}/w.js" data-site="${SITE}"></script>
<body><h1>Lamps</h1>${text.repeat(60)}</body></html>`;
const shop = createServer((_, answer) => {
  answer.setHeader("content-type", "text/html; charset=utf-8");
  answer.end(html);
}).listen(Number(PAGE_PORT), "127.0.0.1");
const url = `http://127.0.0.1:${PAGE_PORT}/`;

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.CHROMIUM ?? installed.find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });

const middle = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

/** One cold load: the time of our scripts, the longest task with one, shifts. */
async function load(slowed) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  const page = await context.newPage();
  let requests = 0;
  page.on("request", (request) => (requests += request.url().startsWith(SERVER) ? 1 : 0));
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const cdp = await context.newCDPSession(page);
  if (slowed > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowed });
  await browser.startTracing(page, { categories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "v8"] });
  await page.goto(url, { waitUntil: "load" });
  await page.waitForTimeout(3000);
  const shift = await page.evaluate(() => window.shift);
  const trace = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
  await context.close();
  return { ...cost(trace), shift, requests };
}

/** Sums the outermost events of scripts (the host page has none of its own), and finds the longest
 * task that holds one. In time of the thread: other processes may use the core meanwhile. */
function cost(trace) {
  const whole = trace.filter((event) => event.ph === "X" && event.tdur !== undefined);
  const address = ({ args }) => args?.data?.url ?? args?.url ?? args?.fileName ?? "";
  const main = new Set(whole.filter((event) => address(event).startsWith(`${SERVER}/w.js`)).map(({ pid, tid }) => `${pid} ${tid}`));
  const scripts = whole
    .filter(({ name, pid, tid }) => main.has(`${pid} ${tid}`) && /EvaluateScript|FunctionCall|RunMicrotasks|TimerFire|v8.compile/.test(name))
    .toSorted((a, b) => a.ts - b.ts || b.dur - a.dur);
  let script = 0;
  let end = 0;
  for (const { ts, dur, tdur } of scripts) {
    if (ts < end) continue;
    end = ts + dur;
    script += tdur;
  }
  const tasks = whole.filter(
    ({ name, pid, tid, ts, dur }) =>
      /RunTask$/.test(name) && main.has(`${pid} ${tid}`) && scripts.some((event) => event.ts >= ts && event.ts < ts + dur),
  );
  return { script: script / 1000, longest: Math.max(0, ...tasks.map((task) => task.tdur / 1000)), seen: main.size };
}

/** From a click on the launcher until a field can be typed into, with a warm cache. */
async function open(page) {
  await page.goto(url, { waitUntil: "load" });
  await page.waitForFunction(() => document.querySelector("leadbell-widget")?.shadowRoot?.querySelector("button"));
  await page.waitForTimeout(500);
  return page.evaluate(
    () =>
      new Promise((done) => {
        const root = document.querySelector("leadbell-widget").shadowRoot;
        const begun = performance.now();
        const look = () => {
          const field = root.querySelector("textarea, input[type=text], input[name=name]");
          if (field && !field.disabled && field.getClientRects().length > 0) done(performance.now() - begun);
          else if (performance.now() - begun > 5000) done(5000);
          else setTimeout(look, 1);
        };
        root.querySelector("button").click();
        look();
      }),
  );
}

const config = await (await fetch(`${SERVER}/s/${SITE}`, { headers: { origin: url.slice(0, -1) } })).text();
// As Lighthouse simulates a phone: the time of this machine, times the slowing. And really slowed.
const [loads, slow] = [[], []];
for (let turn = 0; turn < LOADS; turn++) {
  loads.push(await load(1));
  slow.push(await load(SLOWED));
}
const page = await (await browser.newContext()).newPage();
await open(page);
const opened = [];
for (let turn = 0; turn < 7; turn++) {
  await page.evaluate(() => localStorage.clear());
  opened.push(await open(page));
}
await browser.close();
shop.close();
if (![...loads, ...slow].every((one) => one.seen > 0)) throw new Error("the trace shows no script of the widget");
console.log(
  JSON.stringify({
    config: brotliCompressSync(config).length,
    requests: middle(loads.map((one) => one.requests)),
    script: SLOWED * middle(loads.map((one) => one.script)),
    slowed: middle(slow.map((one) => one.script)),
    longest: SLOWED * Math.max(...loads.map((one) => one.longest)),
    shift: Math.max(...[...loads, ...slow].map((one) => one.shift)),
    usable: middle(opened),
    usable_slowest: Math.max(...opened),
  }),
);
