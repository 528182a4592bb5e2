import type { LaterAddition, SignatureReason } from "../../core/domain/letter/signature.ts";
import { SignatureFault } from "./fault.ts";
import { parseAt, type Pdf, type PdfCache } from "./pdf-file.ts";
import {
  isArray,
  isDict,
  isRef,
  isString,
  nameOf,
  refsOf,
  sameValue,
  type PdfDict,
  type PdfRef,
  type PdfValue,
} from "./pdf-syntax.ts";
import { inTurns, type Work } from "./work.ts";

/** What came after a revision: only things that may come, or why not. */
export interface Changes {
  readonly later: readonly LaterAddition[];
  readonly reasons: readonly SignatureReason[];
}

const mostVisited = 50_000;
/** Compared between two pauses. */
const pauseItems = 2_000;

/** Of a signature's field and its widget (ISO 32000-2, 12.5.6.19, 12.7.4 and 12.7.5.5), but what acts. */
const fieldKeys: ReadonlySet<string> = new Set(
  "FT T TU TM Ff V DV Kids Parent Lock SV DA Q Type Subtype Rect Contents P NM M F AP AS Border BS C CA H MK StructParent".split(
    " ",
  ),
);

class Changed extends Error {}
const changed = (what: string) => new Changed(what);

/**
 * Compares what was signed with what the file is now. May come: fields with signatures, material to validate them (DSS), metadata.
 * Every object that the signed revision shows, or would show if it existed, has to lie where it lay; those that must change for
 * these (catalog, form, page, a field left empty to sign) may change in that alone. All else is a change, also what looks harmless.
 */
export async function changesSince(cache: PdfCache, then: Pdf, now: Pdf): Promise<Changes> {
  if (!now.sections.some(({ offset }) => offset === then.sections[0]?.offset))
    return { later: [], reasons: ["notIncrement"] };
  if (await hasStrayBytes(cache, then, now)) return { later: [], reasons: ["strayBytes"] };
  try {
    return { later: await allowedChanges(then, now), reasons: [] };
  } catch (error) {
    if (error instanceof Changed) return { later: [], reasons: ["contentChanged"] };
    if (error instanceof SignatureFault)
      return { later: [], reasons: [error.reason === "tooLarge" ? "tooMuchToCompare" : "contentChanged"] };
    throw error;
  }
}

/**
 * Whether there is anything behind a revision but objects that the tables name where they lie, tables and their ends: readers
 * that mend broken files find what no table names.
 */
async function hasStrayBytes(cache: PdfCache, then: Pdf, now: Pdf): Promise<boolean> {
  const added = now.sections.filter(({ offset }) => offset >= then.end);
  const named = new Map<number, number>();
  for (const { entries } of added)
    for (const [number, entry] of entries) if (entry.kind === "at") named.set(entry.offset, number);
  const sections = new Set(added.map(({ offset }) => offset));
  try {
    for (let at = then.end, count = 0; ; count++) {
      if (count > mostVisited) return true;
      const next = await parseAt(cache, at, (parser) => {
        parser.skipSpace();
        return { from: parser.position(), isEnd: parser.peek() === -1, isObject: parser.isAtDigit() };
      });
      if (next.isEnd) return false;
      if (next.isObject) {
        const { number, value, place } = await now.objectAt(next.from);
        const isSection = isDict(value) && nameOf(value.map.get("Type")) === "XRef" && sections.has(next.from);
        if (!isSection && named.get(next.from) !== number) return true;
        at = place?.to ?? Infinity;
        continue;
      }
      const after = await afterKeyword(cache, next.from, sections);
      if (after === null) return true;
      at = after;
    }
  } catch (error) {
    if (error instanceof SignatureFault) return true;
    throw error;
  }
}

/** @returns where a table with its trailer, or a `startxref` with its number, ends; null: it is neither. */
async function afterKeyword(cache: PdfCache, from: number, sections: ReadonlySet<number>): Promise<number | null> {
  return parseAt(cache, from, async (parser, turns) => {
    const word = parser.word();
    parser.skipSpace();
    if (word === "startxref") {
      parser.word();
      return parser.position();
    }
    if (word !== "xref" || !sections.has(from)) return null;
    for (let words = 1; parser.isAtDigit() || parser.peek() === 110 || parser.peek() === 102; words++) {
      parser.word();
      parser.skipSpace();
      if (words % pauseItems === 0) await turns.pause();
    }
    if (parser.word() !== "trailer") return null;
    await turns.value();
    return parser.position();
  });
}

async function allowedChanges(then: Pdf, now: Pdf): Promise<LaterAddition[]> {
  const [rootThen, rootNow] = [then.trailer.map.get("Root"), now.trailer.map.get("Root")];
  if (!isRef(rootThen) || !isRef(rootNow) || !(await isEqual(now.work, rootThen, rootNow)))
    throw changed("another catalog");
  const later = new Set<LaterAddition>();
  const catalogThen = await dictOf(then, rootThen);
  const catalogNow = await dictOf(now, rootNow);
  const shown = await shownBy(then, catalogThen, rootThen.number);
  const sections = [
    "Root",
    "Info",
    "ID",
    "Size",
    "Prev",
    "XRefStm",
    "Type",
    "W",
    "Index",
    "Length",
    "Filter",
    "DecodeParms",
  ];
  await sameBut(now.work, then.trailer, now.trailer, sections);
  /** Objects that may differ: how they differ is looked at apart. */
  const excused = new Set<number>([rootThen.number]);
  const isSame = (number: number) => then.placeOf(number) === now.placeOf(number);

  await sameBut(now.work, catalogThen, catalogNow, ["AcroForm", "DSS", "Metadata", "Extensions", "Version"]);
  for (const [key, addition] of [
    ["DSS", "validationData"],
    ["Metadata", "metadata"],
  ] as const) {
    const [a, b] = [catalogThen.map.get(key) ?? null, catalogNow.map.get(key) ?? null];
    if (!(await isEqual(now.work, a, b)) || (isRef(b) && !isSame(b.number))) later.add(addition);
  }
  if (await hasNewInfo(then, now)) later.add("metadata");

  const fresh = await newFields();
  if (fresh.size > 0) later.add("signature");
  await newAnnotations();
  for (const number of shown) {
    await now.work.spend(1, 0);
    if (isSame(number)) continue;
    if (!excused.has(number) || !(await isPlain(number))) throw changed(`object ${number}`);
  }
  return [...later];

  /** What was compared was the dictionary or the list; a stream has bytes besides. */
  async function isPlain(number: number): Promise<boolean> {
    const [was, is] = [await then.load(number), await now.load(number)];
    return was?.stream === null && is?.stream === null && isArray(was.value) === isArray(is.value);
  }

  /** Fields of signatures that were added, and their widgets; a field that was left empty may have been filled. */
  async function newFields(): Promise<Set<number>> {
    const [refThen, refNow] = [catalogThen.map.get("AcroForm"), catalogNow.map.get("AcroForm")];
    const formThen = (await then.resolve(refThen)) ?? null;
    const formNow = (await now.resolve(refNow)) ?? null;
    excuse(refThen);
    if (formNow === null && formThen === null) return new Set();
    if (!isDict(formNow)) throw changed("no form any more");
    const empty: PdfDict = { type: "dict", map: new Map(), twice: null };
    const before = isDict(formThen) ? formThen : empty;
    await sameBut(now.work, before, formNow, ["Fields", "SigFlags", "DR", ...(before.map.has("DA") ? [] : ["DA"])]);
    await mustHold(before.map.get("DR"), formNow.map.get("DR"));
    excuse(before.map.get("Fields"));
    const old = listOf(await then.resolve(before.map.get("Fields")));
    const all = listOf(await now.resolve(formNow.map.get("Fields")));
    const added = await inTurns(addedTo(old, all), now.work);
    const widgets = new Set<number>();
    for (const field of added) await takeNewField(field, widgets);
    for (const field of old) {
      await now.work.spend(1, 0);
      await takeOldField(field, widgets);
    }
    return widgets;
  }

  async function takeNewField(field: PdfValue, widgets: Set<number>): Promise<void> {
    if (!isRef(field) || then.placeOf(field.number) !== null) throw changed("a field that is not new");
    const dict = await dictOf(now, field);
    if (nameOf(dict.map.get("FT")) !== "Sig" || dict.map.has("Parent")) throw changed("a field that is no signature");
    await mustOnlyShow(field, dict);
    const isEmpty = (dict.map.get("V") ?? null) === null;
    if (!isEmpty) await mustSign(dict);
    else if (["AP", "MK", "Kids"].some((key) => dict.map.has(key)))
      throw changed("a field that shows and does not sign");
    widgets.add(field.number);
    for (const kid of itemsOf(await now.resolve(dict.map.get("Kids")))) {
      if (!isRef(kid) || then.placeOf(kid.number) !== null) throw changed("a widget that is not new");
      const widget = await dictOf(now, kid);
      if (nameOf(widget.map.get("Subtype")) !== "Widget" || widget.map.has("T")) throw changed("a field below a field");
      await mustOnlyShow(kid, widget);
      widgets.add(kid.number);
    }
  }

  /** Fonts and the like for fields: some may come, those that were there stay. */
  async function mustHold(was: PdfValue | undefined, is: PdfValue | undefined): Promise<void> {
    const [old, all] = [await then.resolve(was), await now.resolve(is)];
    if (!isDict(old)) return;
    if (!isDict(all)) throw changed("no resources any more");
    for (const [key, value] of old.map) {
      const [part, partNow] = [await then.resolve(value), await now.resolve(all.map.get(key))];
      if (isDict(part) && isDict(partNow))
        await sameBut(
          now.work,
          part,
          partNow,
          [...partNow.map.keys()].filter((name) => !part.map.has(name)),
        );
      else if (!(await isEqual(now.work, part, partNow))) throw changed("resources");
    }
  }

  /** What is added to a list must not be something else to whoever finds it by another way: a page, or a page's content. */
  async function mustOnlyShow({ number }: PdfRef, dict: PdfDict): Promise<void> {
    mustNotAct(dict);
    const object = await now.load(number);
    const type = nameOf(dict.map.get("Type"));
    if (object?.stream !== null || (type !== null && type !== "Annot")) throw changed("a field that is something else");
    for (const key of dict.map.keys()) if (!fieldKeys.has(key)) throw changed("a field that is more than one");
    const words = dict.map.get("Contents") ?? null;
    if (words !== null && !isString(words)) throw changed("a field with content");
  }

  /** Its own signature, made after this revision: it is judged by itself. One that was there would lend its name to what shows now. */
  async function mustSign(dict: PdfDict): Promise<void> {
    const given = dict.map.get("V");
    if (isRef(given) && then.placeOf(given.number) !== null) throw changed("a field with a signature of before");
    const value = await now.resolve(given);
    const contents = isDict(value) ? value.map.get("Contents") : null;
    if (!isString(contents) || contents.from < then.end) throw changed("a field that does not sign");
  }

  /** A signature's field, or its widget, that had no value and has one now. */
  async function takeOldField(field: PdfValue, widgets: Set<number>): Promise<void> {
    if (!isRef(field) || isSame(field.number)) return;
    const [a, b] = [await dictOf(then, field), await dictOf(now, field)];
    if (nameOf(a.map.get("FT")) !== "Sig" || (a.map.get("V") ?? null) !== null) throw changed("a field");
    await sameBut(now.work, a, b, ["V", "AP", "M", "F"]);
    mustNotAct(b);
    await mustSign(b);
    excused.add(field.number);
    widgets.add(field.number);
    for (const kid of itemsOf(await then.resolve(a.map.get("Kids")))) {
      if (!isRef(kid) || isSame(kid.number)) continue;
      const [was, is] = [await dictOf(then, kid), await dictOf(now, kid)];
      if (nameOf(was.map.get("Subtype")) !== "Widget") throw changed("a field below a field");
      await sameBut(now.work, was, is, ["AP", "M", "F"]);
      mustNotAct(is);
      excused.add(kid.number);
    }
  }

  /** A page may have got the widgets of new signatures. */
  async function newAnnotations(): Promise<void> {
    for (const number of shown) {
      await now.work.spend(1, 0);
      if (excused.has(number)) continue;
      const page = (await then.load(number))?.value;
      if (!isDict(page) || nameOf(page.map.get("Type")) !== "Page") continue;
      const list = page.map.get("Annots");
      const isListSame = !isRef(list) || isSame(list.number);
      if (isSame(number) && isListSame) continue;
      const pageNow = (await now.load(number))?.value;
      if (!isDict(pageNow)) throw changed("a page is gone");
      await sameBut(now.work, page, pageNow, ["Annots"]);
      const old = listOf(await then.resolve(list));
      const all = listOf(await now.resolve(pageNow.map.get("Annots")));
      for (const item of await inTurns(addedTo(old, all), now.work))
        if (!isRef(item) || !fresh.has(item.number)) throw changed("an annotation that is no signature");
      excused.add(number);
      if (isRef(list)) excused.add(list.number);
    }
  }

  function excuse(value: PdfValue | undefined): void {
    if (isRef(value)) excused.add(value.number);
  }
}

/**
 * Every object that a revision shows or refers to, those that do not exist in it too: one that is added under such a number
 * would show. Not what DSS and metadata alone name, and of the form's resources not the lists but what stands in them.
 */
async function shownBy(pdf: Pdf, catalog: PdfDict, root: number): Promise<Set<number>> {
  const shown = new Set([root]);
  const queue: PdfRef[] = [];
  const form = catalog.map.get("AcroForm");
  for (const [key, value] of catalog.map) if (!["DSS", "Metadata", "AcroForm"].includes(key)) refsOf(value, queue);
  for (const [key, value] of pdf.trailer.map) if (key !== "Root" && key !== "Info") refsOf(value, queue);
  if (isRef(form)) shown.add(form.number);
  const fields = await pdf.resolve(form);
  if (isDict(fields)) {
    for (const [key, value] of fields.map) if (key !== "DR") refsOf(value, queue);
    const resources = await pdf.resolve(fields.map.get("DR"));
    for (const value of isDict(resources) ? resources.map.values() : []) {
      const part = await pdf.resolve(value);
      refsOf(part, queue);
    }
  }
  for (let [ref, met] = [queue.pop(), 1]; ref; ref = queue.pop(), met++) {
    if (met % pauseItems === 0) await pdf.work.pause(0, 0);
    if (shown.has(ref.number)) continue;
    if (shown.size > mostVisited) throw new SignatureFault("tooLarge", "too many objects to compare");
    shown.add(ref.number);
    const entry = pdf.entryOf(ref.number);
    // how a packed object reads hangs on its stream, and on that stream's length
    if (entry?.kind === "in") queue.push({ type: "ref", number: entry.stream, generation: 0 });
    const object = await pdf.load(ref.number);
    if (object) refsOf(object.value, queue);
  }
  return shown;
}

async function hasNewInfo(then: Pdf, now: Pdf): Promise<boolean> {
  const [a, b] = [then.trailer.map.get("Info") ?? null, now.trailer.map.get("Info") ?? null];
  if (!(await isEqual(now.work, a, b))) return true;
  return isRef(b) && then.placeOf(b.number) !== now.placeOf(b.number);
}

const isEqual = (work: Work, a: PdfValue, b: PdfValue): Promise<boolean> => inTurns(sameValue(a, b), work);

async function dictOf(pdf: Pdf, ref: PdfRef): Promise<PdfDict> {
  const value = await pdf.resolve(ref);
  if (!isDict(value)) throw changed("an object that is no dictionary any more");
  return value;
}

/** @throws {Changed} where they differ in anything but these. */
async function sameBut(work: Work, a: PdfDict, b: PdfDict, keys: Iterable<string>): Promise<void> {
  if (b.twice !== null) throw changed("an entry twice");
  await inTurns(mustBeSame(a, b, new Set(keys)), work);
}

function* mustBeSame(a: PdfDict, b: PdfDict, but: ReadonlySet<string>): Generator<undefined, void> {
  let count = 0;
  for (const key of new Set([...a.map.keys(), ...b.map.keys()])) {
    if (++count % pauseItems === 0) yield undefined;
    if (but.has(key)) continue;
    if (!(yield* sameValue(a.map.get(key) ?? null, b.map.get(key) ?? null))) throw changed(key);
  }
}

/** A signature's widget shows; it does nothing. */
function mustNotAct(dict: PdfDict): void {
  if (dict.twice !== null || dict.map.has("A") || dict.map.has("AA")) throw changed("an action");
}

/** A list, or none; something else in its place could be something else to others. */
function listOf(value: PdfValue): readonly PdfValue[] {
  if (value !== null && !isArray(value)) throw changed("a list that is none");
  return itemsOf(value);
}

const itemsOf = (value: PdfValue): readonly PdfValue[] => (isArray(value) ? value.items : []);

/** What a list has more than it had; what it had stands in the same order. */
function* addedTo(old: readonly PdfValue[], all: readonly PdfValue[]): Generator<undefined, PdfValue[]> {
  const added: PdfValue[] = [];
  let met = 0;
  for (const [i, item] of all.entries()) {
    if (i % pauseItems === pauseItems - 1) yield undefined;
    const next = old[met];
    if (next !== undefined && (yield* sameValue(item, next))) met++;
    else added.push(item);
  }
  if (met < old.length) throw changed("something is gone from a list");
  return added;
}
