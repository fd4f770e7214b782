// One conversation and a team: who has it, who looks, notes, canned replies, columns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colleague } from './colleague.mjs';
import { consolePage, overflow, violations } from './console-support.mjs';
import { bubbles, document, openPanel, tag, until, visit, write } from './support.mjs';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const row = (page, text) => page.locator('.ib-row').filter({ hasText: text });
const answer = (page) => page.getByPlaceholder('Write an answer');
const option = (page, name) => page.getByRole('dialog').getByRole('option', { name });

async function visitor(text) {
  const page = await visit(document(`<h1>Hoses</h1>${tag()}`));
  await openPanel(page);
  await write(page, text);
  return page;
}

let ana;
/** A page of a colleague's inbox, with a conversation open. */
async function anas(text, options) {
  ana ??= await colleague('Ana Popescu');
  return opened(text, { ...options, storageState: ana });
}
async function opened(text, options) {
  const inbox = await consolePage('/console/inbox', options);
  await row(inbox, text).first().locator('a').click();
  await inbox.locator('.ib-messages .b').first().waitFor();
  return inbox;
}

test('assign, give back: each sees who has it, and who is late is told', async () => {
  const guest = await visitor('Team: who has me?');
  const hers = await anas('Team: who has me?');
  const mine = await opened('Team: who has me?');
  await mine.locator('.ib-scroll').focus();
  await mine.keyboard.press('a');
  const menu = mine.getByRole('dialog', { name: 'Assign' });
  await option(mine, /\(me\)/).waitFor();
  assert.match(await menu.getByRole('option').first().innerText(), /\(me\)/, 'this person stands first');
  await until(async () => assert.match(await option(mine, /Ana Popescu/).innerText(), /\d+ of \d+ chats/));
  assert.deepEqual(await violations(mine), []);
  await mine.getByRole('combobox').fill('ana');
  await mine.keyboard.press('Enter');
  await mine.locator('.toast', { hasText: 'Assigned to Ana Popescu' }).waitFor();
  await hers.locator('.ib-assignee', { hasText: 'Ana Popescu' }).waitFor();

  // She gives it back while his page does not hear of it: he is told, and nothing is changed.
  const meanwhile = async (route) => {
    await hers.locator('.ib-scroll').focus();
    await hers.keyboard.press('a');
    await option(hers, /^Nobody/).click();
    await hers.locator('.toast', { hasText: 'queue' }).waitFor();
    await route.continue();
  };
  await mine.route('**/assign', meanwhile, { times: 1 });
  await mine.locator('.ib-scroll').focus();
  await mine.keyboard.press('i');
  await mine.locator('.toast.bad', { hasText: 'given back meanwhile' }).waitFor();
  await until(async () => assert.match(await mine.locator('.ib-assignee').innerText(), /Nobody/));
  for (const page of [mine, hers]) {
    page.quiet();
    await page.close();
  }
  await guest.context().close();
});

for (const [name, options] of [['desktop', {}], ['phone', PHONE]]) {
  test(`who takes a chat over has it; whoever had it sees that, and by whom (${name})`, async () => {
    const text = `Take: over on a ${name}`;
    const guest = await visitor(text);
    const mine = await opened(text);
    await mine.locator('.ib-scroll').focus();
    await mine.keyboard.press('i');
    await mine.locator('.toast', { hasText: 'Assigned to Dana Demo' }).waitFor();
    const hers = await anas(text, options);
    await hers.getByRole('button', { name: 'Actions' }).click();
    const over = option(hers, /^Take over/);
    await over.waitFor();
    assert.match(await over.innerText(), /With Dana Demo/);
    assert.deepEqual([await violations(hers), await overflow(hers)], [[], []]);
    await over.click();
    await hers.locator('.toast', { hasText: 'Assigned to Ana Popescu' }).waitFor();
    for (const page of [mine, hers]) {
      await page.locator('.ib-assignee[title="With Ana Popescu"]').waitFor();
      await page.locator('.m.sys', { hasText: 'Ana Popescu answers from here' }).waitFor();
      assert.deepEqual([await violations(page), await overflow(page)], [[], []]);
    }
    await until(async () => assert.equal(await guest.locator('leadbell-widget header h1').innerText(), 'Ana Popescu'));
    for (const page of [mine, hers]) {
      page.quiet();
      await page.close();
    }
    await guest.context().close();
  });

  test(`who looks and who writes; the second writer is told, and the text is kept (${name})`, async () => {
    const text = `Lock: two on a ${name}`;
    const guest = await visitor(text);
    const hers = await anas(text);
    const mine = await opened(text, options);
    const send = () => mine.getByRole('button', { name: 'Send', exact: true }).click();
    await mine.getByRole('img', { name: 'Ana Popescu looks at this' }).waitFor();
    await answer(hers).pressSequentially('I am on it');
    await mine.getByText('Ana Popescu is writing an answer.').waitFor();
    await answer(mine).pressSequentially('Me too');
    await answer(hers).pressSequentially(', one moment');
    await send();
    const told = mine.getByRole('alert').filter({ hasText: 'Your text is kept' });
    await told.waitFor();
    assert.deepEqual([await violations(mine), await overflow(mine)], [[], []]);
    assert.equal(await answer(mine).inputValue(), 'Me too');
    assert.equal(await bubbles(guest).count(), 1);
    await answer(hers).press('Enter');
    await until(async () => assert.equal(await bubbles(guest).last().innerText(), 'I am on it, one moment'));
    await until(async () => assert.equal(await mine.locator('.ib-lock').count(), 0));
    await send();
    await until(async () => assert.equal(await bubbles(guest).last().innerText(), 'Me too'));
    for (const page of [mine, hers]) {
      page.quiet();
      await page.close();
    }
    await guest.context().close();
  });
}

test('a note is for the team alone, in its own colour, and tells whom it names', async () => {
  const guest = await visitor('Note: about me');
  const hers = await anas('Note: about me');
  await hers.keyboard.press('Escape');
  const mine = await opened('Note: about me');
  await answer(mine).focus();
  await mine.keyboard.press('Alt+n');
  const field = mine.getByRole('textbox', { name: /^A note about/ });
  await field.waitFor();
  await field.pressSequentially('Ask @an');
  await mine.getByRole('listbox', { name: 'People' }).getByRole('option', { name: /Ana Popescu/ }).waitFor();
  assert.deepEqual(await violations(mine), []);
  await field.press('Enter');
  await field.pressSequentially('first');
  assert.equal(await field.inputValue(), 'Ask @Ana Popescu first');
  await field.press('Enter');
  await mine.locator('.ib-note', { hasText: 'Ask @Ana Popescu first' }).waitFor();
  const [note, bubble] = await mine.evaluate(() => ['.ib-note', '.ib-messages .b'].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor));
  assert.notEqual(note, bubble);
  await hers.locator('.toast', { hasText: 'mentions you' }).getByRole('button', { name: 'Show' }).click();
  await hers.locator('.ib-note', { hasText: 'Ask @Ana Popescu first' }).waitFor();
  await mine.reload();
  await mine.locator('.ib-note', { hasText: 'Ask @Ana Popescu first' }).waitFor();
  assert.equal(await bubbles(guest).count(), 1, 'the visitor sees nothing of it');
  assert.deepEqual([await violations(mine), await overflow(mine)], [[], []]);
  for (const page of [mine, hers]) {
    page.quiet();
    await page.close();
  }
  await guest.context().close();
});

test('a canned reply: a slash, a few letters, Enter; its variables are filled in', async () => {
  const guest = await visitor('Canned: say hello');
  const inbox = await opened('Canned: say hello');
  await inbox.evaluate(async () => {
    const csrf = document.querySelector('meta[name=csrf]').content;
    const answered = await fetch('/api/v1/canned', { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify({ shortcut: 'hello', text: 'Hello from {site.name}, this is {operator.name}.' }) });
    if (!answered.ok) throw new Error(await answered.text());
  });
  await inbox.reload();
  await inbox.locator('.ib-messages .b').first().waitFor();
  await answer(inbox).pressSequentially('Well, and/or /hel');
  await inbox.getByRole('option', { name: /hello/ }).waitFor();
  assert.deepEqual(await violations(inbox), []);
  await inbox.keyboard.press('Enter');
  assert.equal(await answer(inbox).inputValue(), 'Well, and/or Hello from Fernweh Coffee, this is Dana Demo.');
  await inbox.keyboard.press('Enter');
  await until(async () => assert.match(await bubbles(guest).last().innerText(), /^Well, and\/or Hello from/));
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});

test('what was answered is kept as a canned reply from the palette, for the next visitor', async () => {
  const guest = await visitor('Keep: what did you say?');
  const inbox = await opened('Keep: what did you say?');
  await answer(inbox).fill('Greetings from Dana Demo');
  await answer(inbox).press('Enter');
  await inbox.locator('.m.me .b', { hasText: 'Greetings' }).waitFor();
  const keep = async (word) => {
    await inbox.keyboard.press('Control+k');
    await inbox.keyboard.type('canned');
    await option(inbox, /^Keep as a canned reply/).click();
    await inbox.getByRole('combobox', { name: 'Keep as a canned reply' }).fill(word);
  };
  await keep('two words');
  await inbox.getByText('Type the word under which it will be found').waitFor();
  assert.deepEqual(await violations(inbox), []);
  await inbox.getByRole('combobox').fill('/Greet');
  await option(inbox, /^Keep as \/greet, for everyone/).click();
  await inbox.locator('.toast', { hasText: 'Kept: /greet' }).waitFor();
  await keep('greet');
  await option(inbox, /^Keep as \/greet, for everyone/).click();
  await inbox.locator('.toast.bad', { hasText: 'with this word already' }).waitFor();
  const kept = await inbox.evaluate(async () => (await (await fetch('/api/v1/canned')).json()).canned.find((one) => one.shortcut === 'greet'));
  assert.deepEqual([kept.text, kept.shared], ['Greetings from {operator.name}', true]);
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});

test('what is known is proposed above the composer and found after a slash; nothing is sent before a person sends it', async () => {
  const inbox = await consolePage('/console/inbox');
  const ask = (method, path, body) =>
    inbox.evaluate(async ([method, path, body]) => {
      const headers = { 'content-type': 'application/json', 'x-csrf-token': document.querySelector('meta[name=csrf]').content };
      const answered = await fetch(`/api/v1/knowledge${path}`, { method, headers, body: body && JSON.stringify(body) });
      if (!answered.ok) throw new Error(await answered.text());
      return answered.status === 204 ? null : answered.json();
    }, [method, path, body]);
  const entry = await ask('POST', '', { texts: { en: { question: 'Do you grind the beans?', answer: 'Yes, *as you like*: tell us how you brew.' } } });
  try {
    const guest = await visitor('can you grind my beans?');
    await row(inbox, 'can you grind my beans?').first().locator('a').click();
    const proposal = inbox.getByRole('region', { name: 'Proposed answer' });
    await proposal.getByText('Yes, as you like: tell us how you brew.').waitFor();
    assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    if (process.env.LEADBELL_E2E_SHOTS) await inbox.screenshot({ path: `${process.env.LEADBELL_E2E_SHOTS}/proposal.png` });
    await inbox.keyboard.press('Alt+p');
    await until(async () => assert.equal(await answer(inbox).inputValue(), 'Yes, as you like: tell us how you brew.'));
    assert.equal(await proposal.count(), 0);
    assert.equal(await inbox.locator('.m.me').count(), 0, 'it is not sent');
    // To other words nothing is proposed, and what is known is found by hand.
    await answer(inbox).fill('');
    await write(guest, 'And do you sell bicycles?');
    await inbox.locator('.ib-messages .b', { hasText: 'bicycles' }).waitFor();
    await write(guest, 'Never mind');
    await inbox.locator('.ib-messages .b', { hasText: 'Never mind' }).waitFor();
    await answer(inbox).pressSequentially('/grind');
    await inbox.getByRole('option', { name: /Do you grind the beans/ }).waitFor();
    await inbox.keyboard.press('Enter');
    assert.equal(await answer(inbox).inputValue(), 'Yes, as you like: tell us how you brew.');
    await answer(inbox).press('Enter');
    await until(async () => assert.match(await bubbles(guest).last().innerText(), /^Yes, as you like/));
    inbox.quiet();
    await guest.context().close();
  } finally {
    await ask('DELETE', `/${entry.id}`);
    await inbox.close();
  }
});

test('sent and seen are marked, and that the chat has ended stands as a sentence', async () => {
  const guest = await visitor('Marks: how far?');
  const inbox = await opened('Marks: how far?');
  await answer(inbox).fill('As far as you');
  await answer(inbox).press('Enter');
  await inbox.getByText('Seen', { exact: true }).waitFor();
  await guest.context().close();
  await answer(inbox).fill('Are you still there?');
  await answer(inbox).press('Enter');
  await inbox.getByText('Sent', { exact: true }).waitFor();
  await inbox.keyboard.press('Escape');
  await inbox.keyboard.press('e');
  await inbox.locator('.m.sys', { hasText: 'Dana Demo closed the conversation' }).waitFor();
  assert.deepEqual(await violations(inbox), []);
  inbox.quiet();
  await inbox.close();
});

test('several chats side by side on a wide screen, each with its own composer and draft', async () => {
  const guests = [await visitor('Side: left'), await visitor('Side: right')];
  const inbox = await opened('Side: left', { viewport: { width: 1760, height: 900 } });
  await answer(inbox).fill('A draft for the left');
  await inbox.keyboard.press('Escape');
  await inbox.keyboard.press('p');
  await row(inbox, 'Side: right').locator('a').click();
  const columns = inbox.locator('[data-column]');
  await until(async () => assert.equal(await columns.count(), 2));
  await until(async () => assert.deepEqual(await columns.locator('textarea').evaluateAll((all) => all.map((one) => one.value)), ['', 'A draft for the left']));
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  await columns.first().locator('.ib-scroll').focus();
  await inbox.keyboard.press('ArrowRight');
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await inbox.evaluate(() => document.activeElement.value), 'A draft for the left'));
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await bubbles(guests[0]).last().innerText(), 'A draft for the left'));
  assert.equal(await bubbles(guests[1]).count(), 1);
  await inbox.reload();
  await until(async () => assert.equal(await columns.count(), 2));
  await inbox.setViewportSize({ width: 1280, height: 800 });
  await until(async () => assert.equal(await columns.count(), 1));
  inbox.quiet();
  await inbox.close();
  for (const guest of guests) await guest.context().close();
});
