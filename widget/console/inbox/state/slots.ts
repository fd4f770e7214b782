// Rows that leave the window give their place in the page to those that enter: in a flood nothing
// is made anew, and nothing is left for the collector.

export class Slots {
  private slots = new Map<string, number>();
  private made = 0;

  /** The slot of each row that is shown; whoever was shown keeps theirs. One in `held` is given to nobody else. */
  of(ids: string[], held: number | null = null): number[] {
    const shown = new Set(ids);
    const free = [...this.slots].filter(([id, slot]) => !shown.has(id) && slot !== held).map(([, slot]) => slot);
    const slots = ids.map((id) => this.slots.get(id) ?? free.pop() ?? (this.made += 1));
    this.slots = new Map(ids.map((id, i) => [id, slots[i] as number]));
    return slots;
  }
}
