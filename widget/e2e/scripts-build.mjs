// A lead-qualification script, drawn from nothing: every click, key press and typed text is one action.
// The browser's tests use it against the real server, the editor's own against the stand-in.

/** The script by hand; gives how many actions it took. `page` shows the editor with an empty script. */
export async function qualify(page) {
  let actions = 0;
  const press = async (key) => {
    actions += 1;
    await page.keyboard.press(key);
  };
  const type = async (text) => {
    actions += 1;
    await page.keyboard.insertText(text);
  };
  const click = async (locator) => {
    actions += 1;
    await locator.click();
  };
  /** The menu of the next step, and what it takes to find one there; the cursor is in its first field then. */
  const next = async (what) => {
    await press('Control+Enter');
    await page.locator('.sc-pick input').waitFor();
    await type(what);
    await press('Enter');
    await page.locator('.sc-pick').waitFor({ state: 'detached' });
  };
  const choice = async (text, answers, variable) => {
    await next(text);
    await type(answers.join('\n'));
    await press('Tab');
    await type(variable);
  };

  await click(page.locator('.sc-first .btn'));
  await type('Hello! A few short questions, and we know how to help.');
  await press('Enter');
  await choice('What is your budget?', ['Under 1,000', '1,000 to 5,000', 'More than 5,000'], 'Budget');
  await choice('Do you decide on this yourself?', ['Yes', 'Together with others', 'No'], 'Authority');
  await next('free text');
  await type('What do you need?');
  await press('Tab');
  await type('Need');
  await choice('When would you like to start?', ['Now', 'This quarter', 'Later'], 'Time');
  await next('condition');
  await press('Tab');
  await press('Tab');
  await type('Later');
  // Whoever is in no hurry leaves an address.
  await next('end');
  await type('Thank you! We will write to you.');
  await click(page.locator('.sc-card.is-think'));
  await next('phone');
  await type('Which number may we call?');
  await next('hand over');
  await type('A colleague takes over now.');
  return actions;
}
