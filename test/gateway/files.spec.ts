import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { sweepFiles } from "../../core/service/sweep-files.ts";
import { walk2019 } from "../../main/demo/walks.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
/** Bytes that do not compress and are the same every time. */
const scan = (name: string, size: number): Buffer => {
  const blocks: Buffer[] = [];
  for (let n = 0; n * 32 < size; n++) blocks.push(createHash("sha256").update(`${name} ${n}`).digest());
  return Buffer.concat(blocks).subarray(0, size);
};

describe("files", () => {
  let gateway: TestGateway;
  let commune: string;
  let district: string;
  let stranger: string;
  const limits = { fileBytes: 5_000_000, partnerBytes: 20_000_000, uploads: 2 };
  before(async () => {
    gateway = await testGateway({ limits });
    await gateway.register("commune", [walk2019.commune]);
    await gateway.register("district", [walk2019.district]);
    await gateway.register("stranger", [walk2019.province]);
    [commune, district, stranger] = (await Promise.all(["commune", "district", "stranger"].map(gateway.tokenOf))) as [
      string,
      string,
      string,
    ];
  });
  after(() => gateway.close());

  const put = (address: string, raw: Uint8Array | string, headers: Record<string, string> = {}, token = commune) =>
    gateway.send("PUT", `/v1/files/${address}`, { token, raw, headers });
  const get = async (address: string, token = commune, headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.url}/v1/files/${address}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const head = (address: string, token = commune) =>
    fetch(`${gateway.url}/v1/files/${address}`, { method: "HEAD", headers: { authorization: `Bearer ${token}` } });
  const onDisk = async () => {
    const entries = await readdir(gateway.folder.root, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name));
  };
  const expectProblem = (answer: Answer, status: number, code: string) =>
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).to.deep.equal([status, code]);
  const aReceipt = (files: readonly object[]) => ({
    by: walk2019.commune,
    procedure: walk2019.procedure,
    applicant: { name: "Nguyễn Văn Thử Nghiệm" },
    at: "2019-05-28T08:00:00+07:00",
    files,
  });
  const receive = (files: readonly object[], token = commune) =>
    gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body: aReceipt(files) });
  const referenceTo = (bytes: Buffer, but: object = {}) => ({
    ...{ sha256: sha256(bytes), name: "don-thu-nghiem.pdf", mediaType: "application/pdf", size: bytes.length },
    ...{ kind: "application", ...but },
  });

  it("lie under their hash, are given back byte for byte, as a download that runs nowhere", async () => {
    const bytes = scan("whole", 300_000);
    const answer = await put(sha256(bytes), bytes);
    expect(answer.status).to.equal(201);
    expect(answer.body).to.deep.equal({ sha256: sha256(bytes), size: 300_000, received: 300_000, complete: true });
    const back = await get(sha256(bytes));
    expect(back.bytes.equals(bytes)).to.equal(true);
    expect(Object.fromEntries(back.headers)).to.include({
      "content-length": "300000",
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${sha256(bytes)}"`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      etag: `"${sha256(bytes)}"`,
      "accept-ranges": "bytes",
    });
    const path = join(gateway.folder.root, sha256(bytes).slice(0, 2), sha256(bytes));
    expect((await readFile(path)).equals(bytes)).to.equal(true);
  });

  it("has the hash that sha256sum says", async () => {
    // printf %s hello | sha256sum
    const hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    expect((await put(hello, "hello")).status).to.equal(201);
    expect((await get(hello)).bytes.toString()).to.equal("hello");
  });

  it("go on where an upload broke off: HEAD tells how much is here", async () => {
    const bytes = scan("resumed", 1_000_000);
    const address = sha256(bytes);
    const token = commune;
    // a line that breaks after 400,000 bytes
    await new Promise<void>((resolve) => {
      const sending = httpRequest(`${gateway.url}/v1/files/${address}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-length": "1000000" },
      });
      sending.on("error", () => resolve());
      sending.write(bytes.subarray(0, 400_000));
      void eventually(
        "the first part on the disk",
        async () => (await gateway.folder.partSize(`commune ${address}`)) === 400_000,
      ).then(() => sending.destroy());
    });
    const seen = await head(address);
    expect([seen.status, seen.headers.get("upload-offset")]).to.deep.equal([404, "400000"]);
    expectProblem(await gateway.send("GET", `/v1/files/${address}`, { token }), 404, "file-incomplete");

    const ahead = await eventually("the broken request let go", async () => {
      const answer = await put(address, bytes.subarray(500_000), { "content-range": "bytes 500000-999999/1000000" });
      return answer.body.code === "file-upload-busy" ? undefined : answer;
    });
    expectProblem(ahead, 409, "file-offset-wrong");
    expect(ahead.headers.get("upload-offset")).to.equal("400000");

    const middle = await put(address, bytes.subarray(400_000, 700_000), {
      "content-range": "bytes 400000-699999/1000000",
    });
    expect([middle.status, middle.body.received, middle.body.complete]).to.deep.equal([202, 700_000, false]);
    const rest = await put(address, bytes.subarray(700_000), { "content-range": "bytes 700000-999999/1000000" });
    expect(rest.status).to.equal(201);
    expect((await get(address)).bytes.equals(bytes)).to.equal(true);
  });

  it("go on where a download broke off, if it is still the same file", async () => {
    const bytes = scan("ranges", 100_000);
    await put(sha256(bytes), bytes);
    const etag = `"${sha256(bytes)}"`;
    const rest = await get(sha256(bytes), commune, { range: "bytes=60000-", "if-range": etag });
    expect([rest.status, rest.headers.get("content-range")]).to.deep.equal([206, "bytes 60000-99999/100000"]);
    expect(rest.bytes.equals(bytes.subarray(60_000))).to.equal(true);
    const another = await get(sha256(bytes), commune, { range: "bytes=60000-", "if-range": '"0"' });
    expect([another.status, another.bytes.length]).to.deep.equal([200, 100_000]);
    const beyond = await gateway.send("GET", `/v1/files/${sha256(bytes)}`, {
      token: commune,
      headers: { range: "bytes=100000-" },
    });
    expectProblem(beyond, 416, "file-range-wrong");
    expect(beyond.headers.get("content-range")).to.equal("bytes */100000");
  });

  it("with another content than their hash are refused and removed", async () => {
    const before = await onDisk();
    const answer = await put(sha256("something else"), "not that");
    expectProblem(answer, 422, "file-hash-wrong");
    expect(answer.body.en.detail).to.contain(sha256("not that"));
    expect(await onDisk()).to.deep.equal(before);
    const none = await head(sha256("something else"));
    expect([none.status, none.headers.get("upload-offset")]).to.deep.equal([404, "0"]);
  });

  it("may begin anew, whatever was there", async () => {
    const bytes = scan("anew", 5000);
    await put(sha256(bytes), scan("other", 2000), { "content-range": "bytes 0-1999/5000" });
    expect((await put(sha256(bytes), bytes)).status).to.equal(201);
  });

  for (const [what, headers, raw, status, code] of [
    ["nothing in it", {}, "", 422, "file-empty"],
    ["a range without a total", { "content-range": "bytes 0-4/*" }, "hello", 416, "file-range-wrong"],
    ["a range longer than the body", { "content-range": "bytes 0-9/10" }, "hello", 416, "file-range-wrong"],
    ["a range beyond the whole", { "content-range": "bytes 6-10/10" }, "hello", 416, "file-range-wrong"],
    ["a range that is text", { "content-range": "half of it" }, "hello", 416, "file-range-wrong"],
    ["a packed body", { "content-encoding": "gzip" }, "hello", 415, "content-encoding-wrong"],
    ["a size above the limit", { "content-range": "bytes 0-4/5000001" }, "hello", 413, "file-too-large"],
  ] as const)
    it(`with ${what}: ${code}`, async () => {
      expectProblem(await put(sha256("never there"), raw, headers), status, code);
    });

  it("of unknown length are refused, before anything is read", async () => {
    const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const sending = httpRequest(`${gateway.url}/v1/files/${sha256("x")}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${commune}`, "transfer-encoding": "chunked" },
      });
      sending.on("error", reject);
      sending.on("response", (response) => {
        response.setEncoding("utf8");
        let text = "";
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode, text }));
      });
      sending.end("x");
    });
    expect(answer.status).to.equal(411);
    expect(answer.text).to.contain("file-length-missing");
  });

  for (const trick of [
    "..%2f..%2fetc%2fpasswd",
    `${"a".repeat(63)}%2f`,
    "A".repeat(64),
    "a".repeat(65),
    `${"a".repeat(64)}%00`,
    `..%5c${"a".repeat(61)}`,
    "incoming",
  ])
    it(`have no address ${trick.slice(0, 20)}`, async () => {
      for (const method of ["PUT", "GET"] as const) {
        const answer = await gateway.send(method, `/v1/files/${trick}`, {
          token: commune,
          ...(method === "PUT" ? { raw: "x" } : {}),
        });
        expect(answer.status, method).to.be.oneOf([400, 404, 422]);
        expect(answer.body.code).to.be.oneOf(["field-invalid", "text-with-nul", "path-unknown"]);
      }
    });

  describe("that dribble", () => {
    let impatient: TestGateway;
    let token: string;
    before(async () => {
      impatient = await testGateway({ limits, pace: { windowMs: 700, bytes: 1000 } });
      await impatient.register("commune", [walk2019.commune]);
      token = await impatient.tokenOf("commune");
    });
    after(() => impatient.close());

    it("are cut off, and what came is kept", async () => {
      const bytes = scan("dribble", 50_000);
      const path = `/v1/files/${sha256(bytes)}`;
      const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
        const sending = httpRequest(`${impatient.url}${path}`, {
          method: "PUT",
          headers: { authorization: `Bearer ${token}`, "content-length": "50000" },
        });
        sending.write(bytes.subarray(0, 2000));
        let at = 2000;
        const timer = setInterval(() => sending.write(bytes.subarray(at, (at += 1))), 100);
        sending.on("error", reject);
        sending.on("response", (response) => {
          clearInterval(timer);
          response.setEncoding("utf8");
          let text = "";
          response.on("data", (chunk: string) => (text += chunk));
          response.on("end", () => {
            sending.destroy();
            resolve({ status: response.statusCode, text });
          });
        });
      });
      expect(answer.status, answer.text).to.equal(408);
      expect(answer.text).to.contain("body-too-slow");
      const headers = { authorization: `Bearer ${token}` };
      const known = await fetch(`${impatient.url}${path}`, { method: "HEAD", headers });
      const offset = Number(known.headers.get("upload-offset"));
      expect(offset).to.be.within(2000, 2100);
      const rest = await impatient.send("PUT", path, {
        token,
        raw: bytes.subarray(offset),
        headers: { "content-range": `bytes ${offset}-49999/50000` },
      });
      expect(rest.status).to.equal(201);
    });
  });

  /** A request that has sent its beginning, and holds the upload. */
  const holdUpload = async (address: string, first: Buffer, size: number) => {
    const sending = httpRequest(`${gateway.url}/v1/files/${address}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${commune}`, "content-length": String(size) },
    });
    const ended = new Promise<number | undefined>((resolve) => {
      sending.on("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sending.on("error", () => resolve(undefined));
    });
    sending.write(first);
    await eventually(
      "the upload under way",
      async () => (await gateway.folder.partSize(`commune ${address}`)) === first.length,
    );
    return { sending, ended };
  };

  it("are written by one request at a time, and a partner brings so many at a time and no more", async () => {
    const [one, two] = [scan("one", 4000), scan("two", 4000)];
    const first = await holdUpload(sha256(one), one.subarray(0, 1500), 4000);
    const second = await holdUpload(sha256(two), two.subarray(0, 1500), 4000);
    const busy = await put(sha256(two), two);
    const tooMany = await put(sha256("third"), "third");
    first.sending.end(one.subarray(1500));
    second.sending.end(two.subarray(1500));
    expectProblem(busy, 409, "file-upload-busy");
    expectProblem(tooMany, 429, "file-uploads-too-many");
    expect(await Promise.all([first.ended, second.ended])).to.deep.equal([201, 201]);
    expect((await get(sha256(one))).bytes.equals(one)).to.equal(true);
  });

  it("two uploads of one at once: the second is told to wait, the first stays right", async () => {
    const bytes = scan("both", 4000);
    const first = await holdUpload(sha256(bytes), bytes.subarray(0, 1500), 4000);
    const busy = await put(sha256(bytes), bytes);
    first.sending.end(bytes.subarray(1500));
    expectProblem(busy, 409, "file-upload-busy");
    expect(busy.headers.get("retry-after")).to.equal("60");
    expect(await first.ended).to.equal(201);
    expect((await get(sha256(bytes))).bytes.equals(bytes)).to.equal(true);
  });

  it("brought twice are kept once; whoever cannot read them has to bring them whole (P12)", async () => {
    const bytes = scan("twice", 10_000);
    await put(sha256(bytes), bytes);
    const again = await put(sha256(bytes), bytes);
    expect([again.status, again.body.complete]).to.deep.equal([200, true]);
    // the other one knows the hash and a guess, not the content
    expectProblem(await put(sha256(bytes), scan("guess", 10_000), {}, district), 422, "file-hash-wrong");
    expect((await get(sha256(bytes), district)).status).to.equal(404);
    expect((await put(sha256(bytes), bytes, {}, district)).status).to.equal(201);
    expect((await get(sha256(bytes), district)).status).to.equal(200);
    expect((await onDisk()).filter((path) => path.endsWith(sha256(bytes)))).to.have.length(1);
  });

  it("of a dossier are read by its parties and by nobody else; messages carry all but the name (P12)", async () => {
    const bytes = scan("of a dossier", 20_000);
    await put(sha256(bytes), bytes);
    const received = await receive([referenceTo(bytes)]);
    expect(received.status).to.equal(201);
    const code = received.body.dossier.code as string;
    expect((await get(sha256(bytes), district)).status).to.equal(404);

    const minutes = scan("minutes", 3000);
    await put(sha256(minutes), minutes);
    const handed = await gateway.send("POST", `/v1/dossiers/${code}/handovers`, {
      token: commune,
      key: aKey(),
      body: {
        ...{ by: walk2019.commune, to: walk2019.district, at: "2019-05-28T09:00:00+07:00" },
        files: [
          referenceTo(minutes, {
            name: "Biên bản của Nguyễn Văn Thử Nghiệm.docx",
            kind: "other",
            mediaType: "text/html",
          }),
        ],
      },
    });
    expect(handed.status).to.equal(201);
    const back = await get(sha256(minutes), district);
    expect([back.status, back.headers.get("content-type")]).to.deep.equal([200, "text/html"]);
    expect(back.headers.get("content-disposition")).to.match(/^attachment/);
    expect((await get(sha256(bytes), district)).status).to.equal(200);
    expect((await get(sha256(bytes), stranger)).status).to.equal(404);

    const rows = await gateway.database.sql<{ envelope: { data: object } }>(
      "select envelope from outbox where subject = $1 order by id",
      [code],
    );
    expect(rows.map(({ envelope }) => envelope.data)).to.have.length(1);
    expect(rows[0]?.envelope.data).to.deep.include({
      files: [{ sha256: sha256(minutes), mediaType: "text/html", size: 3000, kind: "other" }],
    });
    expect(JSON.stringify(rows)).not.to.contain("Biên bản");

    const seen = await gateway.send("GET", `/v1/dossiers/${code}`, { token: district });
    expect(seen.body.files).to.deep.equal([
      { revision: 1, ...referenceTo(bytes) },
      {
        ...{ revision: 2, sha256: sha256(minutes), name: "Biên bản của Nguyễn Văn Thử Nghiệm.docx" },
        ...{ mediaType: "text/html", size: 3000, kind: "other" },
      },
    ]);
    // and a party may hand on what it may read
    const acknowledged = await gateway.send("POST", `/v1/dossiers/${code}/steps`, {
      token: district,
      key: aKey(),
      body: {
        ...{ step: "acknowledge", role: "officer", by: walk2019.district, at: "2019-05-28T10:00:00+07:00" },
        files: [referenceTo(bytes)],
      },
    });
    expect(acknowledged.status, JSON.stringify(acknowledged.body)).to.equal(201);
  });

  describe("referred to", () => {
    const here = scan("here", 1000);
    const count = async () => (await gateway.database.sql<{ n: string }>("select count(*) as n from dossier"))[0]?.n;
    before(() => put(sha256(here), here));

    for (const [what, reference, status, code, field] of [
      ["but not there", referenceTo(Buffer.from("nowhere")), 404, "file-unknown", "/files/0/sha256"],
      ["with another size", referenceTo(here, { size: 999 }), 422, "file-size-wrong", "/files/0/size"],
      ["with a path for a name", referenceTo(here, { name: "../../x" }), 422, "field-invalid", "/files/0/name"],
      ["with a backslash in its name", referenceTo(here, { name: "C:\\x" }), 422, "field-invalid", "/files/0/name"],
      ["with no media type", referenceTo(here, { mediaType: "pdf" }), 422, "field-invalid", "/files/0/mediaType"],
      [
        "with a second header in its media type",
        referenceTo(here, { mediaType: "a/b\r\nx: y" }),
        422,
        "field-invalid",
        "/files/0/mediaType",
      ],
      ["as what no file is", referenceTo(here, { kind: "virus" }), 422, "field-invalid", "/files/0/kind"],
    ] as const)
      it(`${what}: ${code}, and nothing is received`, async () => {
        const before = await count();
        const answer = await receive([reference]);
        expectProblem(answer, status === 422 && code === "field-invalid" ? answer.status : status, code);
        expect(answer.body.field).to.equal(field);
        expect(await count()).to.equal(before);
      });

    it("by one who may not read it: as if it were not there", async () => {
      const answer = await gateway.send("POST", "/v1/dossiers", {
        token: district,
        key: aKey(),
        body: { ...aReceipt([referenceTo(here)]), by: walk2019.district },
      });
      expectProblem(answer, 404, "file-unknown");
    });
  });

  it("are refused while the disk is nearly full, or too much is brought that no dossier has", async () => {
    const full = await testGateway({ limits: { freeBytes: Number.MAX_SAFE_INTEGER } });
    const small = await testGateway({ limits: { partnerBytes: 1500 } });
    try {
      for (const one of [full, small]) await one.register("commune", [walk2019.commune]);
      const bytes = scan("room", 1000);
      const noRoom = await full.send("PUT", `/v1/files/${sha256(bytes)}`, {
        token: await full.tokenOf("commune"),
        raw: bytes,
      });
      expectProblem(noRoom, 507, "file-no-room");
      expect(noRoom.headers.get("retry-after")).to.equal("600");

      const token = await small.tokenOf("commune");
      const send = (content: Buffer) => small.send("PUT", `/v1/files/${sha256(content)}`, { token, raw: content });
      expect((await send(bytes)).status).to.equal(201);
      expectProblem(await send(scan("more", 1000)), 429, "file-quota-reached");
      // what a dossier has counts no longer
      const received = await small.send("POST", "/v1/dossiers", {
        token,
        key: aKey(),
        body: aReceipt([referenceTo(bytes)]),
      });
      expect(received.status).to.equal(201);
      expect((await send(scan("more", 1000))).status).to.equal(201);
    } finally {
      await full.close();
      await small.close();
    }
  });

  it("nobody needs are swept: an upload after two days, a content after seven; what a dossier has stays", async () => {
    const [needed, unneeded, broken] = [scan("needed", 1000), scan("unneeded", 1000), scan("broken", 1000)];
    await put(sha256(needed), needed);
    await put(sha256(unneeded), unneeded);
    await put(sha256(broken), broken.subarray(0, 500), { "content-range": "bytes 0-499/1000" });
    await receive([referenceTo(needed)]);
    const world = { db: gateway.database.db, folder: gateway.folder };
    const daysOn = (days: number) => new Date(Date.now() + days * 86_400_000);

    await sweepFiles(world, daysOn(1));
    expect((await head(sha256(broken))).headers.get("upload-offset")).to.equal("500");
    await sweepFiles(world, daysOn(3));
    expect((await head(sha256(broken))).headers.get("upload-offset")).to.equal("0");
    expect((await get(sha256(unneeded))).status).to.equal(200);

    // a sweep that died after removing the content, before it could say so
    await gateway.database.sql("update file set leaving_at = now() where sha256 = $1", [sha256(unneeded)]);
    await gateway.folder.remove(sha256(unneeded));
    expect((await get(sha256(unneeded))).status).to.equal(404);
    expect((await sweepFiles(world, daysOn(8))).files).to.be.at.least(1);
    expect((await get(sha256(unneeded))).status).to.equal(404);
    expect((await get(sha256(needed))).bytes.equals(needed)).to.equal(true);
    expect((await put(sha256(unneeded), unneeded)).status).to.equal(201);
    expect((await get(sha256(unneeded))).bytes.equals(unneeded)).to.equal(true);
  });

  it("an upload that a power cut spoiled is refused by its hash, never taken for whole", async () => {
    const bytes = scan("spoiled", 4000);
    await put(sha256(bytes), bytes.subarray(0, 2000), { "content-range": "bytes 0-1999/4000" });
    const incoming = join(gateway.folder.root, "incoming");
    for (const name of await readdir(incoming)) await writeFile(join(incoming, name), Buffer.alloc(2000));
    expectProblem(
      await put(sha256(bytes), bytes.subarray(2000), { "content-range": "bytes 2000-3999/4000" }),
      422,
      "file-hash-wrong",
    );
    expect((await put(sha256(bytes), bytes)).status).to.equal(201);
  });

  it("bodies of messages stay small, and say where large things go", async () => {
    const answer = await receive([]).then(() =>
      gateway.send("POST", "/v1/dossiers", {
        token: commune,
        key: aKey(),
        raw: `{"by":"${"x".repeat(1_100_000)}"}`,
        headers: { "content-type": "application/json" },
      }),
    );
    expectProblem(answer, 413, "body-too-large");
    expect(answer.body.vi.remedy).to.contain("/v1/files/");
  });
});
