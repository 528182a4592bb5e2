import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { isAxiosError } from "axios";
import type { EdocRequest } from "../../mappings/edoc/axis.ts";
import { neverLeft, openKeptClient, untrusted } from "../../platform/kept-client.ts";

/** What came back, or that nothing did. */
export type Heard =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly retryAfterMs: number | undefined;
      /** To be read to its end, or given up by `break`; throws `Broken` where it breaks off. */
      readonly body: AsyncIterable<Buffer>;
    }
  /** `left`: the request may have arrived. */
  | { readonly kind: "silent"; readonly left: boolean; readonly detail: string };

/** A file that goes along as a part of a form, after the fields. */
export interface FormFile {
  readonly part: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly path: string;
  readonly size: number;
}

/** The answer broke off. */
export class Broken extends Error {}

export type EdocSend = (
  base: string,
  request: EdocRequest,
  file: FormFile | null,
  signal: AbortSignal,
) => Promise<Heard>;

const connections = 4;

/**
 * Calls the axis once over kept connections: not redirected, not through a proxy of the environment, nothing repeated by
 * itself. Files and answers flow: memory does not grow with them. Given up where nothing has moved for `quietMs`, or after `wholeMs`.
 */
export function makeEdocSend({ quietMs, wholeMs }: { quietMs: number; wholeMs: number }): EdocSend {
  const client = openKeptClient(connections, Infinity);
  return async (base, { method, path, headers, body }, file, signal) => {
    const url = new URL(`${base}${path}`);
    if (url.origin !== new URL(base).origin) throw new Error(`${path} would leave ${new URL(base).host}`);
    const limit = quietLimit(quietMs, wholeMs);
    try {
      const form = file && formOf(file, limit.moved);
      const {
        status,
        data,
        headers: answered,
      } = await client.request<Readable>({
        method,
        url: url.href,
        headers: { ...headers, ...form?.headers },
        signal: AbortSignal.any([signal, limit.signal]),
        responseType: "stream",
        maxBodyLength: Infinity,
        ...(form ? { data: form.body } : body === null ? {} : { data: Buffer.from(body, "utf8") }),
      });
      return {
        ...{ kind: "answered", status, retryAfterMs: waitOf(answered["retry-after"]) },
        body: flow(data, limit),
      };
    } catch (error) {
      limit.end();
      if (!isAxiosError(error)) throw error;
      const code = error.code ?? "";
      const left = !neverLeft.test(code) && !untrusted.test(code);
      const why = limit.signal.aborted ? limit.why() : code || "no answer";
      return { kind: "silent", left, detail: left ? `sent, but no answer: ${why}` : `not reached: ${why}` };
    }
  };
}

async function* flow(data: Readable, limit: ReturnType<typeof quietLimit>): AsyncGenerator<Buffer, void> {
  try {
    for await (const chunk of data as AsyncIterable<Buffer>) {
      limit.moved();
      yield chunk;
    }
  } catch (error) {
    throw new Broken(limit.signal.aborted ? limit.why() : ((error as NodeJS.ErrnoException).code ?? "broke off"));
  } finally {
    limit.end();
    data.destroy();
  }
}

function quietLimit(quietMs: number, wholeMs: number) {
  const controller = new AbortController();
  let why = "";
  const give = (reason: string) => () => {
    why = reason;
    controller.abort();
  };
  const whole = setTimeout(give(`not done within ${wholeMs} ms`), wholeMs);
  const quiet = setTimeout(give(`nothing moved for ${quietMs} ms`), quietMs);
  return {
    signal: controller.signal,
    why: () => why,
    moved: () => void quiet.refresh(),
    end: () => {
      clearTimeout(whole);
      clearTimeout(quiet);
    },
  };
}

function formOf({ part, fields, path, size }: FormFile, moved: () => void) {
  const boundary = `hub-${randomUUID()}`;
  const head = Buffer.from(
    [
      ...Object.entries(fields).map(
        ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      ),
      `--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="message.edxml"\r\n`,
      "Content-Type: application/xml\r\n\r\n",
    ].join(""),
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* parts(): AsyncGenerator<Buffer, void> {
    yield head;
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      moved();
      yield chunk;
    }
    yield tail;
  }
  return {
    headers: {
      "Content-Type": `multipart/form-data; boundary=${boundary}`,
      "Content-Length": String(head.length + size + tail.length),
    },
    body: Readable.from(parts(), { objectMode: false }),
  };
}

/** Seconds alone: a date needs their clock to be ours. */
const waitOf = (said: unknown): number | undefined =>
  typeof said === "string" && /^\d{1,6}$/.test(said) ? Number(said) * 1_000 : undefined;
