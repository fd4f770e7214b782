/** Toasts: what just happened, and how to undo it. */
interface Options {
  bad?: boolean;
  action?: { text: string; run: () => void };
}

const box = (): HTMLElement | null => document.getElementById('toasts');

function expire(toast: HTMLElement, ms: number): void {
  let timer = setTimeout(() => toast.remove(), ms);
  toast.addEventListener('pointerenter', () => clearTimeout(timer));
  toast.addEventListener('pointerleave', () => {
    timer = setTimeout(() => toast.remove(), 2000);
  });
}

export function say(text: string, { bad, action }: Options = {}): void {
  const toast = document.createElement('div');
  toast.className = bad ? 'toast bad' : 'toast';
  toast.append(text);
  if (action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = action.text;
    button.addEventListener('click', () => {
      toast.remove();
      action.run();
    });
    toast.append(button);
  }
  const toasts = box();
  while (toasts && toasts.children.length > 2) toasts.firstElementChild?.remove();
  toasts?.append(toast);
  expire(toast, action || bad ? 8000 : 4000);
}

/** Toasts that the server put into the page go away by themselves too. */
export function watchToasts(): void {
  for (const toast of box()?.querySelectorAll<HTMLElement>('.toast') ?? []) expire(toast, 5000);
}
