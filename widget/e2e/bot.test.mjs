// What the bot asks in the panel: every kind of question, and scripts that the host page begins.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overflow, violations } from './console-support.mjs';
import { withScript } from './scripts-site.mjs';
import { bubbles, document, field, openPanel, panel, tag, until, visit, write } from './support.mjs';

const shots = process.env.LEADBELL_E2E_SHOTS;
const said = async (page, text) => until(async () => assert.equal(await bubbles(page).last().innerText(), text));
const ask = (page) => page.locator('leadbell-widget .ask');
const choice = (page, name) => ask(page).getByRole('button', { name, exact: true });
const long = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen';

const question = (id, text, ask, next, more) => ({ id, kind: 'question', text, ask, next, ...more });
const kinds = [
  question('many', 'Which of these?', { type: 'choice', many: true, choices: [{ id: 'a', label: `${long} ${long}` }, { id: 'b', label: 'Beans', about: 'Roasted this week' }, { id: 'c', label: 'Cups' }] }, 'nps', { skip: 'None of them' }),
  question('nps', 'Would you recommend us?', { type: 'nps' }, 'rating'),
  question('rating', 'How was it?', { type: 'rating', max: 5, low: 'Bad', high: 'Good' }, 'date'),
  question('date', 'On which day?', { type: 'date' }, 'time'),
  question('time', 'At what time?', { type: 'time' }, 'phone'),
  question('phone', 'Your number?', { type: 'phone' }, 'file', { skip: 'Rather not' }),
  question('file', 'A picture?', { type: 'file', many: true }, 'over', { skip: 'I have none' }),
  { id: 'over', kind: 'end', text: 'Thank you!' },
];

test('every kind of question fits a small phone, has a name, and is answered from the keyboard', () =>
  withScript(kinds, async () => {
    const page = await visit(document(`<main><h1>Coffee</h1></main>${tag()}`), { viewport: { width: 360, height: 740 } });
    const look = async (name) => {
      assert.deepEqual([await violations(page), await overflow(page)], [[], []], name);
      const wide = await ask(page).evaluate((el) => [...el.children].filter((child) => child.getBoundingClientRect().right > el.getBoundingClientRect().right + 1).map((child) => child.outerHTML));
      assert.deepEqual(wide, [], name);
      for (const colorScheme of shots ? ['light', 'dark'] : []) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.screenshot({ path: `${shots}/kind-${name}-${colorScheme}.png` });
      }
    };
    await openPanel(page);
    await said(page, 'Which of these?');
    // The bot answers: nobody of the team looks out of the head.
    assert.equal(await panel(page).locator('.faces span').count(), 1);
    await look('many');
    assert.ok(await choice(page, 'Send').isDisabled());
    await choice(page, 'Cups').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    assert.equal(await ask(page).locator('[aria-pressed=true]').count(), 2);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await said(page, 'Would you recommend us?');
    assert.equal(await bubbles(page).nth(1).innerText(), 'Beans, Cups');
    // Eleven points in two rows, and under them what the ends mean.
    const tops = await ask(page).locator('button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    assert.equal(new Set(tops).size, 2);
    assert.match(await ask(page).locator('small').innerText(), /Not likely at all\s+Very likely/);
    await look('nps');
    await choice(page, '9').press('Enter');
    await said(page, 'How was it?');
    await look('rating');
    await choice(page, '4').press('Enter');
    await said(page, 'On which day?');
    await look('date');
    const day = ask(page).getByLabel('On which day?').and(page.locator('input'));
    await day.fill('2026-12-24');
    await day.press('Enter');
    await said(page, 'At what time?');
    // As people write it.
    assert.equal(await bubbles(page).nth(7).innerText(), 'Dec 24, 2026');
    await look('time');
    const time = ask(page).getByLabel('At what time?').and(page.locator('input'));
    await time.fill('15:30');
    await time.press('Enter');
    await said(page, 'Your number?');
    assert.equal(await field(page).getAttribute('inputmode'), 'tel');
    await look('phone');
    await choice(page, 'Rather not').press('Enter');
    await said(page, 'A picture?');
    await look('file');
    assert.equal(await choice(page, 'Send').count(), 0);
    await choice(page, 'I have none').press('Enter');
    await said(page, 'Thank you!');
    assert.equal(await ask(page).locator('button').count(), 0);
    await page.context().close();
  }));

test('the host page begins a script by the name of its entry, before a chat and within one', () =>
  withScript(
    [question('hi', 'How can we help?', { type: 'text' }, 'hi'), question('offer', 'Which offer?', { type: 'text' }, 'thanks'), { id: 'thanks', kind: 'message', text: 'It is yours.' }],
    async () => {
      const page = await visit(document(`<button onclick="leadbell('script', 'offer')">Our offer</button>${tag()}`));
      await openPanel(page);
      await said(page, 'How can we help?');
      await page.getByRole('button', { name: 'Our offer' }).click();
      await said(page, 'Which offer?');
      await write(page, 'The red one');
      await said(page, 'It is yours.');
      await page.evaluate(() => leadbell('script', 'no such entry'));
      await page.evaluate(() => leadbell('close'));
      await page.evaluate(() => leadbell('script', 'offer'));
      await panel(page).waitFor();
      await said(page, 'Which offer?');
      await write(page, 'The blue one');
      await said(page, 'It is yours.');
      assert.equal(await bubbles(page).count(), 6);
      await page.context().close();
    },
    [{ on: 'api', name: 'offer', to: 'offer' }],
  ));

const shown = [
  { id: 'm', kind: 'message', text: 'Hello **you**', next: 'i' },
  { id: 'i', kind: 'image', url: 'https://nowhere.invalid/cup.png', alt: 'A cup', next: 'v' },
  { id: 'v', kind: 'video', url: 'https://shop.example/film', label: 'How we roast', next: 'l' },
  { id: 'l', kind: 'link', url: 'https://shop.example/prices', label: 'Prices', next: 'q' },
  question('q', 'Is that all?', { type: 'text' }, 'g'),
  { id: 'g', kind: 'magnet', label: 'Ten per cent less', code: 'CUP10', next: 'over' },
  { id: 'over', kind: 'end', text: 'Thank you!' },
];

test('what the bot shows beside words is words, links and a code to copy', () =>
  withScript(shown, async () => {
    const page = await visit(document(`<main><h1>Coffee</h1></main>${tag()}`), { viewport: { width: 360, height: 740 } });
    await openPanel(page);
    await said(page, 'Is that all?');
    await panel(page).getByText('A cup').waitFor();
    assert.equal(await panel(page).locator('b', { hasText: 'you' }).count(), 1);
    const links = await panel(page).locator('[role=log] a').evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute('href'), a.target]));
    assert.deepEqual(links, [['A cup', 'https://nowhere.invalid/cup.png', '_blank'], ['▶\ufe0e How we roast', 'https://shop.example/film', '_blank'], ['Prices', 'https://shop.example/prices', '_blank']]);
    await write(page, 'It is');
    await said(page, 'Thank you!');
    await panel(page).getByText('CUP10').waitFor();
    await panel(page).getByRole('button', { name: 'Copy' }).waitFor();
    assert.deepEqual([await violations(page), await overflow(page)], [[], []]);
    if (shots) {
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await panel(page).locator('.scroll').evaluate((el) => el.scrollTo(0, 0));
      await page.screenshot({ path: `${shots}/kind-shown.png` });
    }
    await page.context().close();
  }));
