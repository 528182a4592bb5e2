import { expect } from "chai";
import fc from "fast-check";
import { type Line, type LineOf, writeLine } from "../../bus/evidence/lines.ts";
import { canonicalJson, hashOf, sha256 } from "../../bus/evidence/record.ts";
import type { EvidenceKey } from "../../bus/evidence/signing.ts";
import { verifyEvidence } from "../../bus/evidence/verify.ts";
import { dossier, otherDossier, someAgencies } from "../support/bus.ts";
import { freshDatabase } from "../support/database.ts";
import { attempted, exported, foreignKey, hubKey, linesOf } from "../support/evidence.ts";

type Tamper = (lines: Line[]) => Line[];

describe("an exported file, checked offline (P11)", () => {
  const files = { range: "", dossier: "" };
  before(async () => {
    const database = await freshDatabase();
    try {
      await someAgencies(database);
      await attempted(database, ["retry", "unknown", "delivered"]);
      await exported(database, { dossier });
      await attempted(database, ["refused"], { subject: otherDossier });
      await attempted(database, ["retry", "delivered"]);
      files.range = await exported(database, { first: 1, last: 6 });
      files.dossier = await exported(database, { dossier });
    } finally {
      await database.drop();
    }
  });

  const judge = async (file: string, keys: string | undefined = hubKey.publicPem) =>
    verifyEvidence(Buffer.from(file), keys === "" ? {} : { keys });
  const faultsOf = async (file: string, keys?: string) =>
    (await judge(file, keys)).faults.map(({ kind, detail }) => `${kind}: ${detail}`);
  const write = (lines: readonly Line[]) => lines.map(writeLine).join("");
  /** The nth record's line, from 0. */
  const change = (n: number, but: Partial<LineOf<"record">["record"]>, rehash = false): Tamper => {
    let seen = 0;
    return (lines) =>
      lines.map((line) => {
        if (line.type !== "record" || seen++ !== n) return line;
        const record = { ...line.record, ...but };
        return { ...line, record, hash: rehash ? hashOf(record) : line.hash };
      });
  };
  const without =
    (is: (line: Line) => boolean): Tamper =>
    (lines) =>
      lines.filter((line) => !is(line));
  const isRecord =
    (...seqs: number[]) =>
    (line: Line) =>
      line.type === "record" && seqs.includes(line.record.seq);

  it("holds as it is: six records under two heads, the dossier's five with proofs", async () => {
    const range = await judge(files.range);
    expect(range.faults).to.deep.equal([]);
    expect([range.records, range.erased, range.unstamped, range.keys]).to.deep.equal([6, 0, 2, [hubKey.id]]);
    const one = await judge(files.dossier);
    expect(one.faults).to.deep.equal([]);
    expect([one.records, one.scope, one.exportedAt]).to.deep.equal([5, { dossier }, "2026-11-21T15:00:00.000Z"]);
  });

  const tampered: readonly (readonly [string, "range" | "dossier", Tamper, readonly string[]])[] = [
    ["an outcome altered", "range", change(1, { outcome: "delivered" }), ["altered: record 2 does not have its hash"]],
    [
      "an outcome altered, its hash too",
      "range",
      change(1, { outcome: "delivered" }, true),
      ["altered: record 3 was chained to another record 2"],
    ],
    [
      "the last record altered, its hash too",
      "range",
      change(5, { outcome: "retry" }, true),
      ["altered: the records under head 2 are not those that were signed"],
    ],
    [
      "a time altered, its hash too, in a dossier's file",
      "dossier",
      change(4, { at: "2019-03-12T01:00:00.123456Z" }, true),
      ["altered: record 6 is not the one under head 2"],
    ],
    ["a record dropped", "range", without(isRecord(3)), ["dropped: record 3 is missing"]],
    ["two dropped", "range", without(isRecord(2, 5)), ["dropped: record 2, 5 is missing"]],
    ["the first dropped", "range", without(isRecord(1)), ["dropped: record 1 is missing"]],
    [
      "one of a dossier's dropped",
      "dossier",
      without(isRecord(2)),
      ["dropped: the dossier's record with place 2 is missing"],
    ],
    [
      "the last of a dossier's dropped",
      "dossier",
      without(isRecord(6)),
      ["truncated: the end is missing, from the dossier's record with place 5 on"],
    ],
    ["the end dropped", "range", without(isRecord(5, 6)), ["truncated: the end is missing, from record 5 on"]],
    [
      "the end dropped with its head",
      "range",
      without((line) => isRecord(4, 5, 6)(line) || (line.type === "head" && line.head.number === 2)),
      ["truncated: the end is missing, from record 4 on"],
    ],
    [
      "the statement dropped",
      "range",
      without(({ type }) => type === "statement"),
      ["truncated: the signed statement at the end is missing"],
    ],
    [
      "a head dropped",
      "range",
      without((line) => line.type === "head" && line.head.number === 1),
      ["dropped: the head that covers record 1 is missing"],
    ],
    [
      "a content dropped",
      "range",
      (lines) => lines.filter((line, i) => line.type !== "content" || lines[i - 1]?.type !== "record"),
      ["dropped: 1 of 6 contents are missing"],
    ],
    [
      "a record twice",
      "range",
      (lines) => lines.flatMap((line) => (isRecord(2)(line) ? [line, line] : [line])),
      ["inserted: record 2 does not belong here"],
    ],
    [
      "a made-up record at the end",
      "range",
      (lines) => lines.flatMap((line) => (isRecord(6)(line) ? [line, follower(line)] : [line])),
      ["inserted: record 7 does not belong here"],
    ],
    [
      "a made-up record of the dossier",
      "dossier",
      (lines) => lines.flatMap((line) => (isRecord(6)(line) ? [line, follower(line)] : [line])),
      ["inserted: record 7 does not belong here"],
    ],
    ["two records exchanged", "range", (lines) => swap(lines, 3, 4), ["reordered: record 3 stands behind a later one"]],
    [
      "two of a dossier's exchanged",
      "dossier",
      (lines) => swap(lines, 1, 2),
      ["reordered: record 1 stands behind a later one"],
    ],
    [
      "a content altered",
      "range",
      (lines) => lines.map((line) => (line.type === "content" ? { ...line, text: `${line.text} ` } : line)),
      Array<string>(6).fill("altered: a content is not what digest"),
    ],
    [
      "a head altered",
      "range",
      (lines) =>
        lines.map((line) =>
          line.type === "head" && line.head.number === 2
            ? { ...line, head: { ...line.head, at: "2026-01-01T00:00:00.000Z" } }
            : line,
        ),
      [`altered: head 2 is not what key ${hubKey.id} signed`],
    ],
    [
      "the statement altered",
      "range",
      (lines) =>
        lines.map((line) =>
          line.type === "statement"
            ? { ...line, statement: { ...line.statement, exportedAt: "2020-01-01T00:00:00.000Z" } }
            : line,
        ),
      [`altered: the statement is not what key ${hubKey.id} signed`],
    ],
  ];
  for (const [what, scope, tamper, expected] of tampered)
    it(`${what}: ${expected[0]!}`, async () => {
      const faults = await faultsOf(write(tamper(linesOf(files[scope]))));
      expect(faults.map((fault) => fault.replace(/digest .*/, "digest"))).to.deep.equal(expected);
    });

  it("everything re-signed with a foreign key: foreignKey, once; without a key from elsewhere it cannot be seen, and says so", async () => {
    const forged = resign(linesOf(files.range), foreignKey);
    expect(await faultsOf(forged)).to.deep.equal([
      `foreignKey: the statement is signed with key ${foreignKey.id}, which is not the hub's`,
    ]);
    const trusting = await judge(forged, "");
    expect([trusting.faults, trusting.keys]).to.deep.equal([[], [foreignKey.id]]);
  });

  it("one head re-signed with a foreign key under the hub's name", async () => {
    const lines = linesOf(files.range).map((line) =>
      line.type === "head" && line.head.number === 1 ? { ...line, signature: foreignKey.sign(line.head) } : line,
    );
    expect(await faultsOf(write(lines))).to.deep.equal([`altered: head 1 is not what key ${hubKey.id} signed`]);
  });

  it("a foreign key under the hub's id", async () => {
    const lines = linesOf(files.range).map((line) =>
      line.type === "key" ? { ...line, pem: foreignKey.publicPem } : line,
    );
    expect(await faultsOf(write(lines))).to.deep.equal([`altered: key ${hubKey.id} is not the key with that id`]);
  });

  it("a rewritten history, wholly consistent but for the signatures", async () => {
    const lines = linesOf(files.range);
    const changed = rechain(change(0, { outcome: "delivered" })(lines));
    expect(await faultsOf(write(changed))).to.deep.equal([
      "altered: the records under head 1 are not those that were signed",
      "altered: the records under head 2 are not those that were signed",
    ]);
  });

  for (const [what, bytes, expected] of [
    ["nothing", Buffer.alloc(0), "truncated: the signed statement at the end is missing"],
    ["a picture", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), "unreadable: the file is not UTF-8 text"],
    ["another JSON", Buffer.from('{"a":1}\n'), "altered: line 1 is not a line of an evidence file"],
    [
      "JSON of the right type and the wrong shape",
      Buffer.from('{"head":7,"type":"stamp"}\n'),
      "altered: line 1 is not a line of an evidence file",
    ],
  ] as const)
    it(`${what} is refused: ${expected}`, async () => {
      const { faults } = await verifyEvidence(bytes, {});
      expect(faults.map(({ kind, detail }) => `${kind}: ${detail}`)).to.include(expected);
    });

  for (const scope of ["range", "dossier"] as const) {
    it(`any change of a single byte is seen (${scope})`, async () => {
      const bytes = Buffer.from(files[scope]);
      const property = fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const other = Buffer.from(bytes);
        other[at] = (other[at]! + by) % 256;
        return (await verifyEvidence(other, { keys: hubKey.publicPem })).faults.length > 0;
      });
      await fc.assert(property, { numRuns: 300 });
    });

    it(`any byte taken out or put in is seen (${scope})`, async () => {
      const bytes = Buffer.from(files[scope]);
      const property = fc.asyncProperty(fc.nat(bytes.length - 1), fc.option(fc.nat(255)), async (at, put) => {
        const middle = put === null ? [] : [put, bytes[at]!];
        const other = Buffer.concat([bytes.subarray(0, at), Buffer.from(middle), bytes.subarray(at + 1)]);
        return (await verifyEvidence(other, { keys: hubKey.publicPem })).faults.length > 0;
      });
      await fc.assert(property, { numRuns: 200 });
    });

    it(`any other order of the records is seen (${scope})`, async () => {
      const lines = linesOf(files[scope]);
      const records = lines.filter((line) => line.type === "record");
      const property = fc.asyncProperty(
        fc.shuffledSubarray(records, { minLength: records.length }),
        async (shuffled) => {
          fc.pre(canonicalJson(shuffled) !== canonicalJson(records));
          const queue = [...shuffled];
          const { faults } = await judge(write(lines.map((line) => (line.type === "record" ? queue.shift()! : line))));
          return faults.length > 0 && faults.every(({ kind }) => kind === "reordered");
        },
      );
      await fc.assert(property, { numRuns: 100 });
    });
  }
});

/** A record that would come next, as somebody without the key would make it. */
function follower(line: Line): LineOf<"record"> {
  const { record, hash } = line as LineOf<"record">;
  const next = { ...record, seq: record.seq + 1, place: record.place! + 1, previous: hash, previousOfSubject: hash };
  return { type: "record", record: next, hash: hashOf(next) };
}

function swap(lines: readonly Line[], a: number, b: number): Line[] {
  const find = (seq: number) => lines.findIndex((line) => line.type === "record" && line.record.seq === seq);
  const changed = [...lines];
  [changed[find(a)], changed[find(b)]] = [lines[find(b)]!, lines[find(a)]!];
  return changed;
}

/** Gives every record the hashes that follow from the records as they are now. */
function rechain(lines: readonly Line[]): Line[] {
  let previous: string | null = null;
  const own = new Map<string, string>();
  return lines.map((line) => {
    if (line.type !== "record") return line;
    const subject = line.record.subject ?? "";
    const record = { ...line.record, previous, previousOfSubject: own.get(subject) ?? null };
    const hash = hashOf(record);
    previous = hash;
    own.set(subject, hash);
    return { ...line, record, hash };
  });
}

function resign(lines: readonly Line[], key: EvidenceKey): string {
  let text = "";
  let before: string | null = null;
  for (const line of lines) {
    if (line.type === "key") text += writeLine({ type: "key", id: key.id, pem: key.publicPem });
    else if (line.type === "head") {
      const head: LineOf<"head">["head"] = { ...line.head, key: key.id, previous: before };
      before = hashOf(head);
      text += writeLine({ type: "head", head, signature: key.sign(head) });
    } else if (line.type === "statement") {
      const statement = { ...line.statement, key: key.id, sha256: sha256(text) };
      text += writeLine({ type: "statement", statement, signature: key.sign(statement) });
    } else text += writeLine(line);
  }
  return text;
}
