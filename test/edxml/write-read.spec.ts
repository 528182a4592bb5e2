import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { readMessage } from "../../adapters/edoc/read-message.ts";
import type { EdxmlDocument, EdxmlMessage, EdxmlOrganization } from "../../contracts/edxml/message.ts";
import { writeEdxml, type EdxmlContent } from "../../mappings/edxml/write.ts";
import { openFileFolder, type FileFolder } from "../../platform/file-folder.ts";
import { fromRoot } from "../../platform/root.ts";
import { aBusiness, aFile, aForm, aLetter, anOrgan, aPdf, aState, contentOf } from "../support/edxml-write.ts";

const samples = fromRoot("..", "shared", "samples", "edxml");
const hasSamples = existsSync(samples);

describe(`what is written is read as it was meant${hasSamples ? "" : " (samples missing: ours alone)"}`, () => {
  let root: string;
  let folder: FileFolder;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "edxml-"));
    folder = await openFileFolder(root);
  });
  after(() => rm(root, { recursive: true, force: true }));

  async function read(source: AsyncIterable<Uint8Array>) {
    const result = await readMessage(source, folder);
    if (result.kind === "refused") throw new Error(JSON.stringify(result.fault));
    return result;
  }

  async function writeAndRead(
    message: EdxmlMessage,
    contents: readonly EdxmlContent[],
    form = aForm({ demand: "form" }),
  ) {
    const written = await writeEdxml(message, contents, form);
    if (!written.ok) throw new Error(JSON.stringify(written.faults));
    return read(written.bytes);
  }

  /** What a message means: without how a day was written, what was bent in reading, and numbers that were given to files. */
  const meaning = (message: EdxmlMessage): unknown => {
    if (message.kind === "status")
      return {
        ...message,
        dialect: "qcvn",
        warnings: [],
        timestamp: message.timestamp?.at ?? null,
        responseFor: days(message.responseFor),
      };
    return {
      ...message,
      ...{ dialect: "qcvn", warnings: [], signature: "none", content: message.content },
      promulgationDate: message.promulgationDate?.day ?? message.promulgationDate?.text,
      dueDate: message.dueDate?.day ?? message.dueDate?.text,
      responseFor: message.responseFor.map(days),
      business: { ...message.business, paper: message.business.paper ?? "0" },
      trace: message.trace.map(({ organId, timestamp }) => [organId, timestamp?.at ?? timestamp?.text]),
      attachments: message.attachments.map(({ name, description }) => [name, description]),
    };
  };
  const days = (of: EdxmlDocument["responseFor"][number]) => ({
    ...of,
    promulgationDate: of.promulgationDate?.day ?? of.promulgationDate?.text ?? null,
  });

  if (hasSamples)
    it("every sample that is a message means the same when it is written and read again", async () => {
      let count = 0;
      for (const place of await readdir(samples, { recursive: true })) {
        const path = join(samples, place);
        if (!/\.(edxml|xml)$/.test(place) || place.includes("data.xml")) continue;
        const first = await read(
          (async function* () {
            yield* [await readFile(path)];
          })(),
        );
        const contents = first.files.map(
          ({ sha256 }) =>
            async function* () {
              yield await readFile(join(root, folder.pathOf(sha256)));
            },
        );
        for (const profile of ["axis", "bkav"] as const) {
          const again = await writeAndRead(first.message, contents, aForm({ demand: "form", profile }));
          const expected = meaning(first.message) as { content?: string | null; subject?: string };
          // that reader wants the subject there
          if (profile === "bkav" && first.message.kind === "document") expected.content ??= expected.subject ?? null;
          expect(meaning(again.message), `${place} ${profile}`).to.deep.equal(expected);
          expect(
            again.files.map(({ sha256 }) => sha256),
            place,
          ).to.deep.equal(first.files.map(({ sha256 }) => sha256));
        }
        count += 1;
      }
      expect(count).to.equal(14);
    });

  for (const lineEnd of ["lf", "crlf"] as const)
    it(`a letter with everything in it, ${lineEnd}`, async () => {
      const letter = aLetter({
        ...{
          content: "dòng một\ndòng hai <&>",
          dueDate: { text: "2026/12/31", day: "2026-12-31" },
          toPlaces: ["A", "B"],
        },
        otherInfo: {
          ...{ priority: "1", sphereOfPromulgation: "x", typerNotation: "y", promulgationAmount: "1", pageAmount: "2" },
          ...{
            direction: true,
            referenceCodes: ["H99-1", "H99-2"],
            replyFors: ["H99,2026/01/02,3/CV"],
            appendixes: ["I", "II"],
          },
        },
        responseFor: [
          {
            ...{ organId: "H99.02", code: "3/CV", documentId: "H99.02,2014/02/30,3/CV" },
            promulgationDate: { text: "2014/02/30", day: null },
          },
        ],
        ...{ steeringType: "0", responseForTask: ["T-1", "T-2"], applicationType: "MCDT_DT" },
        business: aBusiness({
          ...{ kind: "update", reason: "vì", documentId: "d-0", changed: { document: true, receivers: false } },
          receivers: [{ organId: "H99.05", change: "removed" }],
          replaced: [{ documentId: "d-9", organIds: ["H99.01", "H99.02"] }],
          staff: { department: "VT", staff: "Lê Thị Thử (giả lập)", email: "a@b.invalid", mobile: "0900000000" },
        }),
        attachments: [aFile("công văn.pdf", { description: "bản chính" }), aFile("ghi chú.txt")],
      });
      const again = await writeAndRead(letter, [aPdf, contentOf("ghi chú")], aForm({ lineEnd }));
      expect(meaning(again.message)).to.deep.equal(meaning(letter));
      // the day that does not exist, and nothing else
      expect(again.message.warnings.map(({ code }) => code)).to.deep.equal(["date-unreadable"]);
      expect(again.files.map(({ type, unpacked }) => [type, unpacked])).to.deep.equal([
        ["pdf", false],
        ["text", true],
      ]);
    });

  it("whatever stands in the fields of a letter or a state", async () => {
    // no value of those that mean none, and as the reader has it: NFC, trimmed, one kind of line end
    const words = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .map((text) =>
        text
          .normalize("NFC")
          .replaceAll(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff\u2028\u2029\u0085]/gu, " ")
          .trim(),
      )
      .filter((text) => text !== "" && !/^(null|n\/a)$/i.test(text) && !/\p{M}{5}/u.test(text) && text.isWellFormed());
    const maybe = fc.option(words);
    const organ: fc.Arbitrary<EdxmlOrganization> = fc.record({
      organId: fc.constantFrom("000.00.01.H99", "H99.02", "vxp.saas.02"),
      ...{ organizationInCharge: maybe, organName: maybe, organAdd: maybe, email: maybe },
      ...{ telephone: maybe, fax: maybe, website: maybe },
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          from: organ,
          subject: words,
          content: maybe,
          place: maybe,
          codeNotation: maybe,
          applicationType: maybe,
        }),
        fc.record({ from: organ, description: maybe }),
        async (letter, state) => {
          const document = aLetter({ ...letter, attachments: [] });
          expect(meaning((await writeAndRead(document, [])).message)).to.deep.equal(meaning(document));
          const status = aState(state);
          expect(meaning((await writeAndRead(status, [])).message)).to.deep.equal(meaning(status));
        },
      ),
      { numRuns: 60, seed: 20261122 },
    );
  });

  it("a reader takes each kind and each state for what it is", async () => {
    for (const kind of ["new", "recall", "update", "replace"] as const) {
      const { message } = await writeAndRead(
        aLetter({ business: aBusiness({ kind }), to: [anOrgan("H99.01"), anOrgan("H99.02")] }),
        [aPdf],
      );
      expect(message.kind === "document" && [message.business.kind, message.to.length]).to.deep.equal([kind, 2]);
    }
    for (const statusCode of ["01", "02", "03", "04", "05", "06", "13", "15", "16"] as const) {
      const { message } = await writeAndRead(aState({ statusCode }), []);
      expect(message.kind === "status" && message.statusCode).to.equal(statusCode);
    }
  });
});
