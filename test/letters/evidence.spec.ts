import { expect } from "chai";
import { sql as raw } from "kysely";
import { saltedDigest } from "../../bus/evidence/record.ts";
import { verifyEvidence } from "../../bus/evidence/verify.ts";
import { exported, hubKey, linesOf } from "../support/evidence.ts";
import { department, organOf } from "../support/letter-world.ts";
import { aPdf, sign } from "../support/pdfs.ts";
import { openSignedLetterWorld, type SignedLetterWorld } from "../support/signed-letters.ts";

/** What signatures of letters said is in the chain (P11), and the chain outlives its words. */
describe("letters that come: their signatures as evidence", function () {
  this.timeout(60_000);
  let signed: SignedLetterWorld;
  let world: SignedLetterWorld["world"];
  let signers: SignedLetterWorld["signers"];
  before(async () => {
    signed = await openSignedLetterWorld();
    ({ world, signers } = signed);
  });
  after(() => signed.close());

  const look = () => signed.look();
  /** A letter to the department, its message and its PDF signed. @returns its number. */
  const take = async (referenceCodes?: string): Promise<string> => {
    const { bytes } = await sign(aPdf(), signers.person);
    const to = [organOf(department)];
    world.legacy.send({ to, files: [{ name: "cv.pdf", bytes }], ...(referenceCodes ? { referenceCodes } : {}) });
    const item = world.axis.items.pop();
    const from = world.legacy.organId;
    world.axis.put({ kind: "edoc", from, to, bytes: signed.signXml(item?.bytes.toString("utf8") ?? "") });
    await world.work();
    await look();
    const [row] = await world.sql<{ id: string }>("select max(id)::text as id from letter");
    return row?.id ?? "";
  };
  const link = async (letter: string, dossier: string) => {
    const { status, body } = await world.post(department, `/v1/letters/${letter}/link`, { dossier, reason: "Đã hỏi" });
    expect(status, JSON.stringify(body)).to.equal(201);
  };
  const erase = (code: string) => world.erase(code);
  const fileOf = async (dossier: string) => {
    const file = await exported(world.gateway.database, { dossier });
    const { faults } = await verifyEvidence(Buffer.from(file), { keys: hubKey.publicPem });
    expect(faults).to.deep.equal([]);
    const lines = linesOf(file);
    const records = lines.flatMap((line) =>
      line.type === "record" && line.record.kind === "signature" ? [line.record] : [],
    );
    const digests = new Set(records.map(({ digest }) => digest));
    const contents = lines.flatMap((line) => (line.type === "content" && digests.has(line.digest) ? [line] : []));
    return { file, records, contents };
  };

  it("linked later, by a person: --dossier has it, it verifies, and its words go with the dossier while the chain stays", async () => {
    const code = await world.consulting();
    const id = await take();
    const unlinked = await world.sql(
      "select kind, outcome, subject, to_org from evidence_entry where kind = 'signature'",
    );
    expect(unlinked).to.deep.equal(
      Array.from({ length: 2 }, () => ({ kind: "signature", outcome: "valid", subject: null, to_org: department })),
    );
    await link(id, code);
    const { records, contents } = await fileOf(code);
    expect(records.map(({ outcome, to, from, holder, answer }) => [outcome, to, from, holder, answer])).to.deep.equal(
      Array.from({ length: 2 }, () => ["valid", department, null, null, null]),
    );
    expect(contents).to.have.length(2);
    for (const { digest, salt, text } of contents) expect(saltedDigest(salt, text)).to.equal(digest);
    const said = contents.map(({ text }) => JSON.parse(text));
    expect(said.map(({ check }) => check.signatures[0].signer.commonName)).to.have.members([
      ...["Trần Thị Ví Dụ", "Sở Nội vụ Ví Dụ"],
    ]);
    const [{ raw_sha256: message } = {}] = await world.sql<{ raw_sha256: string }>(
      "select raw_sha256 from letter_item",
    );
    const [{ sha256: paper } = {}] = await world.sql<{ sha256: string }>("select sha256 from letter_file");
    expect(said.map(({ file }) => file)).to.have.members([message, paper]);
    const root = signers.trust.roots[0]?.fingerprint256.replaceAll(":", "").toLowerCase();
    expect(said[0]).to.deep.include({ v: 1, at: "2026-11-20T03:00:00.000Z", roots: [root], intermediates: [] });

    await erase(code);
    const erased = await fileOf(code);
    expect(erased.records).to.have.length(2);
    expect(erased.records.map(({ digest }) => digest)).to.deep.equal(records.map(({ digest }) => digest));
    expect(erased.contents).to.deep.equal([]);
    expect(erased.file).to.not.contain("Ví Dụ");
    const [row] = await world.sql<{ told: string }>("select string_agg(c::text, ' ') as told from letter_check c");
    expect(row?.told).to.not.contain("Ví Dụ").and.not.contain(message);
    expect((await world.get(department, `/v1/letters/${id}`)).body.messages[0].verdict).to.equal(null);

    // what comes again of it is not put on record anew
    world.axis.repeat(world.axis.items.find(({ kind }) => kind === "edoc")?.docId ?? "");
    await world.work();
    await look();
    expect(await world.sql("select from letter_check where record is not null")).to.deep.equal([]);
    expect(await world.sql("select from letter_look")).to.deep.equal([]);
  });

  it("linked by itself as it comes: once, under its dossier", async () => {
    const code = await world.consulting();
    await take(code);
    const { records, contents } = await fileOf(code);
    expect([records.length, contents.length]).to.deep.equal([2, 2]);
    expect(records.every(({ at }) => at === "2026-11-20T03:00:00.000000Z")).to.equal(true);
  });

  it("moved to another dossier: the first keeps the digests, the words are the second's, whose erasure takes them", async () => {
    const first = await world.consulting();
    const second = await world.consulting();
    const id = await take(first);
    await link(id, second);
    const left = await fileOf(first);
    expect([left.records.length, left.contents.length]).to.deep.equal([2, 0]);
    const moved = await fileOf(second);
    expect(moved.records.map(({ digest }) => digest)).to.have.members(left.records.map(({ digest }) => digest));
    expect(moved.contents).to.have.length(2);
    await erase(first);
    expect((await fileOf(second)).contents).to.have.length(2);
    await erase(second);
    expect((await fileOf(second)).contents).to.deep.equal([]);
  });

  it("the application can neither change nor take back what was found", async () => {
    const { db } = world.gateway.database;
    for (const words of ["update letter_check set record = 'x'", "delete from letter_check"])
      expect(
        await db
          .transaction()
          .execute(async (tx) => raw.raw(words).execute(tx))
          .catch(String),
      ).to.contain("permission denied");
  });
});
