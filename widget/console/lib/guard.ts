/** `form[data-guard]`: leaving with unsaved changes asks first; saving twice is not possible. */
export function watchForms(): void {
  const dirty = new Set(document.querySelectorAll<HTMLFormElement>('form[data-unsaved]'));
  document.addEventListener('input', (event) => {
    const form = (event.target as HTMLInputElement).form;
    if (form?.matches('[data-guard]')) {
      dirty.add(form);
      form.dataset.dirty = '';
    }
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    dirty.delete(form);
    delete form.dataset.dirty;
    if (form.method !== 'post' || event.defaultPrevented) return;
    const button = (event as SubmitEvent).submitter;
    // After the browser has collected the fields, the button's own value among them.
    setTimeout(() => button?.setAttribute('aria-busy', 'true'));
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = '1';
  });
  document.addEventListener('reset', (event) => dirty.delete(event.target as HTMLFormElement));
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
    }
  });
  addEventListener('beforeunload', (event) => {
    for (const form of dirty) if (form.isConnected) event.preventDefault();
  });
}
