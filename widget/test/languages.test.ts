import assert from 'node:assert/strict';
import { test } from 'node:test';
import de from '../i18n/de';
import en from '../i18n/en';
import fr from '../i18n/fr';
import ro from '../i18n/ro';
import ru from '../i18n/ru';

test('every language has the same texts', () => {
  for (const lang of [de, fr, ro, ru]) assert.deepEqual(Object.keys(lang).sort(), Object.keys(en).sort());
});
