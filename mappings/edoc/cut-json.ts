/**
 * Cuts what is large out of a JSON text while it flows: long strings (a letter of hundreds of MB in base64) as pieces of
 * bytes, rows of lists one by one. What is left is small, and is read whole at the end. Names are compared without regard to
 * case. Pure JSON of RFC 8259 in UTF-8; the work of a call grows with its chunk alone.
 */
export type JsonPiece =
  /** Of a string whose path is in `texts`: unescaped, in UTF-8. */
  | { readonly kind: "text"; readonly path: string; readonly bytes: Buffer }
  | { readonly kind: "row"; readonly path: string; readonly row: unknown };

export interface JsonCutting {
  /** Paths of strings that are handed out: names joined by dots, lower-case, a place in a list as `*`. */
  readonly texts: readonly string[];
  /** Paths of lists that are handed out row by row. */
  readonly rows: readonly string[];
  /** Strings that nobody wants. */
  readonly dropped?: readonly string[];
}

const largestRow = 256 * 1024;
const largestRest = 4 * 1024 * 1024;
const deepest = 64;

interface Level {
  readonly isList: boolean;
  /** Of the value that is being read. */
  name: string;
  /** An object waits for a name. */
  wantsName: boolean;
}

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** @throws {SyntaxError} from `take` and `rest`: what came is no JSON, or larger than anyone sends. */
export function jsonCutter({ texts, rows, dropped = [] }: JsonCutting) {
  const [isText, isRows, isDropped] = [new Set(texts), new Set(rows), new Set(dropped)];
  const levels: Level[] = [];
  /** What is left, and the row that is gathered; depth of the row's own brackets. */
  let left: Buffer[] = [];
  let leftSize = 0;
  let row: { readonly path: string; readonly parts: Buffer[]; size: number; depth: number } | null = null;
  let string: {
    readonly what: "text" | "dropped" | "name" | "other";
    readonly path: string;
    name: string;
    /** Bytes of an escape that has not come whole. */
    escape: string;
    /** Half of a pair of surrogates. */
    high: number;
  } | null = null;

  const path = () => levels.map(({ isList, name }) => (isList ? "*" : name)).join(".");

  function keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (row) {
      row.parts.push(Buffer.from(bytes));
      row.size += bytes.length;
      if (row.size > largestRow) throw new SyntaxError("a row of more than 256 kB");
      return;
    }
    left.push(Buffer.from(bytes));
    leftSize += bytes.length;
    if (leftSize > largestRest) throw new SyntaxError("more than 4 MB beside the letter");
    if (left.length > 1024) left = [Buffer.concat(left)];
  }

  function* endRow(): Generator<JsonPiece, void> {
    if (!row) return;
    const text = Buffer.concat(row.parts).toString("utf8").trim();
    const of = row.path;
    row = null;
    if (text !== "") yield { kind: "row", path: of, row: parseJson(text) };
  }

  /** Is this a value's place in a list whose rows are handed out? */
  const opensRows = () => levels.at(-1)?.isList === true && isRows.has(parentPath());
  const parentPath = () => path().replace(/(^|\.)\*$/, "");

  function* structure(byte: number): Generator<JsonPiece, void> {
    if (row) {
      if (byte === openList || byte === openObject) row.depth += 1;
      else if ((byte === closeList || byte === closeObject) && row.depth > 0) row.depth -= 1;
      else if (row.depth === 0 && (byte === comma || byte === closeList)) {
        yield* endRow();
        if (byte === closeList) {
          levels.pop();
          keep(Buffer.of(byte));
        } else begin();
        return;
      }
      keep(Buffer.of(byte));
      return;
    }
    keep(Buffer.of(byte));
    const level = levels.at(-1);
    if (byte === openList || byte === openObject) {
      if (levels.length >= deepest) throw new SyntaxError("too deep");
      levels.push({ isList: byte === openList, name: "", wantsName: byte === openObject });
      if (byte === openList) begin();
    } else if (byte === closeList || byte === closeObject) levels.pop();
    else if (byte === comma && level && !level.isList) level.wantsName = true;
    else if (byte === colon && level) level.wantsName = false;
  }

  function begin(): void {
    if (opensRows()) row = { path: parentPath(), parts: [], size: 0, depth: 0 };
  }

  function openString(): void {
    const level = levels.at(-1);
    const isName = !row && level?.isList === false && level.wantsName;
    const at = row ? "" : path();
    const what = row ? "other" : isName ? "name" : isText.has(at) ? "text" : isDropped.has(at) ? "dropped" : "other";
    string = { what, path: at, name: "", escape: "", high: 0 };
    keep(Buffer.of(quote));
  }

  /** @returns where the string's part in this chunk ends. */
  function* inString(chunk: Buffer, from: number): Generator<JsonPiece, number> {
    if (!string) return from;
    if (string.escape !== "") {
      const byte = chunk[from] ?? 0;
      string.escape += String.fromCharCode(byte);
      const isWhole = string.escape.startsWith("\\u") ? string.escape.length === 6 : true;
      if (isWhole) {
        const escape = string.escape;
        string.escape = "";
        yield* told(Buffer.from(escape, "latin1"), unescape(escape));
      }
      return from + 1;
    }
    const closing = chunk.indexOf(quote, from);
    const upTo = closing < 0 ? chunk.length : closing;
    const escaped = chunk.subarray(from, upTo).indexOf(backslash);
    const end = escaped < 0 ? upTo : from + escaped;
    if (end > from) yield* told(chunk.subarray(from, end), chunk.subarray(from, end));
    if (end === chunk.length) return end;
    if (chunk[end] === backslash) {
      string.escape = "\\";
      return end + 1;
    }
    if (string.what === "name") {
      const level = levels.at(-1);
      if (level) level.name = string.name.toLowerCase();
    }
    string = null;
    keep(Buffer.of(quote));
    return end + 1;
  }

  /** @param raw as it stands, `bytes` what it means. */
  function* told(raw: Buffer, bytes: Buffer): Generator<JsonPiece, void> {
    if (!string) return;
    if (string.what === "text") {
      if (bytes.length > 0) yield { kind: "text", path: string.path, bytes: Buffer.from(bytes) };
    } else if (string.what !== "dropped") {
      if (string.what === "name") string.name += bytes.toString("utf8");
      keep(raw);
    }
  }

  function unescape(escape: string): Buffer {
    const simple = escape.length === 2 ? simpleEscapes.get(escape[1] ?? "") : undefined;
    if (simple !== undefined) return Buffer.from(simple);
    const unit = /^\\u[0-9a-fA-F]{4}$/.test(escape) ? parseInt(escape.slice(2), 16) : NaN;
    if (Number.isNaN(unit)) throw new SyntaxError("an escape that JSON does not know");
    const high = string?.high ?? 0;
    if (string) string.high = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
    if (unit >= 0xd800 && unit <= 0xdbff) return Buffer.alloc(0);
    if (unit >= 0xdc00 && unit <= 0xdfff)
      return Buffer.from(high === 0 ? "\ufffd" : String.fromCharCode(high, unit), "utf8");
    return Buffer.from(String.fromCharCode(unit), "utf8");
  }

  return {
    *take(chunk: Buffer): Generator<JsonPiece, void> {
      let at = 0;
      let plain = 0;
      while (at < chunk.length) {
        if (string) {
          at = yield* inString(chunk, at);
          plain = at;
          continue;
        }
        const byte = chunk[at] ?? 0;
        at += 1;
        if (byte === quote) {
          keep(chunk.subarray(plain, at - 1));
          openString();
          plain = at;
        } else if (isStructure(byte)) {
          keep(chunk.subarray(plain, at - 1));
          yield* structure(byte);
          plain = at;
        }
      }
      if (!string) keep(chunk.subarray(plain));
    },
    /** After the last chunk: what was not handed out, with `""` and `[]` in its places. */
    rest(): unknown {
      return parseJson(Buffer.concat(left).toString("utf8"));
    },
  };
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

const isStructure = (byte: number) =>
  byte === openList ||
  byte === closeList ||
  byte === openObject ||
  byte === closeObject ||
  byte === comma ||
  byte === colon;

/** @throws {SyntaxError} that shows nothing of the text: an answer may hold words of a letter (P12). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SyntaxError("not JSON");
  }
}
