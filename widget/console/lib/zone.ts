/** An empty field for a time zone starts with the browser's own. */
export function fillZone(): void {
  const field = document.querySelector<HTMLInputElement>('input[name="time_zone"]');
  if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
