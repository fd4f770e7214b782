/** The session's token, from the page's head. */
export const csrf = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? '';
