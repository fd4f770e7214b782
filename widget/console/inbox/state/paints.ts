// When the views paint: once for all changes of a frame, and with a rest after each.

/** A hidden tab gives no frames: its title is kept by a timer. */
const HIDDEN = 250;
/**
 * Each paint is followed by a rest, longer after one that took long: a first change is seen at once,
 * and a flood leaves the machine to the person.
 */
const REST = { least: 50, most: 100 };

export class Paints {
  private asked = false;
  private free = 0;

  constructor(private readonly paint: () => void) {}

  ask(): void {
    if (this.asked) return;
    this.asked = true;
    const rest = this.free - performance.now();
    if (document.hidden) setTimeout(() => this.now(), HIDDEN);
    else if (rest > 4) setTimeout(() => this.frame(), rest);
    else this.frame();
  }

  private frame(): void {
    let done = false;
    const once = (): void => {
      if (done) return;
      done = true;
      clearTimeout(late);
      this.now();
    };
    // A window behind others may get no frames although it is not hidden.
    const late = setTimeout(once, HIDDEN);
    requestAnimationFrame(once);
  }

  now(): void {
    this.asked = false;
    const start = performance.now();
    this.paint();
    // What was set is drawn in a microtask; this one comes after it.
    void Promise.resolve().then(() =>
      queueMicrotask(() => {
        const end = performance.now();
        const took = end - start;
        this.free = end + Math.min(REST.most, Math.max(REST.least, 4 * took));
      }),
    );
  }
}
