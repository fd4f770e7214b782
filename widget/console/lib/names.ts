import { named } from './texts';

/** Codes that the page has get names in its language: a list's countries, a lead's language. */
export function nameCodes(): void {
  for (const option of document.querySelectorAll<HTMLOptionElement>('#countries option')) option.label = named('region', option.value);
  for (const place of document.querySelectorAll<HTMLElement>('[data-language]')) place.textContent = named('language', place.dataset.language ?? '');
}
