// The editor's state: the draft, what is selected, what is open beside it, and who is told of changes.
import { count, t } from '../../lib/texts';
import { say } from '../../lib/toast';
import { Refused, api } from './api';
import { diffRows, type DiffRow } from './diff';
import { added, moved, patched, pasted, removed, shifted, stepOf } from './edit';
import { History } from './history';
import { fresh, type Kind } from './kinds';
import { laidOut, placed } from './layout';
import { inOrder } from './order';
import { START, linked, portsFrom } from './ports';
import { Saver, draftStore, type SaveState } from './saver';
import { Tryout } from './tryout';
import { toTell, whereLive } from './sites';
import type { Figures, Finding, Note, OnSite, Script, Step, There, Version, Whole } from './types';
import { nearest, variablesOf } from './variables';
import { takeNotes } from './where';
import { wire } from './wire';

export type Pane = 'step' | 'try' | 'versions' | 'findings';
export type View = 'canvas' | 'outline';

export interface Quick {
  from: string;
  port: string;
  /** Where a drag has ended. */
  at?: [number, number];
  /** What it stands beside. */
  rect: DOMRect | null;
}

const CHECK = 300;

export class Editor {
  doc: Script;
  selection: ReadonlySet<string> = new Set();
  /** The edge that is selected, as the port it leaves from. */
  edge: { from: string; port: string } | null = null;
  findings: Finding[] = [];
  /** The check could not be asked. */
  unchecked = false;
  pane: Pane = 'step';
  /** On a phone the pane covers the outline. */
  paneOpen = false;
  view: View = 'canvas';
  quick: Quick | null = null;
  searching = false;
  saving: SaveState = 'saved';
  refused = '';
  published: Version | null;
  hasChanges: boolean;
  sites: Whole['sites'];
  versions: Version[] | null = null;
  compared: { number: number; rows: DiffRow[] } | null = null;
  figures: { version: number; days: number; got: Figures | null } | null = null;
  notes: Note[] = [];
  readonly readonly: boolean;
  /** Whoever may set who answers on a site. */
  readonly owner: boolean;
  readonly id: string;
  readonly history = new History<Script>();
  readonly saver: Saver;
  readonly tryout: Tryout;
  /** Said to those who do not see. */
  said = '';
  /** Brings a step into sight, set by the canvas. */
  reveal: (id: string) => void = () => {};
  /** Asks the form to take the focus in a field of the step. */
  focusAsked = 0;
  focusField: string | null = null;
  private readonly watchers = new Set<() => void>();
  private checking: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private clipboard: Step[] = [];

  constructor(whole: Whole, mayChange: boolean, owner: boolean) {
    this.id = whole.id;
    this.owner = owner;
    this.readonly = !mayChange;
    this.published = whole.published;
    this.hasChanges = whole.has_changes;
    this.sites = whole.sites ?? [];
    const store = draftStore(whole.id);
    this.saver = new Saver(whole.id, whole.rev, api, store, {
      state: (state, why) => this.saveIs(state, why),
      saved: (script, findings) => this.wasSaved(script, findings),
    });
    this.tryout = new Tryout(api, () => wire(this.doc), () => this.changed());
    this.notes = takeNotes(whole.id);
    this.doc = placed(whole.script);
    const kept = this.readonly ? null : store.read();
    if (kept && JSON.stringify(kept.script) !== JSON.stringify(whole.script)) {
      this.doc = placed(kept.script);
      this.hasChanges = true;
      this.saver.rev = kept.rev;
      this.saver.take(wire(this.doc));
    } else store.write(null);
    this.select(this.doc.steps.length ? [] : [START]);
    this.checkSoon(0);
  }

  watch(seen: () => void): () => void {
    this.watchers.add(seen);
    return () => this.watchers.delete(seen);
  }

  changed(): void {
    for (const seen of this.watchers) seen();
  }

  tell(text: string): void {
    this.said = text;
  }

  /** The one step that the form is about. */
  get current(): string | null {
    return this.selection.size === 1 ? [...this.selection][0]! : null;
  }

  get step(): Step | undefined {
    return stepOf(this.doc, this.current);
  }

  get variables(): string[] {
    return variablesOf(this.doc);
  }

  // What changes the draft.

  change(doc: Script, tag = '', selection: ReadonlySet<string> = this.selection): void {
    if (doc === this.doc || this.readonly) return;
    this.history.push({ doc: this.doc, selection: this.selection }, tag);
    this.selection = selection;
    this.put(doc);
  }

  private put(doc: Script): void {
    this.doc = doc;
    if (this.edge && !portsFrom(doc, this.edge.from).some((port) => port.key === this.edge?.port && port.to)) this.edge = null;
    this.hasChanges = true;
    this.saver.take(wire(doc));
    this.checkSoon(CHECK);
    this.changed();
  }

  patch(id: string, part: Partial<Step>, tag = ''): void {
    this.change(patched(this.doc, id, part), tag && `${id} ${tag}`);
  }

  undo(): void {
    const found = this.history.undo({ doc: this.doc, selection: this.selection });
    this.swapTo(found, t('undone'));
  }

  redo(): void {
    const found = this.history.redo({ doc: this.doc, selection: this.selection });
    this.swapTo(found, t('redone'));
  }

  private swapTo(found: { doc: Script; selection: ReadonlySet<string> } | undefined, said: string): void {
    if (!found || this.readonly) return;
    this.selection = found.selection;
    this.tell(said);
    this.put(found.doc);
  }

  link(from: string, port: string, to: string | null): void {
    this.change(linked(this.doc, from, port, to));
    this.tell(to ? t('linked') : t('unlinked'));
  }

  add(kind: Kind, text?: string): void {
    const quick = this.quick;
    const after = quick && { from: quick.from, port: quick.port };
    const bare = fresh(kind, { script: this.doc, taken: this.variables, text, near: '' });
    let { script, id } = added(this.doc, bare, after, quick?.at);
    if (kind.kind === 'condition') {
      const name = nearest(script, id);
      if (name) script = patched(script, id, { branches: [{ id: 'b1', tests: [{ what: name, is: 'equal', than: '' }] }] });
    }
    this.quick = null;
    this.pane = 'step';
    this.paneOpen = true;
    this.change(script, '', new Set([id]));
    this.tell(t('step_added', { name: kind.name() }));
    this.focus(text ? 'rest' : null);
    this.reveal(id);
  }

  remove(): void {
    if (this.edge) {
      const { from, port } = this.edge;
      this.edge = null;
      this.link(from, port, null);
      return;
    }
    const ids = new Set([...this.selection].filter((id) => id !== START));
    if (!ids.size) return;
    // What stands before it is where the work goes on.
    const before = ids.size === 1 ? this.doc.steps.find((step) => !ids.has(step.id) && portsFrom(this.doc, step.id).some((port) => port.to && ids.has(port.to))) : undefined;
    this.change(removed(this.doc, ids), '', new Set(before ? [before.id] : []));
    this.tell(t('steps_removed'));
    say(t('steps_removed'), { action: { text: t('undo'), run: () => this.undo() } });
  }

  move(by: [number, number], tag = ''): void {
    this.change(moved(this.doc, this.selection, by), tag);
  }

  shift(by: 1 | -1): void {
    if (!this.current) return;
    this.change(shifted(this.doc, this.current, by));
    this.tell(t('step_moved'));
  }

  copy(): void {
    const steps = this.doc.steps.filter((step) => this.selection.has(step.id));
    if (!steps.length) return;
    this.clipboard = steps;
    this.tell(t('steps_copied'));
    void navigator.clipboard?.writeText(JSON.stringify({ format: 'leadbell.steps/1', steps })).catch(() => {});
  }

  cut(): void {
    this.copy();
    this.remove();
  }

  /** Steps of this tab, or of another one: `text` is what the clipboard has. */
  paste(text: string, at?: [number, number]): void {
    let steps = this.clipboard;
    try {
      const got = JSON.parse(text) as { format?: string; steps?: Step[] };
      if (got.format === 'leadbell.steps/1' && Array.isArray(got.steps)) steps = got.steps;
    } catch {
      // Some other text: what was copied here counts.
    }
    if (!steps.length) return;
    const { script, ids } = pasted(this.doc, steps, at);
    this.change(script, '', new Set(ids));
    this.tell(t('steps_pasted'));
  }

  duplicate(): void {
    const steps = this.doc.steps.filter((step) => this.selection.has(step.id));
    if (!steps.length) return;
    const { script, ids } = pasted(this.doc, steps);
    this.change(script, '', new Set(ids));
    this.tell(t('steps_pasted'));
  }

  layout(): void {
    this.change(laidOut(this.doc, this.selection));
    this.tell(t('laid_out'));
  }

  replace(script: Script): void {
    this.change(placed(script), '', new Set());
  }

  // What is looked at.

  select(ids: Iterable<string>, edge: Editor['edge'] = null): void {
    this.selection = new Set(ids);
    this.edge = edge;
    if (this.selection.size && (this.pane === 'findings' || (this.pane === 'versions' && !this.compared))) this.pane = 'step';
    this.changed();
  }

  /** Selects a step and brings it into sight. */
  goTo(id: string): void {
    this.pane = this.pane === 'versions' ? 'versions' : 'step';
    this.select([id]);
    this.reveal(id);
  }

  show(pane: Pane): void {
    this.pane = pane;
    this.paneOpen = true;
    if (pane !== 'versions') this.compared = null;
    this.changed();
  }

  closePane(): void {
    this.paneOpen = false;
    this.pane = 'step';
    this.compared = null;
    this.changed();
  }

  set(part: Partial<Pick<Editor, 'view' | 'quick' | 'searching' | 'paneOpen' | 'notes' | 'compared' | 'figures'>>): void {
    Object.assign(this, part);
    this.changed();
  }

  /** The form takes the focus: in its first field, or in the first that is still empty. */
  focus(field: string | null = null): void {
    this.focusAsked += 1;
    this.focusField = field;
    this.pane = 'step';
    this.paneOpen = true;
    this.changed();
  }

  /** The menu of steps to add, at the way out of a step that still leads nowhere, or else at its plain one. */
  quickAdd(from: string | null, rect: DOMRect | null, port?: string, at?: [number, number]): void {
    if (this.readonly) return;
    // With nothing selected: where the flow ends last, or where it does not begin yet.
    const id = from ?? (this.doc.entries.some((entry) => entry.to) ? inOrder(this.doc).findLast((step) => portsFrom(this.doc, step.id).some((one) => one.key === 'next' && !one.to))?.id ?? '' : START);
    if (id === START && !this.doc.entries.length) this.change({ ...this.doc, entries: [{ on: 'start' }] });
    const ports = portsFrom(this.doc, id);
    const next = ports.find((one) => one.key === 'next');
    const forks = ports.some((one) => one.kind === 'branch' || one.kind === 'way');
    const free = forks ? ports.find((one) => !one.to && one.key !== 'failed') : next;
    const chosen = free ?? next ?? ports[0];
    const key = port ?? chosen?.key;
    this.quick = key ? { from: id, port: key, rect, ...(at ? { at } : {}) } : { from: '', port: '', rect, ...(at ? { at } : {}) };
    this.changed();
  }

  // The server.

  private checkSoon(ms: number): void {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => void this.check(), ms);
  }

  async check(): Promise<void> {
    const asked = ++this.asked;
    try {
      const { findings } = await api.check(wire(this.doc));
      if (asked !== this.asked) return;
      this.findings = findings;
      this.unchecked = false;
    } catch {
      this.unchecked = true;
    }
    this.changed();
  }

  private saveIs(state: SaveState, why = ''): void {
    if (state === 'saved' && this.saving !== 'saved') this.tell(t('script_saved'));
    this.saving = state;
    this.refused = why;
    this.changed();
  }

  private wasSaved(script: Script, findings: Finding[]): void {
    if (JSON.stringify(script) === JSON.stringify(wire(this.doc))) this.findings = findings ?? this.findings;
  }

  /** Another tab or person has saved meanwhile: their draft takes the place of this one, which can be undone. */
  async loadTheirs(): Promise<void> {
    try {
      const whole = await api.one(this.id);
      this.saver.reset(whole.rev);
      this.history.push({ doc: this.doc, selection: this.selection });
      this.doc = placed(whole.script);
      this.selection = new Set();
      this.published = whole.published;
      this.checkSoon(0);
      this.changed();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  }

  /** This draft goes on as a script of its own. */
  async keepAsCopy(): Promise<string | null> {
    try {
      const { id } = await api.make({ script: { ...wire(this.doc), name: t('copy_of', { name: this.doc.name }) } });
      this.saver.reset(this.saver.rev);
      return id;
    } catch (error) {
      say((error as Error).message, { bad: true });
      return null;
    }
  }

  /** The script among those of a site. */
  self(live = this.published !== null): There {
    return { id: this.id, name: this.doc.name, live, begins: this.doc.entries.some((entry) => entry.on === 'start' && entry.to) };
  }

  /** Publishes the draft, on these sites from then on. */
  async publish(note: string, sites: OnSite[]): Promise<boolean> {
    try {
      if (!(await this.saver.flush())) return false;
      const { version } = await api.publish(this.id, this.saver.rev, note);
      this.published = version;
      this.hasChanges = false;
      this.versions = null;
      await this.answerOn(sites, false);
      say(this.liveWords(true));
      this.changed();
      return true;
    } catch (error) {
      if (error instanceof Refused && error.details.findings) this.findings = error.details.findings;
      say(error instanceof Refused && error.status === 422 ? t('has_errors') : (error as Error).message, { bad: true });
      this.changed();
      return false;
    }
  }

  async loadVersions(): Promise<string> {
    try {
      this.versions = (await api.versions(this.id)).versions.sort((a, b) => b.number - a.number);
      this.changed();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }

  async compare(number: number): Promise<void> {
    try {
      if (!this.readonly && !(await this.saver.flush())) return;
      this.compared = { number, rows: diffRows(await api.diff(this.id, number), this.doc) };
      this.changed();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  }

  async restore(number: number): Promise<void> {
    try {
      if (!(await this.saver.flush())) return;
      const { rev, script } = await api.restore(this.id, number);
      this.history.push({ doc: this.doc, selection: this.selection });
      this.saver.reset(rev);
      this.doc = placed(script);
      this.selection = new Set();
      this.compared = null;
      this.hasChanges = number !== this.published?.number;
      this.checkSoon(0);
      this.changed();
      say(t('was_restored', { n: number }), { action: { text: t('undo'), run: () => this.undo() } });
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  }

  /** Has the sites be so. */
  async answerOn(sites: OnSite[], tells = true): Promise<void> {
    const before = this.sites;
    const given = toTell(before, sites);
    if (!given) return;
    this.sites = sites;
    this.changed();
    try {
      this.sites = (await api.sites(this.id, given)).sites;
      if (tells) this.tell(t('script_saved'));
    } catch (error) {
      this.sites = before;
      say((error as Error).message, { bad: true });
    }
    this.changed();
  }

  /** Where visitors meet the published script, in words; `whole` names its number. */
  liveWords(whole = false): string {
    if (!this.published) return t('never_published');
    const n = this.published.number;
    const { on, met } = whereLive(this.sites);
    if (!on.length) return whole ? t('published_nowhere', { n }) : t('on_no_site');
    if (!met.length) return whole ? t('published_silent', { n }) : t('people_answer');
    const where = met.length === 1 ? met[0]!.name : count('sites_n', met.length);
    return whole ? t('published_on', { n, site: where }) : t('live_on', { site: where });
  }

  async showFigures(version: number, days: number): Promise<void> {
    this.figures = { version, days, got: null };
    this.changed();
    try {
      const got = await api.figures(this.id, version, days);
      if (this.figures?.version === version && this.figures.days === days) this.figures = { version, days, got };
    } catch (error) {
      this.figures = null;
      say((error as Error).message, { bad: true });
    }
    this.changed();
  }
}
