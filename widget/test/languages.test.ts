import assert from 'node:assert/strict';
import { test } from 'node:test';
import de from '../i18n/de';
import en from '../i18n/en';
import fr from '../i18n/fr';
import ro from '../i18n/ro';
import ru from '../i18n/ru';
import offerDe from '../i18n/offer/de';
import offerEn from '../i18n/offer/en';
import offerFr from '../i18n/offer/fr';
import offerRo from '../i18n/offer/ro';
import offerRu from '../i18n/offer/ru';

test('every language has the same texts', () => {
  for (const lang of [de, fr, ro, ru]) assert.deepEqual(Object.keys(lang).sort(), Object.keys(en).sort());
});

test('every language has the same texts for offers and forms, with the same gaps to fill', () => {
  const gaps = (texts: object) => Object.entries(texts).map(([name, text]) => [name, ...(text.match(/\{\w+\}/g) ?? []).sort()].join()).sort();
  for (const lang of [offerDe, offerFr, offerRo, offerRu]) assert.deepEqual(gaps(lang), gaps(offerEn));
});
