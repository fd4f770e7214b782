// Alerts: what this browser can do, what comes while nobody looks, and the console as an app.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { document, openPanel, server, tag, until, visit } from './support.mjs';

const PAGE = '/console/settings/alerts';
const seen = (page) => page.locator('[data-alerts="push"] [data-when]:visible').getAttribute('data-when');
const shown = (page) =>
  page.evaluate(async () => {
    const all = await (await navigator.serviceWorker.getRegistration('/console/')).getNotifications();
    return all.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
  });

/** A console that may show notifications, with its service worker at work. */
async function allowed(path, options = {}) {
  const page = await consolePage('/console/leads', options);
  await page.context().grantPermissions(['notifications'], { origin: server.base });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.goto(server.base + path);
  return page;
}

/** A visitor on the shop's page who writes. */
async function guest(text) {
  const page = await visit(document(tag()));
  await openPanel(page);
  await page.locator('leadbell-widget .write textarea').fill(text);
  await page.keyboard.press('Enter');
  return page;
}

test('alerts: who has blocked notifications is told how to allow them', async () => {
  const page = await consolePage('/console/leads');
  await page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await page.goto(server.base + PAGE);
  await until(async () => assert.equal(await seen(page), 'denied'));
  assert.match(await page.locator('[data-when="denied"]').innerText(), /set notifications to “Allow”/);
  page.quiet();
  await page.close();
});

/** Stands in for a browser with a push service: the test's own has none. */
const pushes = () => {
  const kept = () => JSON.parse(localStorage.getItem('test.push') ?? 'null');
  const made = (raw) =>
    raw && {
      endpoint: raw.endpoint,
      options: { applicationServerKey: Uint8Array.from(raw.key).buffer },
      toJSON: () => raw,
      unsubscribe: async () => localStorage.removeItem('test.push'),
    };
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  PushManager.prototype.getSubscription = async () => made(kept());
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const keys = { p256dh: text(await crypto.subtle.exportKey('raw', pair.publicKey)), auth: text(crypto.getRandomValues(new Uint8Array(16))) };
    localStorage.setItem('test.push', JSON.stringify({ endpoint: `https://push.invalid/${Math.random()}`, keys, key: [...applicationServerKey] }));
    return made(kept());
  };
};

for (const [name, options] of Object.entries({
  'light, 1280 px': {},
  'dark, 360 px': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
})) {
  test(`alerts: a browser is told, tried, listed and told no more (${name})`, async () => {
    const page = await allowed('/console/leads', options);
    await page.addInitScript(pushes);
    await page.goto(server.base + PAGE);
    await until(async () => assert.equal(await seen(page), 'ask'));
    await page.getByRole('button', { name: 'Turn on notifications' }).click();
    await until(async () => assert.equal(await seen(page), 'on'));
    const mine = page.locator('.row', { hasText: 'this one' });
    assert.match(await mine.innerText(), /Chrome on Linux/);
    await page.getByRole('button', { name: 'Send a trial' }).click();
    await page.locator('.toast', { hasText: 'on its way' }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await overflow(page), []);
    await page.getByRole('button', { name: 'Turn off' }).click();
    await until(async () => assert.equal(await seen(page), 'ask'));
    assert.equal(await mine.count(), 0);
    page.quiet();
    await page.close();
  });
}

test('alerts: what is chosen stays chosen', async () => {
  const page = await consolePage(PAGE);
  await page.getByLabel('Sound').selectOption('drops');
  await page.getByLabel('Only for conversations that are mine').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  assert.equal(await page.getByLabel('Sound').inputValue(), 'drops');
  await until(async () => assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem('leadbell.alerts')).sound), 'drops'));
  await page.getByLabel('Sound').selectOption('bell');
  await page.getByLabel('Only for conversations that are mine').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  await page.close();
});

test('alerts: what is pushed is shown in its words, and leads to the conversation', async () => {
  const someone = await guest('Do you ship to Norway?');
  const page = await allowed('/console/inbox');
  const row = page.locator('.ib-list a', { hasText: 'Norway' }).first();
  await row.click();
  await page.waitForURL(/[?&]c=/);
  const conversation = new URL(page.url()).searchParams.get('c');
  await page.goto(`${server.base}/console/inbox`);

  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise((done) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && done(registrations[0].registrationId));
  });
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  const push = (data) => devtools.send('ServiceWorker.deliverPushMessage', { origin: server.base, registrationId, data: JSON.stringify(data) });
  const url = `/console/inbox?c=${conversation}`;
  // No tab of the console is open; this one is only to see what the system shows.
  await page.goto(`${server.base}/healthz`);
  const message = { tag: conversation, title: 'Ann · Shop', body: 'Do you ship to Norway?', url, lang: 'en' };
  await push(message);
  await until(async () => assert.deepEqual(await shown(page), [{ title: message.title, body: message.body, tag: conversation, url }]));
  // A newer one about the same conversation takes its place.
  await push({ ...message, body: 'Hello?' });
  await until(async () => assert.deepEqual((await shown(page)).map((one) => one.body), ['Hello?']));

  await page.goto(`${server.base}/console/inbox`);
  const [worker] = page.context().serviceWorkers();
  await worker.evaluate(async () => {
    const [notification] = await self.registration.getNotifications();
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
  });
  await until(() => assert.equal(new URL(page.url()).searchParams.get('c'), conversation));
  assert.deepEqual(await shown(page), []);
  page.quiet();
  await page.close();
  await someone.context().close();
});

test('alerts: a hidden tab lets the system say who wrote, until it is read', async () => {
  const page = await allowed('/console/inbox');
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => !globalThis.looked });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const someone = await guest('Is anybody there tonight?');
  await until(async () => assert.deepEqual((await shown(page)).map((one) => one.body), ['Is anybody there tonight?']));
  await page.evaluate(() => {
    globalThis.looked = true;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.locator('.ib-list a', { hasText: 'tonight' }).first().click();
  await until(async () => assert.deepEqual(await shown(page), []));
  page.quiet();
  await page.close();
  await someone.context().close();
});

/** Runs in the page: counts the tones that it plays. */
const ears = () => {
  window.tones = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...args) {
    window.tones++;
    return start.apply(this, args);
  };
};

test('alerts: a message rings once in all tabs, not where it is muted, and for one’s own alone where that is chosen', async () => {
  const page = await consolePage('/console/leads');
  await page.context().addInitScript(ears);
  const tabs = [page, await page.context().newPage(), await page.context().newPage()];
  for (const [i, path] of ['/console/inbox', '/console/leads', '/console/inbox?filter=all'].entries()) {
    await tabs[i].goto(server.base + path);
    // Browsers give sound only after a click.
    await tabs[i].getByRole('heading').first().click({ force: true });
  }
  const tones = async () => (await Promise.all(tabs.map((tab) => tab.evaluate(() => window.tones)))).reduce((a, b) => a + b);
  /** How many tones were played while `happens`, and until all tabs know of it. */
  const heard = async (happens) => {
    const before = await tones();
    await happens();
    await page.waitForTimeout(1_600);
    return (await tones()) - before;
  };
  const says = (who, text) => async () => {
    await who.locator('leadbell-widget .write textarea').fill(text);
    await who.locator('leadbell-widget .write textarea').press('Enter');
    await page.locator('.ib-row', { hasText: text }).waitFor();
  };
  const [ann, ben] = [await guest('Ring: good morning'), await guest('Ring: good evening')];
  await page.waitForTimeout(1_600);
  // The bell is two tones.
  assert.equal(await heard(() => Promise.all([says(ann, 'Ring: both')(), says(ben, 'Ring: at once')()])), 2);
  // A page that nobody has touched yet may play nothing: another one rings.
  await Promise.all([page.reload(), tabs[2].reload()]);
  assert.equal(await heard(says(ann, 'Ring: elsewhere')), 2);
  await page.getByRole('heading').first().click({ force: true });

  await page.getByRole('button', { name: 'Mute the sound' }).click();
  await page.reload();
  assert.equal(await page.getByRole('button', { name: 'Mute the sound' }).getAttribute('aria-pressed'), 'true');
  await page.getByRole('heading').first().click({ force: true });
  assert.equal(await heard(says(ann, 'Ring: in silence')), 0);
  await page.getByRole('button', { name: 'Mute the sound' }).click();

  const settings = await page.context().newPage();
  const onlyMine = async (on) => {
    await settings.goto(server.base + PAGE);
    await settings.getByLabel('Only for conversations that are mine').setChecked(on);
    await settings.getByRole('button', { name: 'Save' }).click();
    await settings.locator('.toast', { hasText: 'Saved' }).waitFor();
    await until(async () => assert.equal(await page.evaluate(() => JSON.parse(localStorage.getItem('leadbell.alerts')).only_mine), on));
  };
  await onlyMine(true);
  try {
    await settings.goto(`${server.base}/console/inbox`);
    await settings.locator('.ib-row', { hasText: 'Ring: in silence' }).locator('a').click();
    await settings.locator('.ib-messages .b').first().waitFor();
    await settings.keyboard.press('i');
    await settings.locator('.toast', { hasText: 'Assigned to' }).waitFor();
    await settings.goto(`${server.base}/console/leads`);
    assert.equal(await heard(says(ben, 'Ring: to nobody')), 0);
    assert.equal(await heard(says(ann, 'Ring: to me')), 2);
  } finally {
    await onlyMine(false);
  }
  page.quiet();
  await page.close();
  await Promise.all([ann, ben].map((who) => who.context().close()));
});

test('alerts: the console can be installed, and says so when the server is away', async () => {
  const page = await allowed('/console/leads');
  const devtools = await page.context().newCDPSession(page);
  const { url, errors } = await devtools.send('Page.getAppManifest');
  assert.deepEqual([new URL(url).pathname, errors], ['/console/app.webmanifest', []]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  const own = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  assert.deepEqual(own, []);
  await page.reload();
  await page.context().setOffline(true);
  await page.goto(`${server.base}/console/inbox`).catch(() => {});
  await page.locator('h1', { hasText: 'The console cannot be reached' }).waitFor();
  assert.deepEqual(await violations(page).catch(() => []), []);
  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Try again' }).click();
  await page.locator('#inbox').waitFor();
  await page.close();
});
