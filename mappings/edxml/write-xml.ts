import type { EdxmlForm } from "./write-form.ts";
import type { Element } from "./write-header.ts";

/** Elements as lines, each line with its end. Text stands on one line with its tags, since white space would be part of it. */
export function linesOf(elements: readonly (Element | null)[], depth: number, form: EdxmlForm): string {
  const isPresent = form.profile === "bkav";
  const end = endOf(form);
  const lines: string[] = [];
  const write = (element: Element | null, at: number): void => {
    if (element === null || isEmpty(element, isPresent)) return;
    const { name, content, attributes = "" } = element;
    const [indent, tag] = ["  ".repeat(at), `edXML:${name}`];
    if (content === null || typeof content === "string" || content.length === 0) {
      lines.push(`${indent}<${tag}${attributes}>${escaped(typeof content === "string" ? content : "")}</${tag}>${end}`);
      return;
    }
    lines.push(`${indent}<${tag}${attributes}>${end}`);
    for (const child of content) write(child, at + 1);
    lines.push(`${indent}</${tag}>${end}`);
  };
  for (const element of elements) write(element, depth);
  return lines.join("");
}

/** @param isPresent what is empty stands there too, unless it may repeat. */
function isEmpty({ content, repeats = false }: Element, isPresent: boolean): boolean {
  if (isPresent && !repeats) return false;
  if (content === null) return true;
  return typeof content !== "string" && content.every((child) => child === null || isEmpty(child, isPresent));
}

export const endOf = ({ lineEnd }: EdxmlForm): string => (lineEnd === "crlf" ? "\r\n" : "\n");

/** Line ends within a value are one character: a bare CR would be read as another. */
export const escaped = (text: string): string =>
  text.replaceAll(/\r\n?/g, "\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
