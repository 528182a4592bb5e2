import { XMLParser, XMLValidator } from "fast-xml-parser";

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
export async function* cutXml(
  texts: AsyncIterable<string | null>,
  within: Readonly<Record<string, readonly string[]>>,
): AsyncGenerator<Piece, void> {
  let buffer = "";
  let started = false;
  let declared = false;
  const stack: { readonly tag: string; readonly name: string; readonly opened: boolean }[] = [];
  /** What was gathered in each opened element, and whether its beginning has been told. */
  const gathered: { text: string; told: boolean; readonly start: string }[] = [];
  const bad = (detail: string, why: "malformed" | "truncated" = "malformed"): Piece => ({ kind: "bad", why, detail });
  let ended = false;

  for await (const text of texts) {
    if (text === null) return void (yield bad("not UTF-8"));
    buffer += started ? text : text.replace(/^\ufeff/, "");
    started ||= text !== "";
    let at = 0;
    for (;;) {
      const open = buffer.indexOf("<", at);
      const words = buffer.slice(at, open < 0 ? buffer.length : open);
      const inside = gathered.at(-1);
      const simple = stack.at(-1)?.opened === false;
      if (!simple && words.trim() !== "") return void (yield bad("words between elements"));
      if (open < 0) {
        if (simple && inside) inside.text += words;
        at = buffer.length;
        break;
      }
      const length = tokenLength(buffer, open);
      if (length === undefined) {
        // the words belong to what comes; they are seen again with it
        break;
      }
      if (simple && inside) inside.text += words;
      const token = buffer.slice(open, open + length);
      at = open + length;
      if (inside && inside.text.length > largest) return void (yield bad("an element of more than 4 MB"));

      if (token.startsWith("<!--")) continue;
      if (token.startsWith("<![CDATA[")) {
        if (!simple || !inside) return void (yield bad("words between elements"));
        inside.text += token;
        continue;
      }
      if (token.startsWith("<?xml") && !declared && !ended && stack.length === 0) {
        declared = true;
        if (!/^<\?xml\s[^?<>]*\?>$/.test(token)) return void (yield bad("an instruction"));
        const encoding = /encoding\s*=\s*["']([^"']*)["']/.exec(token)?.[1];
        if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding)) return void (yield bad(`encoding ${encoding}`));
        continue;
      }
      if (token.startsWith("<!") || token.startsWith("<?")) return void (yield bad("a DTD or an instruction"));
      if (token.startsWith("</")) {
        const top = stack.pop();
        if (top?.tag !== token.slice(2, -1).trim()) return void (yield bad(`${token} closes another element`));
        if (!top.opened) {
          if (inside) inside.text += token;
          continue;
        }
        const of = gathered.pop();
        const node = of ? parseChildren(of.text) : null;
        if (!of || !node) return void (yield bad(`what stands in ${top.name} is no XML`));
        if (!of.told) yield { kind: "begin", name: top.name, tag: of.start, node };
        yield { kind: "end", name: top.name, node: of.told ? node : {} };
        ended = stack.length === 0;
        continue;
      }
      const tag = /^<([\p{L}_][\p{L}\p{N}_.:-]*)/u.exec(token)?.[1];
      if (tag === undefined || ended || stack.length >= deepest) return void (yield bad(ended ? "a second root" : "tags"));
      const name = tag.slice(tag.indexOf(":") + 1);
      const closed = token.endsWith("/>");
      const parent = stack.at(-1);
      const opens = (parent?.opened ?? true) && (within[parent?.name ?? ""] ?? []).includes(name);
      if (!opens && !parent) return void (yield bad(`${name} is the root`));
      if (opens) {
        if (XMLValidator.validate(closed ? token : `${token.slice(0, -1)}/>`) !== true)
          return void (yield bad(`the tag ${name}`));
        if (inside && !inside.told) {
          const node = parseChildren(inside.text);
          if (!node || !parent) return void (yield bad("what stands before it is no XML"));
          yield { kind: "begin", name: parent.name, tag: inside.start, node };
          inside.told = true;
          inside.text = "";
        }
        if (closed) {
          yield { kind: "begin", name, tag: token, node: {} };
          yield { kind: "end", name, node: {} };
          ended = stack.length === 0;
        } else {
          stack.push({ tag, name, opened: true });
          gathered.push({ text: "", told: false, start: token });
        }
      } else {
        if (inside) inside.text += token;
        if (!closed) stack.push({ tag, name, opened: false });
      }
    }
    buffer = buffer.slice(at);
    if (buffer.length > largest) return void (yield bad("a tag of more than 4 MB"));
  }
  if (!ended) yield bad(stack.length > 0 ? `${stack.at(-1)?.name ?? ""} does not end` : "no element in it", "truncated");
  else if (buffer.trim() !== "") yield bad("something after the root");
}

/** Of the comment, section or tag that begins here; undefined: its end has not come yet. */
function tokenLength(text: string, from: number): number | undefined {
  const upTo = (end: string, after: number): number | undefined => {
    const at = text.indexOf(end, from + after);
    return at < 0 ? undefined : at + end.length - from;
  };
  const begins = (what: string): boolean => text.startsWith(what, from);
  if (begins("<!--")) return upTo("-->", 4);
  if (begins("<![CDATA[")) return upTo("]]>", 9);
  // which of the two it becomes is not to be seen yet
  if (text.length - from < 9 && "<![CDATA[".startsWith(text.slice(from))) return undefined;
  if (text.length - from < 4 && "<!--".startsWith(text.slice(from))) return undefined;
  for (let at = from + 1, quote = ""; at < text.length; at += 1) {
    const character = text[at];
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1 - from;
  }
  return undefined;
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** @throws {RangeError} for an entity that only a DTD could explain, or a character that does not exist. */
function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[^;&\s]*)(;?)/gu, (whole, name: string, end: string) => {
    const point = name.startsWith("#x") ? parseInt(name.slice(2), 16) : name.startsWith("#") ? Number(name.slice(1)) : -1;
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

/** Well-formed first: the parser forgives what the validator does not. */
function parseChildren(text: string): XmlNode | null {
  if (text.trim() === "") return {};
  const whole = `<x>${text}</x>`;
  // the characters that XML cannot hold at all
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u.test(text)) return null;
  try {
    if (XMLValidator.validate(whole) !== true) return null;
    const node = (parser.parse(whole) as { readonly x: unknown }).x;
    return typeof node === "object" && node !== null ? (node as XmlNode) : null;
  } catch {
    return null;
  }
}

const values = (node: XmlNode | undefined, name: string): readonly unknown[] => {
  const value = node?.[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
};

const isNode = (value: unknown): value is XmlNode => typeof value === "object" && value !== null;

/** The children of that name that have children or attributes. */
export const nodesOf = (node: XmlNode | undefined, name: string): readonly XmlNode[] => values(node, name).filter(isNode);

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
