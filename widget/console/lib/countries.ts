import { named } from './texts';

/** The choices of a list of countries, which have only codes, get names. */
export function nameCountries(): void {
  for (const option of document.querySelectorAll<HTMLOptionElement>('#countries option')) option.label = named('region', option.value);
}
