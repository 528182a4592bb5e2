import { XMLParser } from "fast-xml-parser";
import { isWellFormed } from "../well-formed.ts";

/** An element with its text and its children in order. Attributes are not used by anybody seen, and are left out. */
export interface XmlElement {
  readonly name: string;
  /** Its own text, entities resolved, outer spaces gone; values stay text: "00123" is not 123. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

export type ReadXml =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly why: "not-xml" | "forbidden-xml"; readonly detail: string };

const deepest = 64;
const most = 100_000;

const parser = new XMLParser({
  ...{ preserveOrder: true, trimValues: false, parseTagValue: false, ignoreDeclaration: true, jPath: false },
  // its entities are counted and cut off in a way of their own: they are resolved here, and there are but five
  ...{ processEntities: false, cdataPropName: "#cdata", maxNestedTags: deepest - 1 },
  // names are keys of objects of one key, never merged
  onDangerousProperty: (name) => name,
});

/**
 * Reads a small document without what makes XML dangerous: a DTD, entities of its own and processing instructions are
 * refused before anything is parsed; nothing is fetched and nothing expands. One root, all tags closed, or it is no
 * document: the parser takes half a document for a whole one, so it is validated first, and the roots are counted.
 */
export function readXml(text: string): ReadXml {
  const bare = text.startsWith("\ufeff") ? text.slice(1) : text;
  const refused = gate(bare);
  if (refused) return refused;
  if (!isWellFormed(bare)) return broken;
  let nodes: readonly Node[];
  try {
    nodes = parser.parse(bare) as readonly Node[];
  } catch (error) {
    const said = error instanceof Error ? error.message : "";
    return /nested|SECURITY/.test(said) ? tooMuch : broken;
  }
  const { text: outside, children } = elementOf("", nodes);
  const [root, ...others] = children;
  return root === undefined || others.length > 0 || outside !== "" ? broken : { ok: true, root };
}

const broken = { ok: false, why: "not-xml", detail: "tags that do not close, or no single root" } as const;
const tooMuch = { ok: false, why: "forbidden-xml", detail: "too many or too deep elements" } as const;

const pieces =
  /(?<kept><!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>)|(?<tag><\/?[^\s<>!?/"'][^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*>)|(?<words>[^<]+)/y;

/** Looks at the pieces of a document, not at how they fit: what is no tag, comment, CDATA or text is not let in. */
function gate(text: string): Exclude<ReadXml, { ok: true }> | undefined {
  pieces.lastIndex = /^\s*<\?xml\s[^?<>]*\?>/.exec(text.slice(0, 200))?.[0].length ?? 0;
  let count = 0;
  let tail = "";
  while (pieces.lastIndex < text.length) {
    const at = pieces.lastIndex;
    const piece = pieces.exec(text)?.groups;
    if (!piece)
      return /^<(?:\?|!(?!--|\[CDATA\[))/.test(text.slice(at, at + 9))
        ? { ok: false, why: "forbidden-xml", detail: "a DTD or an instruction" }
        : broken;
    if (piece["tag"] !== undefined && !piece["tag"].startsWith("</") && ++count > most) return tooMuch;
    tail = piece["tag"] === undefined ? tail + (piece["words"] ?? "") : "";
    if (piece["kept"] === undefined && resolve(piece["words"] ?? piece["tag"] ?? "") === null)
      return { ok: false, why: "forbidden-xml", detail: "an entity of its own" };
  }
  // the parser passes over text at the end
  return tail.trim() === "" ? undefined : broken;
}

/** As the parser keeps order: each node an object of one key, its children (or its text) behind it. */
type Node = Readonly<Record<string, readonly Node[] | string>>;

function elementOf(name: string, nodes: readonly Node[]): XmlElement {
  let text = "";
  const children: XmlElement[] = [];
  for (const [key, value] of nodes.flatMap((node) => Object.entries(node)))
    if (typeof value === "string") text += resolve(value) ?? "";
    else if (key === "#cdata")
      text += value.map(({ "#text": kept }) => (typeof kept === "string" ? kept : "")).join("");
    else children.push(elementOf(key, value));
  return { name, text: text.trim(), children };
}

const named = new Map(Object.entries({ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }));

/** Null: an entity that only a DTD could explain, or a character that does not exist. */
function resolve(text: string): string | null {
  if (!text.includes("&")) return text;
  const unknown: string[] = [];
  const resolved = text.replaceAll(
    /&(?:(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w{1,8});)?/g,
    (whole, name: string | undefined) => {
      const character = name?.startsWith("#") ? characterOf(name) : named.get(name ?? "");
      if (character === undefined) unknown.push(whole);
      return character ?? "";
    },
  );
  return unknown.length === 0 ? resolved : null;
}

function characterOf(name: string): string | undefined {
  const point = name.startsWith("#x") ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isOne = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return isOne ? String.fromCodePoint(point) : undefined;
}

/** All elements of that name below, in the order of the document. */
export const findAll = (within: XmlElement, name: string): readonly XmlElement[] =>
  within.children.flatMap((child) => [...(child.name === name ? [child] : []), ...findAll(child, name)]);
