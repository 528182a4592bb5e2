const longest = 64 * 1024;

/**
 * Text of a message with long values, which are files' bytes, taken out of it while it flows by: what is left is small. Where one
 * was stands a mark that nobody can know beforehand, so that nothing that was signed reads the same without it.
 * @param mark random letters.
 * @returns why not: more than `most` letters are left, or it is no UTF-8 or no XML.
 */
export async function skeletonOf(
  source: AsyncIterable<Uint8Array>,
  mark: string,
  most = 1024 * 1024,
): Promise<{ readonly xml: string; readonly isCut: boolean } | "tooLarge" | "xmlBroken"> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parts: string[] = [];
  let [size, value, isTag, isCutting, isCut] = [0, 0, false, false, false];
  const write = (text: string) => {
    parts.push(text);
    size += text.length;
  };
  const take = (text: string) => {
    let from = 0;
    while (from < text.length) {
      const end = text.indexOf(isTag ? ">" : "<", from);
      const to = end < 0 ? text.length : end + 1;
      const piece = text.slice(from, to);
      from = to;
      value += piece.length;
      if (!isTag && value > longest && !isCutting) {
        isCutting = true;
        isCut = true;
        write(mark);
      }
      if (!isCutting) write(piece);
      else if (end >= 0) write("<");
      if (end < 0) continue;
      isTag = !isTag;
      isCutting = false;
      value = 0;
    }
  };
  try {
    for await (const bytes of source) {
      take(decoder.decode(bytes, { stream: true }));
      if (size > most) return "tooLarge";
    }
    take(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) return "xmlBroken";
    throw error;
  }
  if (size > most) return "tooLarge";
  const xml = parts.join("");
  // wide letters read as narrow ones with nothing between; what has no element at all is no XML, and not unsigned
  return xml.includes("\0") || !/<[\p{L}_:]/u.test(xml) ? "xmlBroken" : { xml, isCut };
}
