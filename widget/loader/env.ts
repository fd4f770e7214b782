/** A member of `document` that no `<img name="createElement">` can shadow;
 * methods come bound. */
export const doc = (name: string): any => {
  const member = Reflect.get(Document.prototype, name, document);
  return member?.call ? (...args: unknown[]) => member.apply(document, args) : member;
};
