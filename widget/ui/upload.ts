// Files on their way to the server, in the widget and in the console's inbox. A lost line is
// waited out and the file sent again under its id: the server takes it once.
import { backoff } from './backoff';

/** A file as messages have it. */
export interface FileInfo {
  id: string;
  name: string;
  /** By its content. */
  type: string;
  size: number;
  /** Of a picture that can be shown. */
  width?: number;
  height?: number;
}

export interface Upload {
  readonly id: string;
  readonly file: File;
  /** How much of it is over, 0 to 1. */
  done: number;
  state: 'sends' | 'waits' | 'there' | 'bad';
  /** What the server made of it. */
  info?: FileInfo;
  /** Why it was refused. */
  code?: string;
  /** Seconds until it may be tried again. */
  after?: number;
  stop?: () => void;
}

interface Way {
  url: string;
  /** A new id of a file. */
  id(): string;
  /** Bytes of a file. */
  most(): number;
  headers(again: boolean): Promise<Record<string, string>>;
  changed(): void;
}

/** Files in one message. */
export const MOST = 10;
/** A line on which nothing moves for so long is dead. */
const SILENCE = 45_000;

export class Uploads {
  list: Upload[] = [];
  /** Counts the changes of any of them. */
  turn = 0;

  constructor(private way: Way) {
    addEventListener('online', () => {
      for (const upload of this.list) if (upload.state == 'waits') void this.#send(upload);
    });
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const upload: Upload = { id: this.way.id(), file, done: 0, state: 'bad' };
      upload.code = file.size > this.way.most() ? 'file_too_large' : !file.size ? 'file_empty' : this.#good().length >= MOST ? 'too_many_files' : undefined;
      this.list.push(upload);
      if (!upload.code) void this.#send(upload);
    }
    this.#changed();
  }

  drop(upload: Upload): void {
    this.list = this.list.filter((other) => other != upload);
    upload.stop?.();
    this.#changed();
  }

  retry(upload: Upload): void {
    void this.#send(upload);
  }

  /** How many can be sent; less than 0 while some are on their way. */
  get ready(): number {
    const good = this.#good();
    return good.some((upload) => upload.state != 'there') ? -1 : good.length;
  }

  /** Takes out what can be sent. */
  take(): Upload[] {
    const there = this.list.filter((upload) => upload.state == 'there');
    this.list = this.list.filter((upload) => upload.state != 'there');
    this.#changed();
    return there;
  }

  /** What was sent and came back: it is on the server already. */
  restore(files: FileInfo[]): void {
    this.list.push(...files.map((info): Upload => ({ id: this.way.id(), file: new File([], info.name, { type: info.type }), info, done: 1, state: 'there' })));
    this.#changed();
  }

  #changed(): void {
    this.turn++;
    this.way.changed();
  }

  #good(): Upload[] {
    return this.list.filter((upload) => upload.state != 'bad');
  }

  async #send(upload: Upload, tries = 0): Promise<void> {
    upload.state = 'sends';
    upload.done = 0;
    upload.stop?.();
    this.#changed();
    let headers: Record<string, string>;
    try {
      headers = await this.way.headers(upload.code == 'unauthorized');
    } catch {
      return this.#later(upload, tries);
    }
    if (!this.list.includes(upload) || upload.state != 'sends') return;
    const ask = new XMLHttpRequest();
    let timer = 0;
    const watch = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        ask.abort();
        this.#later(upload, tries);
      }, SILENCE);
    };
    upload.stop = () => {
      clearTimeout(timer);
      ask.abort();
    };
    ask.open('POST', `${this.way.url}?id=${upload.id}&name=${escaped(upload.file.name)}`);
    ask.responseType = 'json';
    for (const name in headers) ask.setRequestHeader(name, headers[name]!);
    ask.upload.onprogress = (e) => {
      watch();
      upload.done = e.loaded / (e.total || 1);
      this.#changed();
    };
    ask.onerror = () => {
      clearTimeout(timer);
      this.#later(upload, tries);
    };
    ask.onload = () => {
      clearTimeout(timer);
      this.#answered(upload, ask, tries);
    };
    watch();
    ask.send(upload.file);
  }

  #answered(upload: Upload, ask: XMLHttpRequest, tries: number): void {
    const { status, response } = ask;
    if (status < 300 && response?.id) {
      upload.info = response;
      upload.state = 'there';
    } else if (status == 408 || status > 499) return this.#later(upload, tries);
    else {
      const again = status == 401 && upload.code != 'unauthorized';
      upload.code = response?.code || 'refused';
      if (again) return void this.#send(upload, tries);
      upload.state = 'bad';
      upload.after = Number(ask.getResponseHeader('retry-after')) || undefined;
    }
    this.#changed();
  }

  #later(upload: Upload, tries: number): void {
    if (!this.list.includes(upload)) return;
    upload.state = 'waits';
    this.#changed();
    setTimeout(() => upload.state == 'waits' && this.list.includes(upload) && void this.#send(upload, tries + 1), 500 + backoff(tries));
  }
}

/** A name as a part of an address; half a letter is none. */
const escaped = (name: string): string => {
  try {
    return encodeURIComponent(name);
  } catch {
    return 'file';
  }
};

/** Whether something that is dragged or pasted is files: an office program puts a picture of its
 * text beside the text. */
export const hasFiles = (data: DataTransfer | null): boolean => {
  const kinds = String(data?.types);
  return /Files/.test(kinds) && !/text\/plain.*text\/html|text\/html.*text\/plain/.test(kinds);
};

/** Bytes as people read them. */
export const bytes = (size: number, lang: string): string => {
  const [unit, one] = size < 1e6 ? ['kilobyte', 1024] : ['megabyte', 1_048_576];
  const digits = size < 1e6 ? 0 : 1;
  return new Intl.NumberFormat(lang, { style: 'unit', unit, maximumFractionDigits: digits }).format(Math.max(size / (one as number), size < 1e6 ? 1 : 0));
};
