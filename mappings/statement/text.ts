import { createHash } from "node:crypto";

/** A file as it arrives, in pieces of any size. */
export type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * @param encoding as the bank writes (WHATWG names; Vietnamese banks also write windows-1258 and utf-16le).
 * @returns the text in pieces; null, as the last one: these bytes are not in that encoding.
 */
export async function* readText(chunks: Chunks, encoding = "utf-8"): AsyncGenerator<string | null, void> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Uint8Array): string | null => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      return null;
    }
  };
  for await (const chunk of chunks) {
    const text = typeof chunk === "string" ? chunk : decode(chunk);
    yield text;
    if (text === null) return;
  }
  yield decode();
}

const longestLine = 64 * 1024;

/** Lines without their ends; null, as the last one: another encoding, or no lines at all. */
export async function* readLines(chunks: Chunks, encoding?: string): AsyncGenerator<string | null, void> {
  let rest = "";
  for await (const text of readText(chunks, encoding)) {
    if (text === null) {
      yield null;
      return;
    }
    rest += text;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
    if (rest.length > longestLine) {
      yield null;
      return;
    }
  }
  if (rest !== "") yield rest;
}

/** For keys of entries: short, and hiding whose they are. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
