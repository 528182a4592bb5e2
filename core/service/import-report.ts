/** A sentence in the two languages of the hub. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

/** Why a row cannot be taken. */
export interface Bad {
  readonly ok: false;
  readonly reason: Words;
}
export type Read<T> = { readonly ok: true; readonly value: T } | Bad;

export const bad = (vi: string, en: string): Bad => ({ ok: false, reason: { vi, en } });

/** Nothing could be imported, and nothing was. */
export class ImportError extends Error {
  override name = "ImportError";
  readonly words: Words;
  constructor(vi: string, en: string) {
    super(en);
    this.words = { vi, en };
  }
}

export interface RefusedRow {
  readonly file: string;
  readonly line: number;
  readonly reason: Words;
}

/** Something taken, yet not quite as it was written. */
export interface Note {
  readonly code: string;
  readonly words: Words;
  readonly count: number;
  /** The first lines it was seen on. */
  readonly lines: readonly number[];
}

/** What became of the rows of one file: read = added + changed + unchanged + refused. */
export interface FileReport {
  readonly file: string;
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
  readonly notes: readonly Note[];
}

export type Fate = "added" | "changed" | "unchanged";

/** Collects what becomes of each row of a file. */
export interface Tally {
  readonly row: () => void;
  readonly count: (fate: Fate) => void;
  readonly refuse: (line: number, reason: Words) => void;
  readonly note: (code: string, line: number, vi: string, en: string) => void;
  readonly report: () => FileReport;
}

const linesPerNote = 10;

export function openTally(file: string): Tally {
  let read = 0;
  const fates: Record<Fate, number> = { added: 0, changed: 0, unchanged: 0 };
  const refused: RefusedRow[] = [];
  const notes = new Map<string, { words: Words; count: number; lines: number[] }>();
  return {
    row: () => {
      read += 1;
    },
    count: (fate) => {
      fates[fate] += 1;
    },
    refuse: (line, reason) => {
      refused.push({ file, line, reason });
    },
    note: (code, line, vi, en) => {
      const note = notes.get(code) ?? { words: { vi, en }, count: 0, lines: [] };
      note.count += 1;
      if (note.lines.length < linesPerNote) note.lines.push(line);
      notes.set(code, note);
    },
    report: () => ({
      file,
      read,
      ...fates,
      refused: refused.sort((a, b) => a.line - b.line),
      notes: [...notes].map(([code, note]) => ({ code, ...note })),
    }),
  };
}

/** Tells how much of the whole is done; both numbers in the same unit, whatever it is. */
export type OnProgress = (done: number, total: number) => void;

/** Half of the work is reading, half is writing; both are measured in the bytes of the sources. */
export function openProgress(bytes: number, onProgress: OnProgress | undefined) {
  let done = 0;
  const advance = (count: number) => {
    done = Math.min(done + count, 2 * bytes);
    onProgress?.(done, 2 * bytes);
  };
  return {
    read: advance,
    /** Tells that `share` (0 to 1) of the writing is done. */
    written: (share: number) => advance(Math.max(0, Math.round(bytes * (1 + share)) - done)),
  };
}
