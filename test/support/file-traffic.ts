import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { fromRoot } from "../../platform/root.ts";
import { secretFor } from "./gateway.ts";
import { program } from "./program.ts";

const megabyte = 2 ** 20;

/** So many megabytes that are never all in memory, the same every time. */
export function* megabytes(count: number, from = 0): Generator<Buffer> {
  const block = Buffer.alloc(megabyte, createHash("sha512").update("large file").digest());
  for (let n = from; n < count; n++) {
    block.writeUInt32BE(n, 0);
    yield Buffer.from(block);
  }
}

export function hashOf(chunks: Iterable<Buffer>): string {
  const hash = createHash("sha256");
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

export interface GatewayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly token: string;
  /** Resident memory now, and the most it ever was; megabytes. */
  readonly memory: () => { readonly now: number; readonly most: number };
}

/** A gateway with little memory, in a process of its own. */
export async function startGatewayProcess(
  databaseUrl: string,
  folder: string,
  partner: string,
): Promise<GatewayProcess> {
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=96", ...program("test/support/files-child.ts"), databaseUrl, folder],
    { cwd: fromRoot(), stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  const answer = await fetch(`${url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: partner,
      client_secret: secretFor(partner),
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const memory = () => {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { now: of("VmRSS"), most: of("VmHWM") };
  };
  return { url, child, token, memory };
}

/** Sends as fast as it is taken. @returns the status, or undefined when the line broke. */
export function upload(
  { url, token }: GatewayProcess,
  sha256: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  headers: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sending = httpRequest(`${url}/v1/files/${sha256}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    sending.on("error", () => resolve(undefined));
    sending.on("response", (response) => {
      response.resume();
      response.on("close", () => resolve(response.statusCode));
    });
    const source = Readable.from(chunks);
    source.on("error", () => sending.destroy());
    source.pipe(sending);
  });
}

/** Reads it back without keeping it. */
export async function downloadedHash({ url, token }: GatewayProcess, sha256: string): Promise<string> {
  const response = await fetch(`${url}/v1/files/${sha256}`, { headers: { authorization: `Bearer ${token}` } });
  const hash = createHash("sha256");
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest("hex");
}
