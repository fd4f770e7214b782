// The numbers of the inbox's changes that were seen: a gapless run, and what came ahead of it.
// A lost frame is noticed by its number, never by the time.
export class Revs {
  /** Every change up to this one was seen; 0 before the first list. */
  upto = 0;
  private readonly ahead = new Set<number>();

  /** Everything up to `rev` is in what was just loaded. */
  has(rev: number): void {
    if (rev > this.upto) this.upto = rev;
    for (const one of this.ahead) if (one <= this.upto) this.ahead.delete(one);
    this.advance();
  }

  saw(rev: number): void {
    if (rev <= this.upto) return;
    this.ahead.add(rev);
    this.advance();
  }

  /** A change before one that was seen, or before the server's newest, has not come. */
  misses(head = 0): boolean {
    return this.ahead.size > 0 || head > this.upto;
  }

  /** After a server was set back, its numbers begin lower. */
  restart(rev: number): void {
    this.upto = rev;
    this.ahead.clear();
  }

  private advance(): void {
    while (this.ahead.delete(this.upto + 1)) this.upto += 1;
  }
}
