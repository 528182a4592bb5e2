import { EdxmlRefusal } from "./fault.ts";

/** Where an element is of: edXML in one of its dialects, the envelope of SOAP, or no namespace. */
export type EdxmlSpace = "qcvn" | "edoc" | "cv2803" | "flat" | "soap" | "none";

/** An element without the content of attachments. */
export interface XmlElement {
  /** Local, in small letters, "Bussiness" and "Business" being one: writers differ in both. */
  readonly name: string;
  /** As it stands. */
  readonly tag: string;
  readonly space: EdxmlSpace;
  readonly parent: XmlElement | null;
  readonly children: XmlElement[];
  /** Local names as they stand. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Its words, clean; "" until it ends. */
  text: string;
  /** Place of the file that stands in it, among all that were cut out. */
  file: number | null;
}

/** `/edXML/…/To[2]`. */
export function pathOf(element: XmlElement | null): string {
  if (element === null) return "/";
  const same = element.parent?.children.filter(({ name }) => name === element.name) ?? [];
  const place = same.length > 1 ? `[${same.indexOf(element) + 1}]` : "";
  return `${element.parent === null ? "" : pathOf(element.parent)}/${element.tag}${place}`;
}

/** By name, for elements with many children; of a document that grows no more, or as many as it had. */
const indexes = new WeakMap<XmlElement, { readonly of: number; readonly byName: Map<string, XmlElement[]> }>();

function indexOf(element: XmlElement): ReadonlyMap<string, XmlElement[]> {
  const known = indexes.get(element);
  if (known?.of === element.children.length) return known.byName;
  const byName = new Map<string, XmlElement[]>();
  for (const child of element.children) {
    const same = byName.get(child.name);
    if (same) same.push(child);
    else byName.set(child.name, [child]);
  }
  indexes.set(element, { of: element.children.length, byName });
  return byName;
}

export function childrenOf(element: XmlElement | undefined, ...names: readonly string[]): readonly XmlElement[] {
  if (!element) return [];
  if (element.children.length < 10) return element.children.filter(({ name }) => names.includes(name));
  const index = indexOf(element);
  return names.flatMap((name) => index.get(name) ?? []);
}

/** What stands once, under the first of these names that there is. Twice and the same is let through; else it could be either. */
export function childOf(
  element: XmlElement | undefined,
  warn: (code: "element-twice", at: () => string) => void,
  ...names: readonly string[]
): XmlElement | undefined {
  for (const name of names) {
    const [first, ...others] = childrenOf(element, name);
    if (!first) continue;
    for (const other of others) {
      if (first.children.length > 0 || other.children.length > 0 || first.text !== other.text)
        throw new EdxmlRefusal("element-twice", pathOf(other), "");
      warn("element-twice", () => pathOf(other));
    }
    return first;
  }
  return undefined;
}

const nothing: ReadonlySet<string> = new Set(["", "null", "n/a"]);

/** The words of a field; null: none. @throws {EdxmlRefusal} when it holds elements. */
export function wordsOf(element: XmlElement | undefined): string | null {
  if (!element) return null;
  if (element.children.length > 0) throw new EdxmlRefusal("element-in-value", pathOf(element), "");
  return nothing.has(element.text.toLowerCase()) ? null : element.text;
}
