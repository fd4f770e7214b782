// An operator in the console: signed in once, then a page in whatever size a test needs.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach } from 'node:test';
import { login } from './server.mjs';
import { browser, server } from './support.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let session;
const consoles = new Set();
// Also those of a test that failed: a console that stays open is somebody who is there.
afterEach(async () => {
  await Promise.all([...consoles].map((context) => context.close()));
  consoles.clear();
});

/** The cookies of a session of the demonstration's owner, through the login page. */
export function signedIn() {
  session ??= (async () => {
    const context = (await login(browser, server)).context();
    const state = await context.storageState();
    await context.close();
    return state;
  })();
  return session;
}

/** A page of the console; whatever it complains about fails the test by `quiet`. */
export async function consolePage(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, storageState: await signedIn(), ...options });
  consoles.add(context);
  const page = await context.newPage();
  const told = [];
  page.on('pageerror', (error) => told.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) told.push(message.text());
  });
  await page.goto(server.base + path);
  return Object.assign(page, {
    quiet: () => assert.deepEqual(told, []),
    close: () => context.close(),
  });
}

/** What axe finds, in words. */
export async function violations(page) {
  // What is still fading in has the colours of neither state, also what comes while axe looks.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  await page.emulateMedia({ reducedMotion: null });
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
}

/** Nothing reaches out of the page to the side. */
export async function overflow(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let up = element.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return up.scrollWidth > up.clientWidth && up !== document.body && !up.matches('.main, .app');
      return false;
    };
    return [...document.querySelectorAll('body *')]
      .filter((element) => !element.closest('.sr-only, .skip, datalist, svg *') && element.getBoundingClientRect().right > wide + 1 && !scrolls(element))
      .map((element) => element.outerHTML.slice(0, 120));
  });
}
