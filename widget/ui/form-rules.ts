/** What can be said about a form before it is sent; the server has the last word. */

export type Fields = Record<string, string | boolean>;
export type Errors = Record<string, string>;

/** What is typed into the field of a name: type and autocompletion. */
export const TYPES: Record<string, [string, string]> = {
  name: ['text', 'name'],
  phone: ['tel', 'tel'],
  email: ['email', 'email'],
};

const LIMITS: Record<string, number> = { name: 200, phone: 40, email: 254, message: 4000 };

const DOMAINS = [
  'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'yahoo.com', 'icloud.com', 'live.com', 'aol.com', 'proton.me',
  'gmx.de', 'web.de', 't-online.de', 'freenet.de', 'orange.fr', 'free.fr', 'laposte.net', 'wanadoo.fr', 'hotmail.fr', 'yahoo.fr',
  'mail.com', 'ymail.com', 'email.com', 'gmx.net', 'gmx.at', 'gmx.ch', 'mail.ru', 'yandex.ru', 'bk.ru', 'rambler.ru', 'yahoo.ro',
];
const ENDINGS: Record<string, string> = { con: 'com', cmo: 'com', ocm: 'com', vom: 'com', comm: 'com', cm: 'com', ry: 'ru', dr: 'de' };

/** Whether at most one letter must be put in, taken out, changed or swapped with the next. */
export const near = (a: string, b: string): boolean => {
  let from = 0;
  let to = 0;
  while (from < a.length && a[from] == b[from]) from++;
  while (from + to < Math.min(a.length, b.length) && a[a.length - 1 - to] == b[b.length - 1 - to]) to++;
  const x = a.slice(from, a.length - to);
  const y = b.slice(from, b.length - to);
  return (x.length < 2 && y.length < 2) || (x.length == 2 && y == x[1]! + x[0]);
};

/** The address that was probably meant, if this one looks mistyped. */
export const typo = (email: string): string | undefined => {
  const at = email.lastIndexOf('@');
  const user = email.slice(0, at + 1);
  const domain = email.slice(at + 1).toLowerCase();
  if (at < 1 || DOMAINS.includes(domain)) return;
  // Short names are too close to each other to guess.
  for (const known of DOMAINS) {
    if (known.length > 7 && known[0] == domain[0] && near(domain, known)) return user + known;
  }
  for (const known of DOMAINS) if (known.length > 8 && near(domain, known)) return user + known;
  const dot = domain.lastIndexOf('.');
  const ending = ENDINGS[domain.slice(dot + 1)];
  if (dot > 0 && ending) return user + domain.slice(0, dot + 1) + ending;
  return;
};

export const EMAIL = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".\d]{2,}$/;

/** Whether it looks like a phone number. */
export const PHONE = (phone: string): boolean => {
  const digits = phone.replace(/\D/g, '').length;
  return !/[^\d\s+().\/\-–#*a-zа-я]/i.test(phone) && digits > 4 && digits < 19;
};

/** Errors by field, in the same words as the server's. */
export const validate = (fields: Fields, asksConsent: boolean): Errors => {
  const errors: Errors = {};
  const text = (name: string) => String(fields[name] ?? '').trim();
  for (const name of Object.keys(LIMITS)) if (text(name).length > LIMITS[name]!) errors[name] = 'too_long';
  const phone = text('phone');
  if (phone && !PHONE(phone)) errors.phone ??= 'invalid_phone';
  const email = text('email');
  if (email && !EMAIL.test(email)) errors.email ??= 'invalid_email';
  if (!phone && !email) errors.contact = 'contact_required';
  if (asksConsent && !fields.consent) errors.consent = 'consent_required';
  return errors;
};
