// The page of a landing page: what is typed shows beside it as visitors would see it, drawn by the server.

/** How wide the page is drawn, in CSS pixels. */
const WIDTH: Record<string, number> = { desktop: 1180, phone: 390 };

export function watchLanding(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-preview]');
  const stage = document.querySelector<HTMLElement>('.lp-stage');
  if (!form || !stage) return;
  let device = matchMedia('(min-width: 1400px)').matches ? 'desktop' : 'phone';
  let isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  let drawn = 0;
  let waits = 0;

  /** What belongs to a choice shows while it is made. */
  const show = (): void => {
    for (const choice of form.querySelectorAll<HTMLSelectElement>('select[data-shows]')) {
      const place = choice.closest('fieldset')!;
      for (const part of place.querySelectorAll<HTMLElement>('[data-when]')) if (choice.id === 'does') part.hidden = part.dataset.when !== choice.value;
      for (const part of place.querySelectorAll<HTMLElement>('[data-unless]')) if (choice.id !== 'does') part.hidden = part.dataset.unless === choice.value;
    }
  };

  const fit = (): void => {
    const width = WIDTH[device]!;
    const scale = Math.min(1, stage.clientWidth / width);
    for (const frame of stage.querySelectorAll('iframe')) {
      frame.style.width = `${width}px`;
      frame.style.height = `${stage.clientHeight / scale}px`;
      frame.style.transform = `scale(${scale})`;
      frame.style.marginInlineStart = `${Math.max(0, (stage.clientWidth - width * scale) / 2)}px`;
    }
    for (const button of document.querySelectorAll<HTMLElement>('[data-device]')) button.ariaPressed = String(button.dataset.device === device);
    document.querySelector<HTMLElement>('[data-dark]')!.ariaPressed = String(isDark);
  };

  const draw = (): void => {
    // A frame that is new leaves no step behind in the browser's history.
    const frame = document.createElement('iframe');
    frame.name = `preview-${++drawn}`;
    frame.title = stage.dataset.frameTitle ?? '';
    frame.tabIndex = -1;
    const old = stage.querySelectorAll('iframe');
    frame.onload = () => {
      if (frame.contentWindow?.location.href === 'about:blank') return;
      for (const one of old) one.remove();
      frame.classList.add('is-there');
    };
    stage.append(frame);
    fit();
    const sent = document.createElement('form');
    sent.method = 'post';
    sent.action = form.dataset.preview!;
    sent.target = frame.name;
    sent.hidden = true;
    for (const [name, value] of [...new FormData(form), ['scheme', isDark ? 'dark' : 'light'] as const]) {
      const field = document.createElement('textarea');
      field.name = name;
      field.value = String(value);
      sent.append(field);
    }
    document.body.append(sent);
    // Not by a press: nothing is saved.
    sent.submit();
    sent.remove();
  };
  const soon = (): void => {
    clearTimeout(waits);
    waits = window.setTimeout(draw, 400);
  };

  form.addEventListener('input', () => {
    show();
    soon();
  });
  form.addEventListener('focusin', (event) => {
    const key = (event.target as HTMLElement).closest<HTMLElement>('[data-variant]')?.dataset.variant;
    const shown = form.elements.namedItem('shown') as HTMLInputElement;
    if (key && key !== shown.value) {
      shown.value = key;
      soon();
    }
  });
  for (const button of document.querySelectorAll<HTMLElement>('[data-device]')) {
    button.addEventListener('click', () => {
      device = button.dataset.device!;
      fit();
    });
  }
  document.querySelector('[data-dark]')!.addEventListener('click', () => {
    isDark = !isDark;
    fit();
    draw();
  });
  new ResizeObserver(fit).observe(stage);
  show();
  draw();
}
