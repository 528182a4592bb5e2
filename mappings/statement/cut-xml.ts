import { XMLParser } from "fast-xml-parser";
import { isWellFormed } from "../well-formed.ts";

/**
 * Cuts a document of any size into elements that fast-xml-parser, which knows no streams, reads one by one. Elements that
 * are named in `within` are opened; what else stands in them is one piece for their beginning (up to the first opened child)
 * and one for their end. No DTD, no processing instruction, no entity but the five and characters by number; nothing
 * is fetched and nothing expands (P14).
 */
export type Piece =
  /** `node`: the children before the first opened one. */
  | { readonly kind: "begin"; readonly name: string; readonly tag: string; readonly node: XmlNode }
  /** `node`: the children after it. */
  | { readonly kind: "end"; readonly name: string; readonly node: XmlNode }
  | { readonly kind: "bad"; readonly why: "malformed" | "truncated"; readonly detail: string };

/** Local names; values stay text; what stands twice is a list. Read it by `textOf`, `nodeOf` and `nodesOf`. */
export interface XmlNode {
  readonly [name: string]: unknown;
}

const largest = 4 * 1024 * 1024;
const deepest = 64;

/** @param within of each opened element those of its children that are opened too; "" has the root. */
export async function* cutXml(texts: AsyncIterable<string | null>, within: Within): AsyncGenerator<Piece, void> {
  const cutter = xmlCutter(within);
  for await (const text of texts) {
    try {
      if (text === null) throw broken("not UTF-8");
      yield* cutter.take(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      yield { kind: "bad", why: "malformed", detail: error.message };
      return;
    }
  }
  const missing = cutter.missing();
  if (missing !== null) yield missing;
}

type Within = Readonly<Record<string, readonly string[]>>;
const broken = (detail: string): SyntaxError => new SyntaxError(detail);

interface OpenTag {
  /** With its prefix. */
  readonly tag: string;
  readonly name: string;
  /** Null: an element within a piece. */
  readonly piece: { readonly start: string; text: string; isTold: boolean } | null;
}

/** @throws {SyntaxError} from `take`, when it is no document of this kind. */
function xmlCutter(within: Within) {
  let buffer = "";
  let [hasBegun, isDeclared, isOver] = [false, false, false];
  const stack: OpenTag[] = [];
  /** The innermost opened element. */
  const pieces: NonNullable<OpenTag["piece"]>[] = [];

  function gather(text: string): void {
    const piece = pieces.at(-1);
    if (!piece) return;
    piece.text += text;
    if (piece.text.length > largest) throw broken("an element of more than 4 MB");
  }

  /** Words and sections: of a piece, or there must be none. */
  function words(text: string, isSection: boolean): void {
    if (stack.at(-1)?.piece === null) gather(text);
    else if (isSection || text.trim() !== "") throw broken("words between elements");
  }

  function declaration(token: string): void {
    if (isDeclared || isOver || stack.length > 0 || !/^<\?xml\s[^?<>]*\?>$/.test(token)) throw broken("an instruction");
    isDeclared = true;
    const encoding = /encoding\s*=\s*["']([^"']*)["']/.exec(token)?.[1] ?? "utf-8";
    if (!/^(utf-8|us-ascii)$/i.test(encoding)) throw broken(`encoding ${encoding}`);
  }

  function* begin(token: string): Generator<Piece, void> {
    const tag = /^<([\p{L}_][\p{L}\p{N}_.:-]*)/u.exec(token)?.[1];
    if (tag === undefined || stack.length >= deepest) throw broken("tags");
    if (isOver) throw broken("something after the root");
    const name = tag.slice(tag.indexOf(":") + 1);
    const isClosed = token.endsWith("/>");
    const parent = stack.at(-1);
    const isOpened = parent?.piece !== null && (within[parent?.name ?? ""] ?? []).includes(name);
    if (!isOpened) {
      if (!parent) throw broken(`${name} is the root`);
      gather(token);
      if (!isClosed) stack.push({ tag, name, piece: null });
      return;
    }
    if (!isWellFormed(isClosed ? token : `${token.slice(0, -1)}/>`)) throw broken(`the tag ${name}`);
    if (parent?.piece && !parent.piece.isTold) {
      yield { kind: "begin", name: parent.name, tag: parent.piece.start, node: parseChildren(parent.piece.text) };
      parent.piece.isTold = true;
      parent.piece.text = "";
    }
    const piece = { start: token, text: "", isTold: false };
    stack.push({ tag, name, piece });
    pieces.push(piece);
    if (isClosed) yield* end(`</${tag}>`);
  }

  function* end(token: string): Generator<Piece, void> {
    const top = stack.pop();
    if (top?.tag !== token.slice(2, -1).trim()) throw broken(`${token} closes another element`);
    if (!top.piece) {
      gather(token);
      return;
    }
    pieces.pop();
    const node = parseChildren(top.piece.text);
    if (!top.piece.isTold) yield { kind: "begin", name: top.name, tag: top.piece.start, node };
    yield { kind: "end", name: top.name, node: top.piece.isTold ? node : {} };
    isOver = stack.length === 0;
  }

  return {
    *take(text: string): Generator<Piece, void> {
      buffer += hasBegun ? text : text.replace(/^\ufeff/, "");
      hasBegun ||= text !== "";
      let at = 0;
      for (;;) {
        const open = buffer.indexOf("<", at);
        const length = open < 0 ? undefined : tokenLength(buffer, open);
        words(buffer.slice(at, open < 0 ? buffer.length : open), false);
        at = open < 0 ? buffer.length : open;
        if (length === undefined) break;
        const token = buffer.slice(at, at + length);
        at += length;
        if (token.startsWith("<!--")) continue;
        else if (token.startsWith("<![CDATA[")) words(token, true);
        else if (token.startsWith("<?xml")) declaration(token);
        else if (token.startsWith("<!") || token.startsWith("<?")) throw broken("a DTD or an instruction");
        else yield* token.startsWith("</") ? end(token) : begin(token);
      }
      buffer = buffer.slice(at);
      if (buffer.length > largest) throw broken("a tag of more than 4 MB");
    },
    /** After the last text: null, the document is whole. */
    missing(): Piece | null {
      if (isOver && buffer === "") return null;
      const detail = stack.length > 0 ? `${stack.at(-1)?.name ?? ""} does not end` : "no element in it";
      return isOver
        ? { kind: "bad", why: "malformed", detail: "something after the root" }
        : { kind: "bad", why: "truncated", detail };
    },
  };
}

/** Of the comment, section or tag that begins here; undefined: its end has not come yet. */
function tokenLength(text: string, from: number): number | undefined {
  if (text.length < from + 2) return undefined;
  if (text[from + 1] === "!") {
    for (const [begin, end] of [
      ["<!--", "-->"],
      ["<![CDATA[", "]]>"],
    ] as const) {
      if (text.startsWith(begin, from)) return lengthTo(text, from, end, begin.length);
      // which of the two it becomes is not to be seen yet
      if (text.length - from < begin.length && begin.startsWith(text.slice(from))) return undefined;
    }
  }
  const length = lengthTo(text, from, ">", 1);
  const tag = length === undefined ? text.slice(from) : text.slice(from, from + length);
  if (!/["']/.test(tag)) return length;
  // the sign may stand in the value of an attribute
  let quote = "";
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1 - from;
  }
  return undefined;
}

function lengthTo(text: string, from: number, end: string, after: number): number | undefined {
  const at = text.indexOf(end, from + after);
  return at < 0 ? undefined : at + end.length - from;
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** @throws {RangeError} for an entity that only a DTD could explain, or a character that does not exist. */
function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[^;&\s]*)(;?)/gu, (whole, name: string, end: string) => {
    const point = name.startsWith("#x")
      ? parseInt(name.slice(2), 16)
      : name.startsWith("#")
        ? Number(name.slice(1))
        : -1;
    const isCharacter = point >= 32 || point === 9 || point === 10 || point === 13;
    const exists = isCharacter && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    const character = exists ? String.fromCodePoint(point) : named[name];
    if (character === undefined || end === "") throw new RangeError(`not an entity: ${whole}`);
    return character;
  });
}

const nothing = (): void => undefined;
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  entityDecoder: {
    setExternalEntities: nothing,
    addInputEntities: nothing,
    reset: nothing,
    setXmlVersion: nothing,
    decode,
  },
});

/** Well-formed first: the parser forgives what the validator does not. @throws {SyntaxError} for what is not. */
function parseChildren(text: string): XmlNode {
  if (text.trim() === "") return {};
  const whole = `<x>${text}</x>`;
  // the characters that XML cannot hold at all
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u.test(text))
    throw broken("characters that XML does not know");
  if (!isWellFormed(whole)) throw broken("elements or attributes that are not well-formed");
  try {
    const node = (parser.parse(whole) as { readonly x: unknown }).x;
    return isNode(node) ? node : {};
  } catch {
    throw broken("entities or names that are not allowed");
  }
}

const values = (node: XmlNode | undefined, name: string): readonly unknown[] => {
  const value = node?.[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
};

const isNode = (value: unknown): value is XmlNode => typeof value === "object" && value !== null;

/** The children of that name that have children or attributes. */
export const nodesOf = (node: XmlNode | undefined, name: string): readonly XmlNode[] =>
  values(node, name).filter(isNode);

/** The first one along a path: `Acct/Id/Othr`. */
export const nodeOf = (node: XmlNode | undefined, path: string): XmlNode | undefined =>
  path.split("/").reduce<XmlNode | undefined>((from, name) => nodesOf(from, name)[0], node);

/** The words of the first one along a path; null: none, or nothing in it. */
export function textOf(node: XmlNode | undefined, path: string): string | null {
  const names = path.split("/");
  const last = names.pop() ?? "";
  const parent = names.length === 0 ? node : nodeOf(node, names.join("/"));
  return textsOf(parent, last)[0] ?? null;
}

export const textsOf = (node: XmlNode | undefined, name: string): readonly string[] =>
  values(node, name)
    .map((value) => (isNode(value) ? value["#text"] : value))
    .filter((value): value is string => typeof value === "string" && value !== "");
