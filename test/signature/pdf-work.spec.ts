import { deflateSync } from "node:zlib";
import { expect } from "chai";
import { checkPdf } from "../../mappings/signature/pdf.ts";
import { sourceOf } from "../../mappings/signature/byte-source.ts";
import { pdfParser, sameValue } from "../../mappings/signature/pdf-syntax.ts";
import { mostWork, turnBytes, turnPieces, workOf } from "../../mappings/signature/work.ts";
import { aPdf, sign, streamOf, type Objects } from "../support/pdfs.ts";
import { receivedOn, signedOn, signedWorld, told, type SignedWorld } from "../support/signed-world.ts";

/** Form fields that lie in turn in object streams, each of so many bytes once it is inflated. */
function inStreams(fields: number, streams: number, bytes: number): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  const write = (part: Buffer | string) => {
    const piece = typeof part === "string" ? Buffer.from(part, "latin1") : part;
    parts.push(piece);
    at += piece.length;
  };
  const rows: [number: number, type: number, a: number, b: number][] = [];
  const numbers = Array.from({ length: fields }, (_, i) => 20 + i);
  write("%PDF-1.7\n");
  rows.push([1, 1, at, 0]);
  const list = numbers.map((number) => `${number} 0 R`).join(" ");
  write(`1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${list}] >> >>\nendobj\n`);
  rows.push([2, 1, at, 0]);
  write("2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n");
  for (let stream = 0; stream < streams; stream++) {
    const mine = numbers.filter((number) => number % streams === stream);
    const first = `${mine.map((number, i) => `${number} ${5 * i}`).join(" ")}\n`;
    for (const [i, number] of mine.entries()) rows.push([number, 2, 10 + stream, i]);
    const packed = deflateSync(Buffer.from((first + "<<>> ".repeat(mine.length)).padEnd(bytes)));
    const dict = `/Type /ObjStm /N ${mine.length} /First ${first.length} /Filter /FlateDecode`;
    rows.push([10 + stream, 1, at, 0]);
    write(`${10 + stream} 0 obj\n${streamOf(packed.toString("latin1"), dict)}\nendobj\n`);
  }
  const start = at;
  const index = rows.map(([number]) => `${number} 1`).join(" ");
  const data = Buffer.concat(
    rows.map(([, type, a, b]) =>
      Buffer.from([type, a >> 24, (a >> 16) & 255, (a >> 8) & 255, a & 255, b >> 8, b & 255]),
    ),
  );
  const dict = `/Type /XRef /Size ${20 + fields} /Root 1 0 R /W [1 4 2] /Index [${index}]`;
  write(`9 0 obj\n${streamOf(data.toString("latin1"), dict)}\nendobj\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.concat(parts);
}

describe("what the check of a PDF may cost", () => {
  let world: SignedWorld;
  before(async () => {
    world = await signedWorld();
  });

  it("fields in turn in five streams of 8 MB, each inflated anew: too large to judge", async () => {
    const bytes = inStreams(60, 5, 8 * 1024 * 1024 - 10);
    expect(told(await checkPdf(sourceOf(bytes), world.trust, receivedOn))).to.equal("unreadable: tooLarge");
  });
  it("2,000 fields in turn in five streams of 100 KB: each is inflated once", async () => {
    const work = workOf();
    const answer = await checkPdf(sourceOf(inStreams(2000, 5, 100_000)), world.trust, receivedOn, work);
    expect(told(answer)).to.equal("unsigned:");
    expect(work.told().bytes).to.be.lessThan(1_000_000);
  });

  const many = (count: number): Objects =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [7 + i, i === count - 1 ? "null" : `[${8 + i} 0 R]`]));
  const shown = (count: number) =>
    aPdf("x", "table", { 5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /X 7 0 R >>", ...many(count) });

  it("5,000 objects, signed by four: a tenth of what it may cost, and never much between two turns of the loop", async () => {
    let draft = shown(5000);
    for (const signer of [world.person, world.agency, world.person, world.agency])
      draft = await sign(draft, signer, { cms: { claimedAt: signedOn } });
    const work = workOf();
    const answer = await checkPdf(sourceOf(draft.bytes), world.trust, receivedOn, work);
    expect(answer.verdict).to.equal("valid");
    const { pieces, bytes, turns, largest } = work.told();
    expect(pieces).to.be.within(5000, mostWork.pieces / 10);
    expect(bytes).to.be.lessThan(mostWork.bytes / 10);
    expect(turns).to.be.at.least(Math.floor(pieces / turnPieces / 2));
    expect(largest.pieces).to.be.at.most(2 * turnPieces);
    expect(largest.bytes).to.be.at.most(2 * turnBytes);
  });
  it("an object of 3.8 MB and 190,000 values is read in turns with others", async () => {
    const large = `[${"(0123456789abcdef) ".repeat(190_000)}]`;
    const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /X 7 0 R >>";
    const draft = await sign(await sign(aPdf("x", "table", { 5: font, 7: large }), world.person), world.agency);
    const work = workOf();
    const answer = await checkPdf(sourceOf(draft.bytes), world.trust, receivedOn, work);
    expect(told(answer)).to.equal("valid: | valid | valid");
    // 64 KB or 2,000 values each, of the one time at least that it is read to its end
    expect(work.told().turns).to.be.at.least(95);
  });
  it("two lists of a dictionary with 100,000 names each are compared in turns", () => {
    const list = `<< /Font << ${Array.from({ length: 100_000 }, (_, i) => `/F${i} ${i + 1} 0 R`).join(" ")} >> >>`;
    const pausesOf = <T>(steps: Generator<undefined, T>): { readonly answer: T; readonly pauses: number } => {
      for (let pauses = 0, step = steps.next(); ; pauses++, step = steps.next())
        if (step.done) return { answer: step.value, pauses };
    };
    const read = (text: string) => pausesOf(pdfParser(Buffer.from(text), 0, true).value());
    const [one, other, another] = [read(list), read(list), read(list.replace("/F99999 100000", "/F99999 100001"))];
    expect(one.pauses).to.be.at.least(49);
    expect(pausesOf(sameValue(one.answer, other.answer))).to.deep.equal({ answer: true, pauses: 50 });
    expect(pausesOf(sameValue(one.answer, another.answer)).answer).to.equal(false);
  });
  it("others have their turn while it is compared", async () => {
    let draft = shown(5000);
    for (const signer of [world.person, world.agency]) draft = await sign(draft, signer);
    let [others, isOver] = [0, false];
    const count = () => {
      others++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const work = workOf();
    await checkPdf(sourceOf(draft.bytes), world.trust, receivedOn, work);
    isOver = true;
    expect(others).to.be.at.least(work.told().turns).and.at.least(20);
  });
  it("wherever the work ends, the answer is that it was too much, or the whole answer", async () => {
    let draft = shown(50);
    for (const signer of [world.person, world.agency]) draft = await sign(draft, signer);
    const whole = workOf();
    await checkPdf(sourceOf(draft.bytes), world.trust, receivedOn, whole);
    const { pieces } = whole.told();
    for (let most = 0; most <= pieces; most += Math.ceil(pieces / 25)) {
      const work = workOf({ pieces: most, bytes: mostWork.bytes });
      const answer = told(await checkPdf(sourceOf(draft.bytes), world.trust, receivedOn, work));
      expect(answer, `${most}`).to.equal(most < pieces ? "unreadable: tooLarge" : "valid: | valid | valid");
    }
  });
});
