import { base64Decoder, type Base64Decoder } from "./base64.ts";
import { EdxmlRefusal, shown, type Warnings } from "./fault.ts";
import type { CutBytes } from "./cut.ts";
import type { MimeFile } from "./read-attachments.ts";

const mostHeaders = 16 * 1024;
const mostParts = 1_000;

/** What a message begins with; undefined: not to be seen yet. */
export function looksLikeMime(start: Uint8Array): boolean | undefined {
  const text = Buffer.from(start).toString("latin1").trimStart();
  if (text === "") return start.length > 1_000 ? false : undefined;
  if (text.startsWith("--")) return true;
  const name = /^[A-Za-z][A-Za-z-]*/.exec(text)?.[0];
  if (name === undefined) return text === "-" && start.length < 1_000 ? undefined : false;
  // a header's name, or its beginning
  if (name.length === text.length) return name.length > 40 ? false : undefined;
  return /^(?:MIME-Version|Content-[A-Za-z-]+|Message-ID|Date|From|To|Subject):/i.test(text);
}

/**
 * Takes a multipart message apart while it comes (RFC 2046; CV 2803 sends files so). The first part that is XML is the message, the
 * others are files. @throws {EdxmlRefusal}
 * @param xml takes the bytes of the message.
 */
export function mimeCutter(
  { warn }: Warnings,
  newFile: () => number,
  xml: (bytes: Uint8Array) => readonly CutBytes[],
): {
  readonly take: (bytes: Uint8Array) => readonly CutBytes[];
  readonly end: () => void;
  readonly parts: readonly MimeFile[];
} {
  const parts: MimeFile[] = [];
  let pending: Buffer = Buffer.alloc(0);
  let delimiter = "";
  let state: "start" | "preamble" | "line" | "headers" | "body" | "over" = "start";
  let isXmlFound = false;
  let count = 0;
  /** Bytes of the line break that ends the headers: not of the part's content, unless a boundary follows at once. */
  let breaks = 0;
  let part: { readonly file: number | null; readonly decoder: Base64Decoder | null; readonly at: string } | null = null;

  const refuse = (code: "mime" | "mime-encoding", detail: string): never => {
    throw new EdxmlRefusal(code, part?.at ?? `part ${count}`, detail);
  };

  function give(bytes: Uint8Array): readonly CutBytes[] {
    if (!part || bytes.length === 0) return [];
    const decoded = part.decoder ? part.decoder.take(bytes) : bytes;
    return part.file === null ? xml(decoded) : [{ file: part.file, bytes: decoded }];
  }

  function close(): readonly CutBytes[] {
    if (!part?.decoder) return [];
    const { rest, ending } = part.decoder.end();
    if (ending) warn(ending, part.at);
    return part.file === null ? xml(rest) : rest.length > 0 ? [{ file: part.file, bytes: rest }] : [];
  }

  function open(headers: ReadonlyMap<string, string>): readonly CutBytes[] {
    count += 1;
    if (count > mostParts) refuse("mime", `more than ${mostParts} parts`);
    const type = headers.get("content-type") ?? "";
    const disposition = headers.get("content-disposition") ?? "";
    const encoding = (headers.get("content-transfer-encoding") ?? "7bit").trim().toLowerCase();
    const at = `part ${count}`;
    if (!["base64", "7bit", "8bit", "binary"].includes(encoding)) refuse("mime-encoding", shown(encoding));
    const decoder = encoding === "base64" ? base64Decoder(at) : null;
    const isXml = !isXmlFound && (type === "" || /^\s*(?:text|application)\/(?:\S+\+)?xml\b/i.test(type));
    isXmlFound ||= isXml;
    const file = isXml ? null : newFile();
    part = { file, decoder, at };
    if (file === null) return [];
    parts.push({
      file,
      contentId: headers.get("content-id")?.trim() ?? null,
      name:
        parameterOf(disposition, "filename") ?? parameterOf(type, "name") ?? headers.get("content-location") ?? null,
      contentType: /^\s*([^\s;]+)/.exec(type)?.[1] ?? null,
    });
    return [{ file, bytes: new Uint8Array(0) }];
  }

  /** One thing that is whole; null: more bytes are needed. */
  function step(): readonly CutBytes[] | null {
    const text = (): string => pending.toString("latin1");
    if (state === "over") {
      pending = Buffer.alloc(0);
      return null;
    }
    if (state === "start") {
      const start = text().trimStart();
      if (start.startsWith("--")) {
        const line = /^--([^\r\n]{1,200}?)[ \t]*\r?\n/.exec(start);
        if (!line) return start.length > 300 ? refuse("mime", "no boundary") : null;
        delimiter = `\n--${line[1] ?? ""}`;
      } else {
        const end = /\r?\n\r?\n/.exec(start);
        if (!end) return start.length > mostHeaders ? refuse("mime", "headers without an end") : null;
        const type = headersOf(start.slice(0, end.index)).get("content-type") ?? "";
        const boundary = parameterOf(type, "boundary");
        if (boundary === null || !/^\s*multipart\//i.test(type)) return refuse("mime", shown(type));
        delimiter = `\n--${boundary}`;
        pending = Buffer.from(start.slice(end.index), "latin1");
        state = "preamble";
        return [];
      }
      pending = Buffer.concat([Buffer.from("\n"), Buffer.from(start, "latin1")]);
      state = "preamble";
      return [];
    }
    if (state === "preamble" || state === "body") {
      const at = pending.indexOf(delimiter, 0, "latin1");
      if (at < 0) {
        // the end may be the beginning of the delimiter, with the CR before it
        const safe = Math.max(0, pending.length - delimiter.length - 2);
        if (safe === 0) return null;
        const bytes = pending.subarray(breaks, safe);
        breaks = 0;
        pending = pending.subarray(safe);
        return state === "body" ? give(bytes) : [];
      }
      const isCr = at > 0 && pending[at - 1] === 0x0d;
      const bytes = state === "body" ? give(pending.subarray(Math.min(breaks, at), isCr ? at - 1 : at)) : [];
      breaks = 0;
      const closed = state === "body" ? close() : [];
      part = null;
      pending = pending.subarray(at + delimiter.length);
      state = "line";
      return [...bytes, ...closed];
    }
    if (state === "line") {
      const end = pending.indexOf(0x0a);
      if (pending.subarray(0, 2).toString("latin1") === "--") {
        state = "over";
        return [];
      }
      if (end < 0) return pending.length > 200 ? refuse("mime", "a boundary's line") : null;
      if (pending.subarray(0, end).toString("latin1").trim() !== "") return refuse("mime", "another boundary");
      pending = pending.subarray(end);
      state = "headers";
      return [];
    }
    // the line break before them counts: there may be none
    const end = /\n\r?\n/.exec(pending.subarray(0, mostHeaders).toString("latin1"));
    if (!end) return pending.length > mostHeaders ? refuse("mime", "headers without an end") : null;
    const headers = headersOf(pending.subarray(0, end.index).toString("latin1"));
    // an empty part is ended by the line break that ends its headers
    pending = pending.subarray(end.index + end[0].length - 1);
    state = "body";
    const opened = open(headers);
    breaks = 1;
    return opened;
  }

  return {
    parts,
    take(bytes) {
      pending = pending.length > 0 ? Buffer.concat([pending, bytes]) : Buffer.from(bytes);
      const out: CutBytes[] = [];
      for (let found = step(); found; found = step()) out.push(...found);
      return out;
    },
    end() {
      if (state !== "over") throw new EdxmlRefusal("truncated", `part ${count}`, "the last boundary is missing");
      if (!isXmlFound) refuse("mime", "no part is XML");
    },
  };
}

function headersOf(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

/** Of a header's value: quoted or bare, in RFC 2231's or RFC 2047's encoding, or in UTF-8 as it is. */
function parameterOf(value: string, name: string): string | null {
  const extended = new RegExp(`;\\s*${name}\\*\\s*=\\s*utf-8'[^']*'([^;\\s]+)`, "i").exec(value)?.[1];
  if (extended !== undefined)
    try {
      return decodeURIComponent(extended);
    } catch {
      return null;
    }
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, "i").exec(value);
  const text = found?.[1] ?? found?.[2];
  if (text === undefined) return null;
  const plain = text.replaceAll(/=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=\s*/gi, (_, coded: string) =>
    Buffer.from(coded, "base64").toString("latin1"),
  );
  return Buffer.from(plain, "latin1").toString("utf8");
}
