import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { bad, type Bad } from "./import-report.ts";

/** Text to import: a file, or what is written as one would be. */
export interface Source {
  readonly name: string;
  readonly bytes: number;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** A line of it, numbered from 1; `bad` when its bytes are not text. */
export type Line = { readonly number: number } & ({ readonly ok: true; readonly text: string } | Bad);

// the longest real line is 40 kB; a file without line ends must not fill the memory (P14)
const longestLine = 1_048_576;

export async function fileSource(path: string): Promise<Source> {
  const { size } = await stat(path);
  return { name: basename(path), bytes: size, open: () => createReadStream(path) };
}

export function textSource(name: string, text: string): Source {
  const bytes = Buffer.from(text, "utf8");
  return {
    name,
    bytes: bytes.length,
    open: async function* () {
      yield await Promise.resolve(bytes);
    },
  };
}

/** The lines that are not empty, each judged alone: a broken one takes no other with it. */
export async function* readLines(source: Source, onBytes: (count: number) => void): AsyncGenerator<Line> {
  let number = 0;
  let rest = Buffer.alloc(0);
  let tooLong = false;
  const line = (bytes: Buffer): Line | undefined => {
    number += 1;
    const wasTooLong = tooLong || bytes.length > longestLine;
    tooLong = false;
    if (wasTooLong) return { number, ...bad("dòng dài hơn 1 MiB", "the line is longer than 1 MiB") };
    return textOf(bytes, number);
  };
  for await (const chunk of source.open()) {
    onBytes(chunk.length);
    let from = 0;
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
    for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
      const read = line(bytes.subarray(from, end));
      from = end + 1;
      if (read) yield read;
    }
    rest = bytes.subarray(from);
    if (rest.length > longestLine) {
      tooLong = true;
      rest = Buffer.alloc(0);
    }
  }
  const last = rest.length > 0 || tooLong ? line(rest) : undefined;
  if (last) yield last;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(bytes: Buffer, number: number): Line | undefined {
  let text: string;
  try {
    text = utf8.decode(bytes).trimEnd();
  } catch {
    return {
      number,
      ...bad("không phải văn bản UTF-8; hãy lưu lại tệp dạng UTF-8", "not UTF-8; save the file as UTF-8"),
    };
  }
  if (text === "") return undefined;
  if (text.includes("\0")) return { number, ...bad("có ký tự NUL", "has a NUL character") };
  return { number, ok: true, text };
}
