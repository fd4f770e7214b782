/** What can be said about a form before it is sent; the server has the last word. */

export type Fields = Record<string, string | boolean>;
export type Errors = Record<string, string>;

const LIMITS: Record<string, number> = { name: 200, phone: 40, email: 254, message: 4000 };

const DOMAINS = [
  'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'yahoo.com', 'icloud.com', 'live.com', 'aol.com', 'proton.me',
  'gmx.de', 'web.de', 't-online.de', 'freenet.de', 'orange.fr', 'free.fr', 'laposte.net', 'wanadoo.fr', 'hotmail.fr', 'yahoo.fr',
  'mail.com', 'ymail.com', 'email.com', 'gmx.net', 'gmx.at', 'gmx.ch', 'mail.ru', 'yandex.ru', 'bk.ru', 'rambler.ru', 'yahoo.ro',
];
const ENDINGS: Record<string, string> = { con: 'com', cmo: 'com', ocm: 'com', vom: 'com', comm: 'com', cm: 'com', ry: 'ru', dr: 'de' };

/** How many letters must be put in, taken out, changed or swapped with the next. */
export const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row: number[] = [];
  for (let j = 0; j <= b.length; j++) row.push(j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] == b[j - 1] ? 0 : 1;
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
};

/** The address that was probably meant, if this one looks mistyped. */
export const typo = (email: string): string | undefined => {
  const at = email.lastIndexOf('@');
  const user = email.slice(0, at + 1);
  const domain = email.slice(at + 1).toLowerCase();
  if (at < 1 || DOMAINS.includes(domain)) return;
  // Short names are too close to each other to guess.
  for (const known of DOMAINS) {
    if (known.length > 7 && known[0] == domain[0] && distance(domain, known) == 1) return user + known;
  }
  for (const known of DOMAINS) if (known.length > 8 && distance(domain, known) <= 1) return user + known;
  const dot = domain.lastIndexOf('.');
  const ending = ENDINGS[domain.slice(dot + 1)];
  if (dot > 0 && ending) return user + domain.slice(0, dot + 1) + ending;
  return;
};

const EMAIL = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".\d]{2,}$/;

/** Errors by field, in the same words as the server's. */
export const validate = (fields: Fields, asksConsent: boolean): Errors => {
  const errors: Errors = {};
  const text = (name: string) => String(fields[name] ?? '').trim();
  for (const name of Object.keys(LIMITS)) if (text(name).length > LIMITS[name]!) errors[name] = 'too_long';
  const phone = text('phone');
  const digits = phone.replace(/\D/g, '').length;
  if (phone && (/[^\d\s+().\/\-–#*a-zа-я]/i.test(phone) || digits < 5 || digits > 18)) errors.phone ??= 'invalid_phone';
  const email = text('email');
  if (email && !EMAIL.test(email)) errors.email ??= 'invalid_email';
  if (!phone && !email) errors.contact = 'contact_required';
  if (asksConsent && !fields.consent) errors.consent = 'consent_required';
  return errors;
};

/** A phone number to be read over: as it was typed, or in groups where it was typed in one piece. */
export const spaced = (phone: string): string =>
  /^\+?\d+$/.test(phone)
    ? phone
        .replace(/^\+([17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/, '$&\u00a0')
        .replace(/\d{3}(?=\d\d)/g, '$&\u00a0')
    : phone;

const CODES = 'AD376AE971AT43AU61BE32BG359BR55BY375CA1CH41CN86CY357CZ420DE49DK45EE372EG20ES34FI358FR33GB44GE995GR30HR385HU36IE353IL972IN91IS354IT39JP81KZ7LI423LT370LU352LV371MA212MC377MD373ME382MK389MT356MX52NL31NO47NZ64PL48PT351RO40RS381RU7SA966SE46SI386SK421TR90UA380US1UZ998ZA27';

/** The calling code of a country (`DE` → `+49`), where it is a common one. */
export const callingCode = (country: string | undefined): string | undefined => {
  const found = country && new RegExp(`(?:^|\\d)${country}(\\d+)`).exec(CODES);
  return found ? '+' + found[1] : undefined;
};
