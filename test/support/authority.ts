import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sha256 } from "../../bus/evidence/record.ts";
import { writeStampRequest } from "../../bus/evidence/stamp.ts";

/** What the authority does with the next requests. */
export type Mood =
  | "good"
  | "error"
  | "garbage"
  | "silent"
  | "endless"
  | "page"
  | "redirect"
  /** A true token for something else. */
  | "otherImprint"
  /** A true token for the right text, asked for by somebody else. */
  | "otherNonce"
  /** A time-stamp response that says no. */
  | "refusal";

export interface Authority {
  readonly url: string;
  /** PEM of its root. */
  readonly root: string;
  readonly rootFile: string;
  requests: number;
  mood: Mood;
  /** Runs openssl in the authority's folder. */
  readonly openssl: (...args: string[]) => Promise<string>;
  readonly file: (name: string, content?: Uint8Array) => Promise<string>;
  readonly close: () => Promise<void>;
}

const config = `
[tsa]
default_tsa = tsa1
[tsa1]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256
ess_cert_id_alg = sha256
[tsa_ext]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[req]
distinguished_name = dn
[dn]
`;

/** A time-stamping authority of openssl's making behind HTTP; it is openssl that answers, not code of ours. */
export async function openAuthority(name = "Tổ chức thử"): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), "authority-"));
  const openssl = async (...args: string[]) =>
    (await promisify(execFile)("openssl", args, { cwd: folder, encoding: "utf8" })).stdout;
  await writeFile(join(folder, "tsa.cnf"), config);
  await writeFile(join(folder, "serial"), "01\n");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf", "-utf8"];
  await openssl(
    "req",
    "-x509",
    ...newKey,
    "-days",
    "30",
    "-subj",
    `/CN=${name} gốc`,
    "-keyout",
    "root.key",
    "-out",
    "root.pem",
    "-addext",
    "basicConstraints=critical,CA:true",
  );
  await openssl("req", ...newKey, "-subj", `/CN=${name}`, "-keyout", "tsa.key", "-out", "tsa.csr");
  await openssl(
    "x509",
    "-req",
    "-in",
    "tsa.csr",
    "-CA",
    "root.pem",
    "-CAkey",
    "root.key",
    "-CAcreateserial",
    "-days",
    "30",
    "-extfile",
    "tsa.cnf",
    "-extensions",
    "tsa_ext",
    "-out",
    "tsa.pem",
  );

  let queries = 0;
  const reply = async (query: Uint8Array, ...more: string[]): Promise<Buffer> => {
    const base = join(folder, `query-${queries++}`);
    await writeFile(`${base}.tsq`, query);
    await openssl(
      "ts",
      "-reply",
      "-config",
      "tsa.cnf",
      "-section",
      "tsa1",
      "-queryfile",
      `${base}.tsq`,
      "-signer",
      "tsa.pem",
      "-inkey",
      "tsa.key",
      ...more,
      "-out",
      `${base}.tsr`,
    );
    return readFile(`${base}.tsr`);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const query = Buffer.concat(parts);
    const send = (body: Uint8Array, type = "application/timestamp-reply") =>
      response.writeHead(200, { "content-type": type }).end(body);
    switch (authority.mood) {
      case "good":
        send(await reply(query));
        return;
      case "error":
        response.writeHead(503).end();
        return;
      case "garbage":
        send(Buffer.from("not DER at all"));
        return;
      case "page":
        send(Buffer.from("<html>"), "text/html");
        return;
      case "redirect":
        response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
        return;
      case "silent":
        return;
      case "endless": {
        response.writeHead(200, { "content-type": "application/timestamp-reply" });
        const chunk = Buffer.alloc(16 * 1024, 48);
        const write = () => {
          if (!response.destroyed) response.write(chunk, () => setImmediate(write));
        };
        write();
        return;
      }
      case "otherImprint":
        send(await reply(writeStampRequest(sha256("something else"), query.subarray(-11, -3))));
        return;
      case "otherNonce": {
        // the imprint is the 32 bytes after the octet string's head
        const at = query.indexOf(Buffer.from([0x04, 0x20]));
        send(await reply(writeStampRequest(query.subarray(at + 2, at + 34).toString("hex"), Buffer.alloc(8, 1))));
        return;
      }
      case "refusal":
        // a digest that this authority does not take
        send(await reply(await readFile(await file("sha512.tsq", await sha512Query()))));
        return;
    }
  };
  const sha512Query = async () => {
    await openssl("ts", "-query", "-digest", "00".repeat(64), "-sha512", "-out", "refused.tsq");
    return readFile(join(folder, "refused.tsq"));
  };
  const file = async (name: string, content?: Uint8Array) => {
    if (content) await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  const server = createServer((request, response) => {
    authority.requests++;
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const authority: Authority = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    root: await readFile(join(folder, "root.pem"), "utf8"),
    rootFile: join(folder, "root.pem"),
    requests: 0,
    mood: "good",
    openssl,
    file,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await rm(folder, { recursive: true });
    },
  };
  return authority;
}
