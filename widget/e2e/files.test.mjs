// Files in the chat: by button, drop and paste; what is refused; a line that is lost; pictures on a
// page whose policy shows none of ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carry, paste, picture, text } from './picture.mjs';
import { violations } from './console-support.mjs';
import { bubbles, document, field, openPanel, operator, panel, proxy, tag, until, visit, write } from './support.mjs';
import { connectTo, refusedTo, strictTheme, watchPolicy } from './theme.mjs';

const inside = (page, selector) => page.locator('leadbell-widget ' + selector);
const pick = (page, ...files) => inside(page, '.write input[type=file]').setInputFiles(files);
const rows = (page) => inside(page, '[role=log] .fs');
const sendButton = (page) => inside(page, '.send');
const sent = (page) => until(async () => assert.match(await inside(page, '[role=log] .meta').last().innerText(), /Sent|Read/));
const shot = (page, name) => process.env.LEADBELL_E2E_SHOTS && page.screenshot({ path: `${process.env.LEADBELL_E2E_SHOTS}/${name}.png` });

/** What is drawn in a canvas: the colour in its middle. */
const middle = (page, selector) =>
  inside(page, selector).first().evaluate((c) => [...c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data]);

async function dropOn(page, selector, data) {
  for (const type of ['dragover', 'drop']) await inside(page, selector).dispatchEvent(type, { dataTransfer: data });
}

for (const [where, size] of [['on a wide screen', {}], ['on a phone', { viewport: { width: 360, height: 640 }, hasTouch: true }]]) {
  test(`files by button, drop and paste are previewed, sent and shown ${where}`, async () => {
    const page = await visit(document(tag()), size);
    await openPanel(page);
    await pick(page, picture());
    await inside(page, '.tray canvas').waitFor();
    await dropOn(page, '.p', await carry(page, text()));
    await paste(field(page), await carry(page, picture('pasted.png', 60, 90)));
    await until(async () => assert.deepEqual(await inside(page, '.tray b').allInnerTexts(), ['lamp.png', 'note.txt', 'pasted.png']));
    await until(async () => assert.equal(await inside(page, '.tray progress:visible').count(), 0));
    await shot(page, `widget-tray-${size.viewport?.width ?? 1000}`);
    assert.deepEqual(await violations(page), []);
    await inside(page, '.tray li').nth(1).getByRole('button', { name: 'Remove note.txt' }).click();
    await sendButton(page).click();
    await sent(page);
    assert.equal(await inside(page, '.tray').isVisible(), false);
    assert.equal(await rows(page).locator('canvas').count(), 2);
    await write(page, 'Here is the note');
    await pick(page, text('Notiz für Ann.txt', 'one more'));
    await until(async () => assert.ok(await sendButton(page).isEnabled()));
    await field(page).press('Enter');
    await sent(page);
    const [saved] = await Promise.all([page.waitForEvent('download'), inside(page, '[role=log] .file').click()]);
    assert.equal(saved.suggestedFilename(), 'Notiz für Ann.txt');
    await shot(page, `widget-sent-${size.viewport?.width ?? 1000}`);
    assert.deepEqual(await violations(page), []);
    // Another page of the visitor has them from the server.
    await page.reload();
    await openPanel(page);
    await until(async () => assert.deepEqual(await middle(page, '.pic canvas'), [140, 120, 140, 255]));
    assert.deepEqual(page.told.errors, []);
    await page.context().close();
  });
}

test('a file that is refused says why in words and does not hold up the message', async () => {
  const page = await visit(document(tag()), { config: { files: 2_000 } });
  await openPanel(page);
  await pick(page, text('large.txt', 'x'.repeat(2_001)), text('empty.txt', ''), text('setup.exe', 'MZ'), text('fine.txt'));
  const said = inside(page, '.tray .bad');
  await until(async () => assert.deepEqual((await said.allInnerTexts()).filter(Boolean), ['This file is larger than 2 kB.', 'This file is empty.', 'Programs cannot be sent.']));
  await until(async () => assert.ok(await sendButton(page).isEnabled()));
  await shot(page, 'widget-refused');
  await sendButton(page).click();
  await sent(page);
  assert.equal(await rows(page).count(), 1);
  for (const name of ['large.txt', 'empty.txt', 'setup.exe']) await inside(page, '.tray').getByRole('button', { name: 'Remove ' + name }).click();
  assert.equal(await inside(page, '.tray').isVisible(), false);
  await page.context().close();
});

test('a file waits for a lost line and goes out when it is back, once', async () => {
  const page = await visit(document(tag()));
  await openPanel(page);
  await write(page, 'before');
  await sent(page);
  const asked = [];
  await page.route('**/v1/files?*', (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('id'));
    return asked.length < 3 ? route.abort('connectionfailed') : route.continue();
  });
  await pick(page, text());
  await until(async () => assert.match(await inside(page, '.tray').innerText(), /Waiting for the connection/));
  assert.ok(await sendButton(page).isDisabled());
  await until(async () => assert.ok(await sendButton(page).isEnabled()), 15_000);
  assert.equal(new Set(asked).size, 1);
  await sendButton(page).click();
  await sent(page);
  await page.context().close();
});

test('an upload can be left off, and the words are sent without it', async () => {
  const page = await visit(document(tag()));
  await openPanel(page);
  await page.route('**/v1/files?*', () => {});
  await pick(page, picture());
  await field(page).fill('never mind');
  await until(async () => assert.ok(await sendButton(page).isDisabled()));
  await field(page).press('Enter');
  assert.equal(await bubbles(page).count(), 0);
  await inside(page, '.tray').getByRole('button', { name: 'Remove lamp.png' }).click();
  await field(page).press('Enter');
  await sent(page);
  assert.equal(await rows(page).count(), 0);
  await page.context().close();
});

test('where the site takes no files there is no button, and what is dropped is the page’s', async () => {
  const page = await visit(document(tag()), { config: { files: 0 } });
  await openPanel(page);
  assert.equal(await inside(page, '.clip').count(), 0);
  const taken = await inside(page, '.p').evaluate((el) => !el.dispatchEvent(new DragEvent('dragover', { cancelable: true, bubbles: true, composed: true })));
  assert.equal(taken, false);
  await page.context().close();
});

test('text from an office program is pasted as text, although a picture of it comes along', async () => {
  const page = await visit(document(tag()));
  await openPanel(page);
  const data = await carry(page, picture());
  await data.evaluate((d) => {
    d.setData('text/plain', 'a cell');
    d.setData('text/html', '<table></table>');
  });
  await paste(field(page), data);
  await page.waitForTimeout(300);
  assert.equal(await inside(page, '.tray li').count(), 0);
  await page.context().close();
});

test('hazard 4: pictures are drawn on a page whose policy shows no image of ours', async () => {
  const { pages, headers } = strictTheme(tag('nonce="abc"'), connectTo(proxy.url));
  const page = await visit(pages, { headers, init: watchPolicy });
  const team = await operator();
  await openPanel(page);
  await write(page, 'show me the lamp');
  await sent(page);
  const conversation = await team.conversation('show me the lamp');
  const { buffer } = picture();
  await team.send({ t: 'send', conversation, id: crypto.randomUUID(), text: '', files: [await team.upload('lamp.png', buffer)] });
  await until(async () => assert.deepEqual(await middle(page, '.op .pic canvas'), [140, 120, 140, 255]));
  assert.equal(await inside(page, '.op .pic canvas').getAttribute('aria-label'), 'lamp.png');
  await pick(page, picture('mine.png'));
  await inside(page, '.tray canvas').waitFor();
  await until(async () => assert.ok(await sendButton(page).isEnabled()));
  await sendButton(page).click();
  await sent(page);
  assert.deepEqual(await refusedTo(page, proxy.url), []);
  await page.context().close();
});

test('hazard 17: the name of a file is text', async () => {
  const page = await visit(document(tag()), { init: () => (window.hit = false) });
  await openPanel(page);
  const name = '<img src=x onerror=hit=true>.txt';
  await pick(page, text(name));
  await until(async () => assert.ok(await sendButton(page).isEnabled()));
  await sendButton(page).click();
  await sent(page);
  assert.equal(await inside(page, '.file b').innerText(), name);
  assert.equal(await panel(page).locator('img').count(), 0);
  assert.equal(await page.evaluate(() => window.hit), false);
  await page.context().close();
});
