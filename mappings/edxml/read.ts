import type { EdxmlDialect, EdxmlFault, EdxmlMessage } from "../../contracts/edxml/message.ts";
import type { Room } from "./base64.ts";
import { xmlCutter, type CutBytes, type Skeleton, type XmlCutter } from "./cut.ts";
import { childrenOf, pathOf, type XmlElement } from "./element.ts";
import { toUtf8 } from "./encoding.ts";
import { EdxmlRefusal, shown, warnings, type Warnings } from "./fault.ts";
import { edxmlLimits, sliceBytes, type EdxmlLimits } from "./limits.ts";
import { looksLikeMime, mimeCutter } from "./mime.ts";
import { readAttachments, type MimeFile } from "./read-attachments.ts";
import { readDocument, readStatus } from "./read-header.ts";

/** What a reader gives while a message comes: the contents of files, one after another; at the end the message, or why it is refused. */
export type EdxmlPiece =
  /** The first of a file may be empty. Numbers rise. */
  | { readonly kind: "bytes"; readonly file: number; readonly bytes: Uint8Array }
  /** `files[i]`: the number of the content of attachment i. */
  | { readonly kind: "message"; readonly message: EdxmlMessage; readonly files: readonly number[] }
  /** Nothing comes behind it. */
  | { readonly kind: "refused"; readonly fault: EdxmlFault };

export interface EdxmlReader {
  /** None of the bytes is kept: they may be written over. @throws {RangeError} for more than `sliceBytes`: what is done in one go is bounded. */
  readonly take: (bytes: Uint8Array) => readonly EdxmlPiece[];
  /** Asked for after the last bytes, again and again until it is done: each time something bounded is done. */
  readonly end: () => Iterable<readonly EdxmlPiece[]>;
  /** A fault that is found only in the finished files is put in the same form. */
  readonly refuse: (code: EdxmlRefusal["code"], at: string | null, detail: string) => EdxmlFault;
}

/**
 * Reads an edXML message from its bytes, in whichever dialect, prefix, order or spelling; with everything that is dangerous about XML
 * refused (P14). Attachments are cut out and decoded on the way: memory does not grow with them.
 * @param isTransient what `take` gave is written over by the next `take`: nothing waits for the collector.
 */
export function edxmlReader(limits: EdxmlLimits = edxmlLimits, isTransient = false): EdxmlReader {
  // a slice decodes to three quarters of it, and so does what came wrapped in it
  const slab = new Uint8Array(isTransient ? 2 * sliceBytes : 0);
  let used = 0;
  const room = (bytes: number): Uint8Array => {
    if (used + bytes > slab.length) return new Uint8Array(bytes);
    used += bytes;
    return slab.subarray(used - bytes, used);
  };
  const told = warnings();
  let [size, fileBytes, fileCount] = [0, 0, 0];
  let isOver = false;
  const newFile = (): number => {
    fileCount += 1;
    if (fileCount > limits.fileCount) throw new EdxmlRefusal("too-many-files", null, `more than ${limits.fileCount}`);
    return fileCount - 1;
  };
  const outer = documentOf(told, limits, false, newFile, room);
  /** A message that came within another, as base64. */
  let inner: ReturnType<typeof documentOf> | null = null;
  const mime = mimeCutter(told, newFile, (bytes) => outer.take(bytes));
  /** Undefined: not to be seen yet. */
  let isMime: boolean | undefined;
  let start: Uint8Array = new Uint8Array(0);

  const skeleton = (): Skeleton => (inner ?? outer).cutter.skeleton;

  function route(bytes: Uint8Array): readonly CutBytes[] {
    if (isMime !== undefined) return isMime ? mime.take(bytes) : outer.take(bytes);
    start = start.length > 0 ? Buffer.concat([start, bytes]) : bytes.slice();
    isMime = looksLikeMime(start);
    return isMime === undefined ? [] : isMime ? mime.take(start) : outer.take(start);
  }

  function* pieces(cut: readonly CutBytes[]): Generator<EdxmlPiece, void> {
    for (const { file, bytes } of cut)
      if (file === null) {
        inner ??= documentOf(told, limits, true, newFile, room);
        yield* pieces(inner.take(bytes));
      } else {
        fileBytes += bytes.length;
        if (fileBytes > limits.files)
          throw new EdxmlRefusal("too-large", null, `files of more than ${limits.files} bytes`);
        yield { kind: "bytes", file, bytes };
      }
  }

  function faultOf({ code, at, detail }: Pick<EdxmlRefusal, "code" | "at" | "detail">): EdxmlFault {
    const about = aboutOf(skeleton());
    return {
      ...{ code, at, detail, about },
      answer: code === "error-list" || isStatusLike(skeleton()) ? null : "02",
    };
  }

  /** What is found before a fault goes first. */
  function guarded(work: () => Iterable<EdxmlPiece>): readonly EdxmlPiece[] {
    if (isOver) return [];
    const found: EdxmlPiece[] = [];
    try {
      for (const piece of work()) found.push(piece);
    } catch (error) {
      if (!(error instanceof EdxmlRefusal)) throw error;
      isOver = true;
      found.push({ kind: "refused", fault: faultOf(error) });
    }
    return found;
  }

  return {
    take(bytes) {
      if (bytes.length > sliceBytes) throw new RangeError(`${bytes.length} bytes at once; at most ${sliceBytes}`);
      used = 0;
      return guarded(function* () {
        size += bytes.length;
        if (size > limits.message) throw new EdxmlRefusal("too-large", null, `more than ${limits.message} bytes`);
        yield* pieces(route(bytes));
      });
    },
    *end() {
      yield guarded(function* () {
        if (isMime === undefined) yield* pieces(outer.take(start));
        if (isMime) mime.end();
        yield* pieces(outer.end());
        if (inner) yield* pieces(inner.end());
      });
      const steps = messageOf(skeleton(), mime.parts, told);
      while (!isOver)
        yield guarded(function* () {
          const { value, done } = steps.next();
          isOver = done === true || value !== null;
          if (value) yield value;
        });
    },
    refuse: (code, at, detail) => faultOf({ code, at, detail }),
  };
}

/** A document of XML in whatever encoding. */
function documentOf(told: Warnings, limits: EdxmlLimits, isWrapped: boolean, newFile: () => number, room: Room) {
  const encoding = toUtf8(told);
  const cutter: XmlCutter = xmlCutter(told, limits, isWrapped, newFile, room);
  return {
    cutter,
    take: (bytes: Uint8Array): readonly CutBytes[] => cutter.take(encoding.take(bytes)),
    end(): readonly CutBytes[] {
      const last = cutter.take(encoding.end());
      cutter.end();
      return last;
    },
  };
}

const textAt = (of: XmlElement | null | undefined, name: string): string | null =>
  childrenOf(of ?? undefined, name)[0]?.text || null;

/** As far as it was read when it ended. */
function aboutOf({ header, status }: Skeleton): EdxmlFault["about"] {
  const from = childrenOf(header ?? undefined, "from")[0] ?? childrenOf(status ?? undefined, "from")[0];
  const code = childrenOf(header ?? undefined, "code")[0];
  const [number, notation] = [textAt(code, "codenumber"), textAt(code, "codenotation")];
  return {
    from: textAt(from, "organid"),
    documentId: textAt(header, "documentid"),
    code: number !== null && notation !== null ? `${number}/${notation}` : number,
  };
}

/** Also one that was cut off before its code: a document names its receivers first. */
const isStatusLike = ({ header, status }: Skeleton): boolean =>
  (status !== null && textAt(status, "statuscode") !== null) ||
  childrenOf(header ?? undefined, "statuscode").length > 0 ||
  (childrenOf(header ?? undefined, "responsefor").length > 0 && childrenOf(header ?? undefined, "to").length === 0);

/** In steps, null after each but the last. @throws {EdxmlRefusal} */
function* messageOf(
  skeleton: Skeleton,
  parts: readonly MimeFile[],
  told: Warnings,
): Generator<EdxmlPiece | null, undefined> {
  const { header, references, attachments, signature } = skeleton;
  const { warn } = told;
  hearErrors(skeleton.errorLists);
  const status = statusOf(skeleton);
  const main = header ?? status;
  if (!main) throw new EdxmlRefusal("not-edxml", "/", `${skeleton.root?.tag ?? ""} without a MessageHeader`);
  const dialect = dialectOf(main, warn);
  yield null;
  if (status) {
    if (textAt(header, "subject") !== null) throw new EdxmlRefusal("kind-unclear", pathOf(main), "");
    const read = readStatus(status, { header, dialect, signature }, warn);
    yield { kind: "message", message: { ...read, warnings: told.told }, files: [] };
    return undefined;
  }
  if (!header) throw new EdxmlRefusal("not-edxml", "/", "no MessageHeader");
  const read = readDocument({ header, dialect, signature }, warn);
  yield null;
  const paired = readAttachments(references, attachments, parts, warn);
  yield {
    kind: "message",
    message: { ...read, attachments: paired.attachments, warnings: told.told },
    files: paired.files,
  };
  return undefined;
}

/** Told by its shape: a code, and no subject. Some forms have an empty Status in every document. */
function statusOf({ header, status }: Skeleton): XmlElement | null {
  if (status && textAt(status, "statuscode") !== null) return status;
  if (header && childrenOf(header, "statuscode").length > 0)
    return textAt(header, "statuscode") !== null || textAt(header, "subject") === null ? header : null;
  return null;
}

/** An empty list stands in every message of some forms. */
function hearErrors(lists: readonly XmlElement[]): void {
  const errors = lists
    .flatMap((list) => childrenOf(list, "error"))
    .map((error) => ({ code: textAt(error, "errcode"), words: textAt(error, "errdescription") }))
    .filter(({ code, words }) => (code !== null && !/^0+$/.test(code)) || (code === null && words !== null));
  const [list] = lists;
  if (errors.length > 0 && list)
    throw new EdxmlRefusal(
      "error-list",
      pathOf(list),
      shown(errors.map(({ code, words }) => [code, words].filter((text) => text !== null).join(": ")).join("; "), 300),
    );
}

const shells: ReadonlySet<string> = new Set(["edxml", "edxmlenvelope", "edxmlheader", "envelope", "header", "body"]);

/** @throws {EdxmlRefusal} for a header that is not in its place, or is made of several namespaces. */
function dialectOf(main: XmlElement, warn: Warnings["warn"]): EdxmlDialect {
  const above: string[] = [];
  for (let each = main.parent; each; each = each.parent) {
    if (!shells.has(each.name)) throw new EdxmlRefusal("not-edxml", pathOf(main), "the header is not in its place");
    above.push(each.name);
  }
  const isWithout = (element: XmlElement): boolean => {
    if (element.space !== main.space && element.space !== "none")
      throw new EdxmlRefusal("namespace-unknown", pathOf(element), `${element.space} within ${main.space}`);
    const found = element.children.map(isWithout);
    return found.includes(true) || (element.space === "none" && !element.tag.includes(":"));
  };
  if (isWithout(main)) warn("namespace-none", () => pathOf(main));
  const isSoap = above.includes("envelope");
  if (main.space === "soap") return "edoc";
  if (main.space !== "none") return main.space;
  return isSoap ? "cv2803" : above.length === 1 && above[0] === "edxmlenvelope" ? "flat" : "qcvn";
}
