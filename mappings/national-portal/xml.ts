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

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const deepest = 64;
const most = 100_000;

/**
 * Reads a small document in one pass, without what makes XML dangerous: a DTD, entities of its own and processing
 * instructions are refused, nothing is fetched and nothing expands. One root, all tags closed, or it is no document.
 */
export function readXml(text: string): ReadXml {
  const stack: { name: string; text: string; children: XmlElement[] }[] = [{ name: "", text: "", children: [] }];
  let count = 0;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const declaration = /^\s*<\?xml\s[^?<>]*\?>/.exec(text.slice(at, at + 200));
  if (declaration) at += declaration[0].length;

  while (at < text.length) {
    const open = text.indexOf("<", at);
    const words = resolve(text.slice(at, open < 0 ? text.length : open));
    if (words === null) return { ok: false, why: "forbidden-xml", detail: "an entity of its own" };
    const top = stack.at(-1);
    if (!top) return broken;
    if (stack.length === 1 && words.trim() !== "") return broken;
    top.text += words;
    if (open < 0) break;
    if (text.startsWith("<!--", open)) {
      const end = text.indexOf("-->", open + 4);
      if (end < 0) return broken;
      at = end + 3;
    } else if (text.startsWith("<![CDATA[", open)) {
      const end = text.indexOf("]]>", open + 9);
      if (end < 0 || stack.length === 1) return broken;
      top.text += text.slice(open + 9, end);
      at = end + 3;
    } else if (text.startsWith("<!", open) || text.startsWith("<?", open))
      return { ok: false, why: "forbidden-xml", detail: "a DTD or an instruction" };
    else {
      const close = text.indexOf(">", open);
      if (close < 0) return broken;
      const tag = text.slice(open + 1, close);
      at = close + 1;
      if (tag.startsWith("/")) {
        const ended = stack.pop();
        const parent = stack.at(-1);
        if (!ended || !parent || ended.name !== tag.slice(1).trim()) return broken;
        parent.children.push({ name: ended.name, text: ended.text.trim(), children: ended.children });
      } else {
        const parts =
          /^([\p{L}_][\p{L}\p{N}_.:-]*)((?:\s+[\p{L}_:][\p{L}\p{N}_.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)$/u.exec(
            tag,
          );
        if (!parts || (stack.length === 1 && top.children.length > 0)) return broken;
        if (++count > most || stack.length > deepest)
          return { ok: false, why: "forbidden-xml", detail: "too many or too deep elements" };
        const name = parts[1] ?? "";
        if (parts[3] === "/") top.children.push({ name, text: "", children: [] });
        else stack.push({ name, text: "", children: [] });
      }
    }
  }
  const root = stack.length > 1 ? undefined : stack.at(0)?.children.at(0);
  return root === undefined ? broken : { ok: true, root };
}

const broken: ReadXml = { ok: false, why: "not-xml", detail: "tags that do not close, or no single root" };

/** Null: an entity that only a DTD could explain, or a character that does not exist. */
function resolve(text: string): string | null {
  if (!text.includes("&")) return text;
  const unknown: string[] = [];
  const resolved = text.replaceAll(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[\p{L}\p{N}_.-]*);?/gu, (whole, name: string) => {
    const point = name.startsWith("#x")
      ? parseInt(name.slice(2), 16)
      : name.startsWith("#")
        ? Number(name.slice(1))
        : -1;
    const character =
      point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
        ? String.fromCodePoint(point)
        : named[name];
    if (character === undefined || !whole.endsWith(";")) unknown.push(name);
    return character ?? "";
  });
  return unknown.length === 0 ? resolved : null;
}

/** All elements of that name below, in the order of the document. */
export const findAll = (within: XmlElement, name: string): readonly XmlElement[] =>
  within.children.flatMap((child) => [...(child.name === name ? [child] : []), ...findAll(child, name)]);
