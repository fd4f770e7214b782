// A list that stays in order: a change moves one row, and nothing is sorted again.

/** Less than 0 where `a` stands before `b`; 0 only for the same row. */
type Compare<Row> = (a: Row, b: Row) => number;

export class Ordered<Row extends object> {
  private items: Row[] = [];
  /** Counts up with every change. */
  version = 0;

  constructor(private readonly compare: Compare<Row>) {}

  get length(): number {
    return this.items.length;
  }

  at(place: number): Row | undefined {
    return this.items[place];
  }

  slice(from: number, to: number): Row[] {
    return this.items.slice(Math.max(0, from), Math.max(0, to));
  }

  /** All of them anew: the only sort there is. */
  fill(rows: Row[]): void {
    this.items = rows.sort(this.compare);
    this.version += 1;
  }

  /** How many rows stand before the place of `row`. */
  before(row: Row): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.items[middle] as Row, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The place of a row as it stands in the list; -1 where it does not. */
  place(row: Row | undefined): number {
    if (!row) return -1;
    const place = this.before(row);
    return this.items[place] === row ? place : -1;
  }

  /** Puts `now` where `was` stood, or where it belongs; either may be nothing. */
  replace(was: Row | undefined, now: Row | undefined): void {
    const old = this.place(was);
    if (old < 0 && !now) return;
    this.version += 1;
    if (old >= 0 && now && this.compare(was as Row, now) === 0) {
      this.items[old] = now;
      return;
    }
    if (old >= 0) this.items.splice(old, 1);
    if (now) this.items.splice(this.before(now), 0, now);
  }
}
