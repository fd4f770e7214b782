// Files in the inbox: what a visitor sent is shown, and an operator answers by button, drop and
// paste, on a wide screen and on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { carry, paste, photo, picture, text } from './picture.mjs';
import { document, openPanel, tag, until, visit, write } from './support.mjs';

const shot = (page, name) => process.env.LEADBELL_E2E_SHOTS && page.screenshot({ path: `${process.env.LEADBELL_E2E_SHOTS}/${name}.png` });

for (const [where, width] of [['on a wide screen', 1280], ['on a phone', 360]]) {
  test(`an operator sees a visitor’s files and answers with files ${where}`, async () => {
    const words = `Is it this lamp? ${width}`;
    const guest = await visit(document(tag()));
    await openPanel(guest);
    const pick = guest.locator('leadbell-widget .write input[type=file]');
    await pick.setInputFiles([picture('this lamp.png', 640, 480), text('order.txt', 'No. 7')]);
    await until(async () => assert.ok(await guest.locator('leadbell-widget .send').isEnabled()));
    await write(guest, words);
    const inbox = await consolePage('/console/inbox', { viewport: { width, height: 800 } });
    await inbox.locator('.ib-row a').filter({ hasText: words }).click();
    const image = inbox.getByRole('img', { name: 'this lamp.png' });
    await until(async () => assert.equal(await image.evaluate((img) => img.complete && img.naturalWidth), 640));
    await inbox.locator('.file', { hasText: 'order.txt' }).waitFor();

    await inbox.locator('.ib-composer input[type=file]').setInputFiles([picture('offer.png'), text('setup.exe', 'MZ')]);
    const form = inbox.locator('.ib-composer');
    const dropped = await carry(inbox, text('terms.txt'));
    for (const type of ['dragover', 'drop']) await form.dispatchEvent(type, { dataTransfer: dropped });
    await paste(inbox.getByPlaceholder('Write an answer'), await carry(inbox, picture('shot.png', 50, 40)));
    const names = inbox.locator('.ib-tray b');
    await until(async () => assert.deepEqual(await names.allInnerTexts(), ['offer.png', 'setup.exe', 'terms.txt', 'shot.png']));
    await inbox.getByText('Programs cannot be sent.').waitFor();
    await inbox.getByRole('button', { name: 'Remove setup.exe' }).click();
    const send = inbox.getByRole('button', { name: 'Send', exact: true });
    await until(async () => assert.equal(await send.getAttribute('aria-disabled'), 'false'));
    await shot(inbox, `console-tray-${width}`);
    assert.deepEqual(await violations(inbox), []);
    assert.deepEqual(await overflow(inbox), []);
    await send.click();
    await until(async () => assert.equal(await guest.locator('leadbell-widget .op .pic canvas').count(), 2));
    assert.equal(await guest.locator('leadbell-widget .op .file b').innerText(), 'terms.txt');
    await until(async () => assert.equal(await inbox.locator('.m.me .pic img').count(), 2));
    await shot(inbox, `console-sent-${width}`);
    assert.deepEqual(await violations(inbox), []);
    assert.deepEqual(await overflow(inbox), []);
    inbox.quiet();
    await inbox.close();
    await guest.context().close();
  });
}

test('a photo that was taken upright stands upright, in the room that was kept for it', async () => {
  const guest = await visit(document(tag()));
  await openPanel(guest);
  await guest.locator('leadbell-widget .write input[type=file]').setInputFiles([await photo(guest, 'upright.jpg', 400, 300)]);
  await until(async () => assert.ok(await guest.locator('leadbell-widget .send').isEnabled()));
  await write(guest, 'Upright, please');
  const inbox = await consolePage('/console/inbox');
  await inbox.locator('.ib-row a').filter({ hasText: 'Upright, please' }).click();
  const image = inbox.getByRole('img', { name: 'upright.jpg' });
  await until(async () => assert.equal(await image.evaluate((img) => img.complete && img.naturalHeight), 400));
  assert.deepEqual(await image.evaluate((img) => [img.width, img.height, img.getAttribute('width'), img.getAttribute('height')]), [210, 280, '210', '280']);
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});
