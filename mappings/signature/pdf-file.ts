import { inflate } from "node:zlib";
import { promisify } from "node:util";
import type { ByteSource } from "./byte-source.ts";
import { broken, SignatureFault } from "./fault.ts";
import {
  countOf,
  isArray,
  isDict,
  isRef,
  nameOf,
  pdfParser,
  ShortWindow,
  type PdfDict,
  type PdfRef,
  type PdfValue,
} from "./pdf-syntax.ts";
import { inTurns, turnBytes, turnPieces, type Work } from "./work.ts";

/** Where an object lies: in the file, or at a place within an object stream. */
export type Entry =
  | { readonly kind: "at"; readonly offset: number; readonly generation: number }
  | { readonly kind: "in"; readonly stream: number; readonly index: number }
  | { readonly kind: "free" };

/** One cross-reference section with its trailer (ISO 32000-1, 7.5.4 and 7.5.8). */
export interface Section {
  readonly offset: number;
  readonly entries: ReadonlyMap<number, Entry>;
  readonly trailer: PdfDict;
  readonly prev: number | null;
  /** Where its last byte is, that of a stream beside it too. */
  readonly to: number;
}

export interface PdfObject {
  readonly number: number;
  readonly value: PdfValue;
  /** Bytes of its stream; null: it is none. */
  readonly stream: { readonly from: number; readonly to: number } | null;
  /** Null: it lies in an object stream. */
  readonly place: { readonly from: number; readonly to: number } | null;
  /** Bytes of its value. */
  readonly size: number;
}

/** A PDF as it is up to `end`: the file, or what it was when a revision ended. */
export interface Pdf {
  readonly end: number;
  readonly work: Work;
  /** The newest first. */
  readonly sections: readonly Section[];
  readonly trailer: PdfDict;
  readonly numbers: () => Set<number>;
  readonly entryOf: (number: number) => Entry | undefined;
  /** The same text exactly when the object lies at the same place. */
  readonly placeOf: (number: number) => string | null;
  /** Undefined where there is none such (then it counts as null). */
  readonly load: (number: number) => Promise<PdfObject | undefined>;
  /** Follows references. */
  readonly resolve: (value: PdfValue | undefined) => Promise<PdfValue>;
  /** The object that begins there, whatever the tables say. */
  readonly objectAt: (offset: number) => Promise<PdfObject>;
}

/** What was read once of a file, for every revision of it. */
export interface PdfCache {
  readonly source: ByteSource;
  readonly work: Work;
  readonly sections: Map<number, Section>;
  readonly objects: Map<number, PdfObject>;
  /** Streams whose length is being looked up: it may not lead back to them. */
  readonly reading: Set<number>;
  /** The one used last is the last. */
  readonly streams: Map<number, ObjectStream>;
}

interface ObjectStream {
  readonly bytes: Uint8Array;
  /** Number and place of each object. */
  readonly index: readonly (readonly [number, number])[];
}

export const cacheOf = (source: ByteSource, work: Work): PdfCache => ({
  source,
  work,
  sections: new Map(),
  objects: new Map(),
  reading: new Set(),
  streams: new Map(),
});

const mostSections = 500;
const mostObjects = 200_000;
const mostParts = 20_000;
const largestObject = 4 * 1024 * 1024;
const largestStream = 8 * 1024 * 1024;
const objectsKept = 4000;
/** Of object streams, inflated. */
const bytesKept = 32 * 1024 * 1024;
const tail = 2048;

const unzip = promisify(inflate);

/**
 * Where the newest section of what ends at `end` begins.
 * @param isStrict nothing may follow its `%%EOF` but white space.
 */
export async function startOfSections(source: ByteSource, end: number, isStrict: boolean): Promise<number> {
  const text = Buffer.from(await source.read(Math.max(0, end - tail), end)).toString("latin1");
  const last = text.lastIndexOf("startxref");
  const found = /^startxref\s+(\d{1,15})\s+%%EOF/.exec(last < 0 ? "" : text.slice(last));
  if (!found) throw broken("no startxref at the end");
  if (isStrict && !/^[\s\0]{0,16}$/.test(text.slice(last + found[0].length)))
    throw broken("something follows the end of the revision");
  return Number(found[1]);
}

/** @throws {SignatureFault} when its structure cannot be followed. */
export async function openPdf(cache: PdfCache, end: number, start: number): Promise<Pdf> {
  const sections: Section[] = [];
  const seen = new Set<number>();
  let count = 0;
  for (let next: number | null = start; next !== null;) {
    if (seen.has(next)) throw broken("the sections run in a circle");
    if (sections.length >= mostSections) throw new SignatureFault("tooLarge", "too many revisions");
    seen.add(next);
    const section: Section = await sectionAt(cache, next, end);
    count += section.entries.size;
    if (count > mostObjects) throw new SignatureFault("tooLarge", "too many objects");
    sections.push(section);
    next = section.prev;
  }
  return pdfOf(cache, end, sections);
}

export function pdfOf(cache: PdfCache, end: number, sections: readonly Section[]): Pdf {
  const [newest] = sections;
  if (!newest) throw broken("no section");

  const entryOf = (number: number): Entry | undefined => {
    for (const { entries } of sections) {
      const entry = entries.get(number);
      if (entry) return entry;
    }
    return undefined;
  };

  const objectAt = async (offset: number): Promise<PdfObject> => {
    if (offset >= end) throw broken("an object beyond the end");
    const known = cache.objects.get(offset);
    // whoever asks goes through it once more
    if (known) await cache.work.spend(1, known.size);
    const object = known ?? (await readObject(offset));
    if (!known) keep(cache.objects, offset, object, objectsKept);
    if (object.place && object.place.to > end) throw broken("an object that reaches beyond its revision");
    return object;
  };

  async function readObject(offset: number): Promise<PdfObject> {
    const head = await parseAt(cache, offset, async (parser, turns) => {
      const number = wholeOf(parser.word());
      parser.skipSpace();
      wholeOf(parser.word());
      parser.skipSpace();
      if (parser.word() !== "obj") throw broken("no object where one should be");
      const value = await turns.value();
      parser.skipSpace();
      const word = parser.word();
      const size = parser.position() - offset;
      if (word === "endobj") return { number, value, size, from: null, to: parser.position() };
      if (word !== "stream" || !isDict(value)) throw broken("an object without end");
      if (parser.peek() === 13) parser.skip(1);
      if (parser.peek() !== 10) throw broken("a stream without a line's end");
      parser.skip(1);
      return { number, value, size, from: parser.position(), to: parser.position() };
    });
    const { number, value, size } = head;
    if (head.from === null) return { number, value, size, stream: null, place: { from: offset, to: head.to } };
    if (cache.reading.has(offset)) throw broken("a stream whose length leads back to it");
    cache.reading.add(offset);
    const given = isDict(value) ? value.map.get("Length") : undefined;
    const length = countOf(await resolve(given).finally(() => cache.reading.delete(offset)));
    if (length === null || head.from + length > end) throw broken("a stream without length");
    const { from } = head;
    const to = await parseAt(cache, from + length, (parser) => {
      parser.skipSpace();
      if (parser.word() !== "endstream") throw broken("a stream of another length");
      parser.skipSpace();
      if (parser.word() !== "endobj") throw broken("an object without end");
      return parser.position();
    });
    return { number, value, size, stream: { from, to: from + length }, place: { from: offset, to } };
  }

  async function objectIn(number: number, stream: number, index: number): Promise<PdfObject> {
    const { bytes, index: places } = await openObjectStream(stream);
    const place = places[index];
    if (place?.[0] !== number) throw broken("an object that is not in its stream");
    const { value, size } = await parseIn(bytes, place[1], cache.work);
    return { number, value, size, stream: null, place: null };
  }

  async function openObjectStream(number: number) {
    const entry = entryOf(number);
    if (entry?.kind !== "at") throw broken("an object stream that is nowhere");
    const known = cache.streams.get(entry.offset);
    if (known) {
      cache.streams.delete(entry.offset);
      cache.streams.set(entry.offset, known);
      return known;
    }
    const object = await load(number);
    if (!object?.stream || !isDict(object.value) || nameOf(object.value.map.get("Type")) !== "ObjStm")
      throw broken("an object stream that is none");
    const [count, first] = [countOf(object.value.map.get("N")), countOf(object.value.map.get("First"))];
    if (count === null || first === null || count > mostObjects) throw broken("an object stream without its numbers");
    const bytes = await dataOf(cache, object.value, object.stream);
    const opened = { bytes, index: await indexOf(bytes, count, first) };
    keepStream(cache.streams, entry.offset, opened);
    return opened;
  }

  /** The numbers before the first object, some at a time. */
  async function indexOf(bytes: Uint8Array, count: number, first: number): Promise<[number, number][]> {
    const index: [number, number][] = [];
    const parser = pdfParser(bytes.subarray(0, first), 0, true);
    const next = (): number => {
      parser.skipSpace();
      return Number(parser.word() || Number.NaN);
    };
    for (let i = 0, before = 0; i < count; i++) {
      const [number, place] = [next(), next()];
      index.push([Number.isNaN(number) ? -1 : number, first + (Number.isNaN(place) ? Infinity : place)]);
      if (i % turnPieces !== turnPieces - 1) continue;
      await cache.work.spend(turnPieces, parser.position() - before);
      before = parser.position();
    }
    return index;
  }

  const load = async (number: number): Promise<PdfObject | undefined> => {
    const entry = entryOf(number);
    if (!entry || entry.kind === "free") return undefined;
    if (entry.kind === "in") return objectIn(number, entry.stream, entry.index);
    const object = await objectAt(entry.offset);
    if (object.number !== number) throw broken("another object where one should be");
    return object;
  };

  const resolve = async (value: PdfValue | undefined): Promise<PdfValue> => {
    let now = value ?? null;
    for (let hops = 0; isRef(now); hops++) {
      if (hops > 16) throw broken("references run in a circle");
      now = (await loadRef(now)) ?? null;
    }
    return now;
  };
  const loadRef = async ({ number, generation }: PdfRef): Promise<PdfValue | undefined> => {
    const entry = entryOf(number);
    if (entry?.kind === "at" && entry.generation !== generation) return undefined;
    return (await load(number))?.value;
  };

  return {
    end,
    work: cache.work,
    sections,
    trailer: newest.trailer,
    numbers: () => new Set(sections.flatMap(({ entries }) => [...entries.keys()])),
    entryOf,
    placeOf(number) {
      const entry = entryOf(number);
      if (!entry || entry.kind === "free") return null;
      if (entry.kind === "at") return `${entry.offset} ${entry.generation}`;
      const stream = entryOf(entry.stream);
      return `${entry.index} of ${stream?.kind === "at" ? stream.offset : "nowhere"}`;
    },
    load,
    resolve,
    objectAt,
  };
}

async function sectionAt(cache: PdfCache, offset: number, end: number): Promise<Section> {
  if (offset >= end) throw broken("a section beyond the end");
  const known = cache.sections.get(offset);
  if (known && known.to <= end) return known;
  const start = Buffer.from(await cache.source.read(offset, Math.min(offset + 32, end))).toString("latin1");
  const section = /^\s*xref\s/.test(start)
    ? await tableAt(cache, offset, end)
    : await streamSectionAt(cache, offset, end);
  if (section.to > end) throw broken("a section that reaches beyond its revision");
  cache.sections.set(offset, section);
  return section;
}

/** A classic table with its trailer, and the stream that a hybrid file has beside it. */
async function tableAt(cache: PdfCache, offset: number, end: number): Promise<Section> {
  const entries = new Map<number, Entry>();
  let at = await parseAt(cache, offset, (parser) => {
    parser.skipSpace();
    parser.word();
    parser.skipSpace();
    return parser.position();
  });
  const isFree: number[] = [];
  for (let parts = 0; ; parts++) {
    if (parts > mostParts) throw new SignatureFault("tooLarge", "a table of too many parts");
    const head = await parseAt(cache, at, (parser) => {
      parser.skipSpace();
      if (!parser.isAtDigit()) return null;
      const first = wholeOf(parser.word());
      parser.skipSpace();
      const count = wholeOf(parser.word());
      parser.skipSpace();
      return { first, count, at: parser.position() };
    });
    if (!head) break;
    if (head.count > mostObjects || entries.size + head.count > mostObjects)
      throw new SignatureFault("tooLarge", "too many objects");
    let rowsAt = head.at;
    for (let from = 0; from < head.count; from += turnPieces) {
      const count = Math.min(turnPieces, head.count - from);
      await cache.work.spend(count, 20 * count);
      // 20 bytes each (7.5.4); writers that spare the last one are met
      const text = Buffer.from(await cache.source.read(rowsAt, Math.min(rowsAt + 20 * count + 20, end)));
      const rows = /\s*(\d{10}) (\d{5}) ([nf])/y;
      const content = text.toString("latin1");
      for (let number = head.first + from; number < head.first + from + count; number++) {
        const row = rows.exec(content);
        if (!row) throw broken("a cross-reference table with a broken row");
        if (entries.has(number)) throw broken("an object twice in one table");
        if (row[3] === "n") entries.set(number, { kind: "at", offset: Number(row[1]), generation: Number(row[2]) });
        else isFree.push(number);
      }
      rowsAt += rows.lastIndex;
    }
    at = rowsAt;
  }
  const tableEnd = await parseAt(cache, at, async (parser, turns) => {
    parser.skipSpace();
    if (parser.word() !== "trailer") throw broken("a table without trailer");
    const value = await turns.value();
    if (!isDict(value)) throw broken("a trailer that is none");
    return { trailer: value, to: parser.position() };
  });
  const { trailer } = tableEnd;
  let { to } = tableEnd;
  const beside = trailer.map.get("XRefStm");
  if (beside !== undefined) {
    const hidden = await streamSectionAt(cache, wholeOf(String(countOf(beside))), end);
    for (const [number, entry] of hidden.entries) if (!entries.has(number)) entries.set(number, entry);
    to = Math.max(to, hidden.to);
  }
  for (const number of isFree) if (!entries.has(number)) entries.set(number, { kind: "free" });
  return { offset, entries, trailer, prev: prevOf(trailer), to };
}

async function streamSectionAt(cache: PdfCache, offset: number, end: number): Promise<Section> {
  const alone = pdfOf(cache, end, [
    { offset, entries: new Map(), trailer: { type: "dict", map: new Map(), twice: null }, prev: null, to: end },
  ]);
  const { value, stream, place } = await alone.objectAt(offset);
  if (!stream || !place || !isDict(value) || nameOf(value.map.get("Type")) !== "XRef")
    throw broken("no cross-reference section where one should be");
  const widths = numbersOf(value.map.get("W"));
  const size = countOf(value.map.get("Size"));
  const [type = 0, second = 0, third = 0] = widths;
  if (widths.length !== 3 || size === null || widths.some((width) => width > 8) || second === 0)
    throw broken("a cross-reference stream without its widths");
  const ranges = value.map.has("Index") ? numbersOf(value.map.get("Index")) : [0, size];
  const bytes = await dataOf(cache, value, stream);
  const entries = new Map<number, Entry>();
  let at = 0;
  const field = (width: number): number => {
    let number = 0;
    for (let i = 0; i < width; i++) number = number * 256 + (bytes[at++] ?? Number.NaN);
    return number;
  };
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const [first = 0, count = 0] = [ranges[i], ranges[i + 1]];
    if (count > mostObjects || entries.size + count > mostObjects)
      throw new SignatureFault("tooLarge", "too many objects");
    for (let number = first; number < first + count; number++) {
      if ((number - first) % turnPieces === 0) await cache.work.spend(Math.min(turnPieces, first + count - number), 0);
      const [kind, a, b] = [type === 0 ? 1 : field(type), field(second), field(third)];
      if (![kind, a, b].every(Number.isSafeInteger)) throw broken("a cross-reference stream cut short");
      if (entries.has(number)) throw broken("an object twice in one section");
      if (kind === 0) entries.set(number, { kind: "free" });
      else if (kind === 1) entries.set(number, { kind: "at", offset: a, generation: b });
      else if (kind === 2) entries.set(number, { kind: "in", stream: a, index: b });
    }
  }
  return { offset, entries, trailer: value, prev: prevOf(value), to: place.to };
}

function prevOf(trailer: PdfDict): number | null {
  const prev = trailer.map.get("Prev");
  if (prev === undefined) return null;
  if (trailer.twice !== null) throw broken("a trailer with an entry twice");
  const offset = countOf(prev);
  if (offset === null) throw broken("a section before that is nowhere");
  return offset;
}

const numbersOf = (value: PdfValue | undefined): number[] => {
  const numbers = isArray(value) ? value.items.map(countOf) : [];
  if (numbers.some((number) => number === null)) throw broken("a list with something else than numbers");
  return numbers as number[];
};

function wholeOf(word: string): number {
  if (!/^\d{1,15}$/.test(word)) throw broken("no number where one should be");
  return Number(word);
}

/** Content of a stream of structure: plain or deflated, with PNG's predictors or none; bounded. */
export async function dataOf(
  { source, work }: Pick<PdfCache, "source" | "work">,
  dict: PdfDict,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Uint8Array> {
  if (to - from > largestStream) throw new SignatureFault("tooLarge", "a stream of structure");
  await work.spend(1, to - from);
  const raw = await source.read(from, to);
  const filter = dict.map.get("Filter");
  const names = isArray(filter) ? filter.items.map(nameOf) : filter === undefined ? [] : [nameOf(filter)];
  if (names.length === 0) return raw;
  if (names.length > 1 || names[0] !== "FlateDecode") throw broken("a stream of structure in another coding");
  const bytes = await unzip(raw, { maxOutputLength: largestStream }).catch(() => {
    throw broken("a stream of structure that cannot be inflated");
  });
  await work.spend(1, bytes.length);
  const given = dict.map.get("DecodeParms");
  const parameters = isArray(given) ? given.items[0] : given;
  if (!isDict(parameters)) return bytes;
  const predictor = countOf(parameters.map.get("Predictor")) ?? 1;
  if (predictor === 1) return bytes;
  const columns = countOf(parameters.map.get("Columns")) ?? 1;
  const [colors, bits] = [parameters.map.get("Colors") ?? 1, parameters.map.get("BitsPerComponent") ?? 8];
  if (predictor < 10 || colors !== 1 || bits !== 8 || columns === 0 || columns > 1024)
    throw broken("a stream of structure with another predictor");
  return unpredict(bytes, columns, work);
}

/** PNG's filters, one byte to a colour (RFC 2083, 6). */
async function unpredict(bytes: Uint8Array, columns: number, work: Work): Promise<Uint8Array> {
  const rows = Math.floor(bytes.length / (columns + 1));
  const out = new Uint8Array(rows * columns);
  const together = Math.ceil(turnBytes / (columns + 1));
  for (let row = 0; row < rows; row++) {
    if (row % together === 0) await work.spend(0, Math.min(together, rows - row) * (columns + 1));
    const filter = bytes[row * (columns + 1)] ?? 0;
    if (filter > 4) throw broken("a stream of structure with an unknown filter");
    for (let i = 0; i < columns; i++) {
      const raw = bytes[row * (columns + 1) + 1 + i] ?? 0;
      const left = i === 0 ? 0 : (out[row * columns + i - 1] ?? 0);
      const up = row === 0 ? 0 : (out[(row - 1) * columns + i] ?? 0);
      const corner = i === 0 || row === 0 ? 0 : (out[(row - 1) * columns + i - 1] ?? 0);
      const add = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[row * columns + i] = raw + add;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

type Parser = ReturnType<typeof pdfParser>;

/** What takes long is done in turns with others. */
interface Turns {
  readonly value: () => Promise<PdfValue>;
  readonly pause: () => Promise<void>;
}

/** Reads by a window that grows with what it reads; values in turns with others. */
export async function parseAt<T>(
  { source, work }: Pick<PdfCache, "source" | "work">,
  offset: number,
  read: (parser: Parser, turns: Turns) => T | Promise<T>,
): Promise<T> {
  for (let size = 512; ; size = Math.min(size * 8, largestObject)) {
    const window = await source.read(offset, Math.min(offset + size, source.size));
    const isEnd = offset + window.length >= source.size;
    const parser = pdfParser(window, offset, isEnd);
    const since = countFrom(parser);
    try {
      const found = await read(parser, {
        value: () => inTurns(parser.value(), work, since),
        pause: () => work.pause(0, since()),
      });
      await work.spend(1, since());
      return found;
    } catch (error) {
      if (!(error instanceof ShortWindow)) throw error;
      if (size === largestObject) throw new SignatureFault("tooLarge", "an object");
      await work.spend(0, since());
    }
  }
}

async function parseIn(
  bytes: Uint8Array,
  offset: number,
  work: Work,
): Promise<{ readonly value: PdfValue; readonly size: number }> {
  if (!(offset < bytes.length)) throw broken("an object beyond its stream");
  const parser = pdfParser(bytes.subarray(offset), 0, true);
  const since = countFrom(parser);
  const value = await inTurns(parser.value(), work, since);
  await work.spend(1, since());
  return { value, size: parser.position() };
}

/** How far a parser went since it was last asked. */
function countFrom({ position }: Parser): () => number {
  let counted = position();
  return () => {
    const before = counted;
    counted = position();
    return counted - before;
  };
}

/** Its index takes memory too. */
const weightOf = ({ bytes, index }: ObjectStream): number => bytes.length + 64 * index.length;

function keepStream(streams: PdfCache["streams"], offset: number, opened: ObjectStream): void {
  streams.set(offset, opened);
  let weight = [...streams.values()].reduce((sum, one) => sum + weightOf(one), 0);
  for (const [oldest, one] of streams) {
    if (weight <= bytesKept || streams.size === 1) break;
    streams.delete(oldest);
    weight -= weightOf(one);
  }
}

function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
