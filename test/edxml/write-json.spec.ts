import { expect } from "chai";
import { readMessageJson } from "../../adapters/edoc/message-json.ts";
import { aLetter, anOrgan, aState } from "../support/edxml-write.ts";

const least = {
  ...{ kind: "document", from: { organId: "H99" }, to: [{ organId: "H99.01" }], documentId: "d-1" },
  ...{ attachments: [{ name: "a.pdf" }], trace: [{ organId: "H99", timestamp: "2026/11/20 08:00:00" }] },
};

describe("a message in JSON", () => {
  it("what is missing is nothing, and a day may be text alone", () => {
    const read = readMessageJson(JSON.stringify({ ...least, promulgationDate: "2026-11-20", dueDate: "2026/02/30" }));
    const none = { organName: null, organizationInCharge: null };
    expect(read.ok && read.message).to.deep.equal(
      aLetter({
        ...{ from: anOrgan("H99", none), to: [anOrgan("H99.01", none)], documentId: "d-1", subject: "" },
        ...{ codeNumber: null, codeNotation: null, place: null },
        documentType: { type: null, typeDetail: null, typeName: null },
        promulgationDate: { text: "2026-11-20", day: "2026-11-20" },
        dueDate: { text: "2026/02/30", day: null },
        attachments: [{ contentId: null, name: "a.pdf", description: null, contentType: null }],
        trace: [{ organId: "H99", timestamp: { text: "2026/11/20 08:00:00", at: "2026-11-20T01:00:00.000Z" } }],
      }),
    );
  });

  it("a message that says everything stays as it is; so does a state", () => {
    for (const message of [aLetter(), aState()]) {
      const read = readMessageJson(JSON.stringify(message));
      expect(read.ok && read.message).to.deep.equal(message);
    }
  });

  it("as hub edxml read tells it: with warnings, and where its files are", () => {
    const message = aLetter({ warnings: [{ code: "x", at: "y", detail: "z", vi: "…", en: "…" } as never] });
    const read = readMessageJson(
      JSON.stringify({ kind: "read", message, files: [{ name: "a.pdf", path: "f/1-a.pdf" }] }),
    );
    expect(read.ok && read.paths).to.deep.equal(["f/1-a.pdf"]);
  });

  for (const [what, text, wrong] of [
    ["no JSON", "{", /JSON/],
    ["no message", "[]", /kind/],
    ["another kind", '{"kind":"letter"}', /kind/],
    ["a slip of the pen", JSON.stringify({ ...least, subjct: "x" }), /subjct/],
    ["a number for text", JSON.stringify({ ...least, codeNumber: 12 }), /codeNumber/],
    ["no sender", JSON.stringify({ ...least, from: undefined }), /from/],
    ["a kind of business that is none", JSON.stringify({ ...least, business: { kind: "cancel" } }), /business\/kind/],
  ] as const)
    it(`${what} is told`, () => {
      const read = readMessageJson(text);
      expect(read.ok ? "" : read.wrong.join("; ")).to.match(wrong);
    });
});
