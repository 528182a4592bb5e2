import { expect } from "chai";
import { XmlDocument } from "libxml2-wasm";
import { readKept, readPure } from "../support/edxml.ts";
import { mutantOf, ownMessages, randomOf } from "../support/edxml-mutants.ts";

/** Whether libxml2, which knows nothing of us, takes it for a document. */
function isDocument(bytes: Buffer): boolean {
  try {
    XmlDocument.fromBuffer(bytes).dispose();
    return true;
  } catch {
    return false;
  }
}

/** What we take although XML does not: each is told as a warning. */
const bent = new Set(["space-before", "prefix-undeclared", "encoding-said", "message-wrapped", "utf-16"]);

describe("edXML that is broken by chance", () => {
  it("500 mutants, seed 20260105: an answer for each, never an exception, nothing left of what is refused", async () => {
    const random = randomOf(20260105);
    const messages = ownMessages();
    const ends = { read: 0, refused: 0 };
    for (let n = 0; n < 500; n += 1) {
      const { did, bytes } = mutantOf(messages, random);
      const { read, kept, parts } = await readKept(bytes);
      expect(parts, `${n} ${did}`).to.equal(0);
      if (read.kind === "refused") expect(kept.size, `${n} ${did}`).to.equal(0);
      ends[read.kind] += 1;
    }
    // a fuzzer whose mutants are all refused at the first byte would find nothing
    expect(ends.read).to.be.greaterThan(50);
    expect(ends.refused).to.be.greaterThan(200);
  });

  it("what is taken is XML to libxml2 as well: 2,000 mutants, seed 7", () => {
    const random = randomOf(7);
    const messages = ownMessages();
    let taken = 0;
    for (let n = 0; n < 2_000; n += 1) {
      const { did, bytes } = mutantOf(messages, random);
      const { message } = readPure(bytes);
      if (!message || bytes.toString("latin1").trimStart().startsWith("--")) continue;
      if (message.warnings.some(({ code }) => bent.has(code))) continue;
      taken += 1;
      expect(isDocument(bytes), `${n} ${did}: ${bytes.toString("utf8").slice(0, 3_000)}`).to.equal(true);
    }
    expect(taken).to.be.greaterThan(150);
  });

  it("how a message is cut on the way changes nothing: 200 mutants, seed 3", () => {
    const random = randomOf(3);
    const messages = ownMessages();
    for (let n = 0; n < 200; n += 1) {
      const { did, bytes } = mutantOf(messages, random);
      // of two faults in a wrapper and in what it wraps, the outer is found first when they come together
      if (bytes.length > 20_000 || bytes.includes("<message>")) continue;
      const whole = readPure(bytes);
      for (const step of [1, 13]) expect(readPure(bytes, step), `${n} ${did}`).to.deep.equal(whole);
    }
  });
});
