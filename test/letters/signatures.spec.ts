import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Registry } from "prom-client";
import { openChecker, type SignatureChecker } from "../../adapters/edoc/checker.ts";
import type { LetterLooking } from "../../adapters/edoc/look.ts";
import { startLetterWork } from "../../adapters/edoc/work.ts";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { checkOf } from "../../core/domain/letter/signature.ts";
import { edxmlWarningWords } from "../../core/domain/letter/edxml-words.ts";
import { letterWarningWords, wordsOfWarning } from "../../core/domain/letter/warning-words.ts";
import { applyParked } from "../../core/service/letter-decide.ts";
import { withVerdictWords } from "../../main/cli/letter-verdicts.ts";
import { letterView } from "../../core/service/letter-view.ts";
import { countLetters, forgetRaw } from "../../core/service/letter-work.ts";
import { openLetterMetrics } from "../../platform/metrics.ts";
import { silent } from "../support/bus.ts";
import { eventually } from "../support/eventually.ts";
import { commune, interior, organOf } from "../support/letter-world.ts";
import { aPdf, append, sign, streamOf } from "../support/pdfs.ts";
import { aSigner } from "../support/signers.ts";
import { xmlSigner } from "../support/signed-xml.ts";
import { openSignedLetterWorld, type SignedLetterWorld } from "../support/signed-letters.ts";

/** What signatures said is known to the clerk, and holds nothing up. */
describe("letters that come: their signatures", function () {
  this.timeout(60_000);
  let signed: SignedLetterWorld;
  let world: SignedLetterWorld["world"];
  let signers: SignedLetterWorld["signers"];
  let checker: SignedLetterWorld["checker"];
  let signXml: SignedLetterWorld["signXml"];
  before(async () => {
    signed = await openSignedLetterWorld();
    ({ world, signers, checker, signXml } = signed);
  });
  after(() => signed.close());
  beforeEach(() => world.reset());

  const to = [organOf(commune)];
  const never = new AbortController().signal;
  const looking = (but: Partial<LetterLooking> = {}) => signed.looking(but);
  const look = (by = looking()) => signed.look(by);
  const letter = async () => (await world.get(commune, "/v1/letters/1")).body;
  const looks = () => world.sql<{ what: string; tries: number }>("select what, tries from letter_look order by id");
  /** What was handed in last goes with an XML signature instead, and what happened to it on its way. */
  const signLast = (change = (xml: string) => xml) => {
    const item = world.axis.items.pop();
    if (!item) throw new Error("nothing was handed in");
    const bytes = change(signXml(item.bytes.toString("utf8")));
    world.axis.quirks.addsTrace = true;
    world.axis.put({ kind: item.kind, from: organOf(interior), to, bytes });
    world.axis.quirks.addsTrace = false;
  };
  const pdfs = async () => {
    const good = await sign(aPdf(), signers.person);
    return { good: good.bytes, changed: append(good, { 4: streamOf("EVIL") }).bytes };
  };

  it("an XML signature that holds: its verdict is with the message, its signer for those who work on the letter", async () => {
    world.legacy.send({ to });
    signLast();
    await world.work();
    await look();
    const { messages, warnings } = await letter();
    expect(warnings).to.deep.equal([]);
    expect(messages).to.have.length(1);
    expect(messages[0]).to.deep.include({ business: "new", version: 1 });
    // the axis noted its hop in what was signed
    expect(messages[0].verdict).to.deep.include({ verdict: "valid", reasons: [], notes: ["hopsAdded"] });
    expect(messages[0].verdict.signatures[0].signer.commonName).to.equal("Sở Nội vụ Ví Dụ");
    const outside = await letterView(world.gateway.database.db, 1n, false);
    expect(JSON.stringify(outside.messages)).to.contain('"verdict":"valid"').and.not.contain("Sở Nội vụ Ví Dụ");
  });

  it("a message without one has no verdict", async () => {
    world.legacy.send({ to });
    await world.work();
    expect((await looks()).map(({ what }) => what)).to.deep.equal(["file"]);
    await look();
    expect((await letter()).messages[0].verdict).to.equal(null);
  });

  it("a false one is a warning in both languages, and the letter is in, with its 01", async () => {
    world.legacy.send({ to, subject: "V/v phối hợp" });
    signLast((xml) => xml.replaceAll("V/v phối hợp", "V/v thu hồi"));
    await world.work();
    world.legacy.turn();
    expect(world.legacy.heard.map(({ code }) => code)).to.deep.equal(["01"]);
    await look();
    const { messages, warnings, state } = await letter();
    expect(state).to.equal("arrived");
    expect(messages[0].verdict.verdict).to.equal("invalid");
    expect(warnings).to.deep.equal([
      {
        code: "signature-false",
        detail: "digestWrong",
        vi: "Chữ ký XML của thông điệp sai hoặc không bao trùm nội dung được đọc; kiểm tra với nơi gửi.",
        en: "The XML signature of the message does not hold, or does not cover what is read; ask the sender.",
      },
    ]);
  });

  it("metrics tell how many wait to be looked at, and since when", async () => {
    const { good } = await pdfs();
    world.legacy.send({ to, files: [{ name: "good.pdf", bytes: good }] });
    signLast();
    await world.work();
    world.minutesLater(5);
    const registry = new Registry();
    const metrics = openLetterMetrics(registry);
    const told = async () => {
      metrics.look(await countLetters(world.gateway.database.db, world.now()));
      return [...(await registry.metrics()).matchAll(/^hub_letter_\w*signature_look\S* \d+$/gm)].map(([line]) => line);
    };
    expect(await told()).to.deep.equal([
      ...['hub_letter_signature_looks{what="file"} 1', 'hub_letter_signature_looks{what="message"} 1'],
      "hub_letter_oldest_signature_look_seconds 300",
    ]);
    await look();
    expect(await told()).to.deep.equal(["hub_letter_oldest_signature_look_seconds 0"]);
  });

  it("hub letters show says in both languages what was found, and names no signer", async () => {
    const { good, changed } = await pdfs();
    world.legacy.send({
      ...{ to, subject: "V/v phối hợp" },
      files: [
        { name: "good.pdf", bytes: good },
        { name: "bad.pdf", bytes: changed },
      ],
    });
    signLast((xml) => xml.replaceAll("V/v phối hợp", "V/v thu hồi"));
    await world.work();
    await look();
    const shown = withVerdictWords(await letterView(world.gateway.database.db, 1n, false));
    const [message] = shown.messages;
    expect(message?.verdict).to.deep.include({
      ...{ verdict: "invalid", vi: "Chữ ký số không hợp lệ", en: "Not validly signed" },
    });
    const [signature] = (message?.verdict as { signatures: object[] }).signatures;
    expect(signature).to.deep.include({
      signer: null,
      reasons: [
        {
          ...{ code: "digestWrong", vi: "nội dung khác với nội dung đã ký" },
          en: "the content is not what was signed",
        },
      ],
    });
    expect(shown.files.map(({ verdict }) => (verdict as { en: string }).en)).to.deep.equal([
      ...["Validly signed", "Changed after signing"],
    ]);
  });

  it("valid over something else than what is read: a warning", async () => {
    world.legacy.send({ to });
    signLast((xml) =>
      xml.replace(/ URI=""/, ' URI="#khac"').replace("</edXML>", '<Khac Id="khac">vô hại</Khac></edXML>'),
    );
    await world.work();
    await look();
    const { warnings } = await letter();
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include({ code: "signature-false" });
    expect(warnings[0].detail).to.contain("wrapped");
  });

  it("what is called a signature and is none is told so, without a warning", async () => {
    world.legacy.send({ to });
    const item = world.axis.items.pop();
    const placeholder = "<Signature><SignedInfo>x</SignedInfo></Signature>";
    const bytes = (item?.bytes.toString("utf8") ?? "").replace("</edXML:edXMLHeader>", `${placeholder}$&`);
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes });
    await world.work();
    await look();
    const { messages, warnings } = await letter();
    expect(messages[0].verdict).to.deep.include({ verdict: "unsigned", notes: ["notASignature"] });
    expect(warnings).to.deep.equal([]);
  });

  it("of a recall by a state, and of a recall that came before its letter: with what they came, and a warning", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "B", "Nhầm số");
    signLast((xml) => xml.replace("Nhầm số", "Nhầm tên"));
    await world.work();
    await look();
    const first = await letter();
    expect(
      first.statuses.map(({ code, verdict }: { code: string; verdict: { verdict: string } | null }) => [
        code,
        verdict?.verdict ?? null,
      ]),
    ).to.deep.equal([
      ["01", null],
      ["13", "invalid"],
    ]);
    expect(first.warnings.map(({ code }: { code: string }) => code)).to.deep.equal(["signature-false"]);

    await world.reset();
    const other = world.legacy.send({ to });
    const late = world.axis.items.pop();
    world.legacy.recall(other, "A", "Nhầm số");
    signLast((xml) => xml.replace("Nhầm số", "Nhầm tên"));
    await world.work();
    expect(await looks()).to.deep.equal([]);
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes: late?.bytes ?? "" });
    await world.work();
    await look();
    const second = await letter();
    expect(second.request).to.include({ kind: "recall" });
    expect(
      second.messages.map(({ business, verdict }: { business: string; verdict: { verdict: string } | null }) => [
        business,
        verdict?.verdict ?? null,
      ]),
    ).to.deep.equal([
      ["new", null],
      ["recall", "invalid"],
    ]);
    expect(second.warnings.map(({ code }: { code: string }) => code)).to.deep.equal(["signature-false"]);
  });

  it("PDFs: each verdict with its file, one that was changed after it was signed is a warning by its name", async () => {
    const { good, changed } = await pdfs();
    const files = [
      { name: "tot.pdf", bytes: good },
      { name: "sua.pdf", bytes: changed },
      { name: "tap.pdf", bytes: practicePdf("tập") },
    ];
    world.legacy.send({ to, files });
    await world.work();
    expect((await letter()).files.map(({ verdict }: { verdict: unknown }) => verdict)).to.deep.equal([
      null,
      null,
      null,
    ]);
    await look();
    const { files: shown, warnings } = await letter();
    expect(shown.map(({ verdict }: { verdict: { verdict: string } }) => verdict.verdict)).to.deep.equal([
      ...["valid", "changedAfter", "unreadable"],
    ]);
    expect(warnings.map(({ code, detail }: { code: string; detail: string }) => [code, detail])).to.deep.equal([
      ["file-signature-false", "sua.pdf: contentChanged"],
    ]);
  });

  it("a form whose name no database takes is told without what it cannot take", async () => {
    const { good } = await pdfs();
    const odd = Buffer.from(good.toString("latin1").replace("/ETSI.CAdES.detached", "/ETSI#00dES.detached"), "latin1");
    world.legacy.send({ to, files: [{ name: "la.pdf", bytes: odd }] });
    await world.work();
    await look();
    const [{ verdict }] = (await letter()).files;
    expect(verdict).to.include({ verdict: "unreadable" });
    expect(verdict.signatures[0]).to.deep.include({ form: "ETSIdES.detached", reasons: ["formUnsupported"] });
  });

  it("the same false signature again warns once", async () => {
    const { changed } = await pdfs();
    const id = world.legacy.send({ to, files: [{ name: "sua.pdf", bytes: changed }] });
    await world.work();
    await look();
    world.minutesLater(1);
    world.legacy.sendAgain(id);
    const again = world.axis.items.pop();
    const bytes = again?.bytes.toString("utf8").replaceAll("V/v trả lời (tập)", "V/v khác") ?? "";
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes });
    await world.work();
    await look();
    const { warnings, version } = await letter();
    expect(version).to.equal(2);
    const codes = warnings.map(({ code }: { code: string }) => code);
    expect(codes.filter((code: string) => code === "file-signature-false")).to.have.length(1);
  });

  it("of a parked update that an operator carries out: its PDF is looked at, the carried one keeps its verdict, its signature is on record", async () => {
    const { good, changed } = await pdfs();
    const id = world.legacy.send({ to, documentId: "vb-1", files: [{ name: "tot.pdf", bytes: good }] });
    await world.work();
    await look();
    world.legacy.send({
      to,
      documentId: id,
      subject: "Mới",
      files: [
        { name: "tot.pdf", bytes: good },
        { name: "sua.pdf", bytes: changed },
      ],
    });
    const last = world.axis.items.at(-1);
    Object.assign(last ?? {}, {
      bytes: Buffer.from(
        String(last?.bytes).replace(
          "<edXML:BussinessDocType>0<",
          "<edXML:DocumentId>vb-1</edXML:DocumentId><edXML:BussinessDocType>2<",
        ),
      ),
    });
    signLast();
    Object.assign(world.axis.items.at(-1) ?? {}, { from: "nen-tang.tinh" });
    await world.work();
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    expect(await applyParked(world.worker.world, { parked: 1n, letter: 1n }, who)).to.equal("done");
    await look();
    const after = await letter();
    expect(
      after.files.map(({ verdict }: { verdict: { verdict: string } | null }) => verdict?.verdict ?? null),
    ).to.deep.equal(["valid", "valid", "changedAfter"]);
    expect(
      after.messages.map(({ verdict }: { verdict: { verdict: string } | null }) => verdict?.verdict ?? null),
    ).to.deep.equal([null, "valid"]);
  });

  it("of a signed message that was parked until its bytes were let go of: a warning, and not as if it were unsigned", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "B", "Sai số liệu");
    signLast();
    Object.assign(world.axis.items.at(-1) ?? {}, { from: "nen-tang.tinh" });
    await world.work();
    world.minutesLater(1);
    expect(await forgetRaw(world.gateway.database.db, world.now())).to.equal(2);
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    expect(await applyParked(world.worker.world, { parked: 1n, letter: 1n }, who)).to.equal("done");
    expect((await letter()).warnings.map(({ code }: { code: string }) => code)).to.deep.equal(["signature-not-seen"]);
    expect((await looks()).filter(({ what }) => what === "message")).to.deep.equal([]);
  });

  describe("the check itself", () => {
    const waiting: SignatureChecker = {
      check: (_, signal) => once(signal, "abort").then(() => Promise.reject(signal.reason as Error)),
      close: () => Promise.resolve(),
    };
    const failing: SignatureChecker = {
      check: () => Promise.reject(new Error("trouble")),
      close: () => Promise.resolve(),
    };

    it("is broken off by a shutdown: not looked at, and looked at by the next worker", async () => {
      world.legacy.send({ to, files: [{ name: "tot.pdf", bytes: (await pdfs()).good }] });
      let begin: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const stuck: SignatureChecker = {
        ...waiting,
        check: (question, signal) => (begin(), waiting.check(question, signal)),
      };
      const worker = { ...world.worker, looking: looking({ checker: stuck }) };
      const working = startLetterWork(worker, () => Promise.resolve(), 10);
      await begun;
      await working.close();
      expect(await looks()).to.deep.equal([{ what: "file", tries: 0 }]);
      expect((await letter()).files[0].verdict).to.equal(null);
      await look();
      expect((await letter()).files[0].verdict).to.include({ verdict: "valid" });
      expect(await looks()).to.deep.equal([]);
    });

    for (const [what, one, limitMs, reason] of [
      ["takes too long", waiting, 5, "tookTooLong"],
      ["fails", failing, 30_000, "checkFailed"],
    ] as const)
      it(`that ${what} is tried three times, then told as what cannot be judged; other letters are not held up`, async () => {
        world.legacy.send({ to });
        await world.work();
        const by = looking({ checker: one, limitMs });
        for (const tries of [1, 2]) {
          await look(by);
          expect(await looks()).to.deep.equal([{ what: "file", tries }]);
          expect((await letter()).files[0].verdict).to.equal(null);
          world.minutesLater(2);
        }
        await look(by);
        const { files, warnings } = await letter();
        expect(files[0].verdict).to.deep.include({ verdict: "unreadable", reasons: [reason] });
        expect(warnings).to.deep.equal([]);
        expect(await looks()).to.deep.equal([]);
      });

    it("of which its process died three times is not begun again", async () => {
      world.legacy.send({ to });
      await world.work();
      await world.sql("update letter_look set tries = 3");
      await look(looking({ checker: failing }));
      expect((await letter()).files[0].verdict).to.deep.include({ verdict: "unreadable", reasons: ["checkFailed"] });
    });

    it("enters nothing of a letter that was erased meanwhile", async () => {
      world.legacy.send({ to, files: [{ name: "tot.pdf", bytes: (await pdfs()).good }] });
      await world.work();
      const erasing: SignatureChecker = {
        ...failing,
        check: async () => {
          await world.sql("delete from letter_look");
          return checkOf([], ["notPdf"]);
        },
      };
      await look(looking({ checker: erasing }));
      expect(await world.sql("select from letter_check")).to.deep.equal([]);
      expect((await letter()).files[0].verdict).to.equal(null);
    });
  });

  describe("the thread in which they are checked", () => {
    let folder: string;
    before(async () => (folder = await mkdtemp(join(tmpdir(), "checks-"))));
    after(() => rm(folder, { recursive: true }));
    const put = async (name: string, content: string): Promise<string> => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    // a quarter of a second to some seconds of the libraries', in one go
    const heavy = async () => {
      const body = `<T>${"<a>b</a>".repeat(1_900)}</T>`;
      const many = await xmlSigner(await aSigner({ cn: "Nặng", issuer: signers.root, rsa: 2048 }));
      return many(
        `<edXML xmlns="x"><edXMLEnvelope><edXMLHeader><MessageHeader><Subject>x</Subject></MessageHeader></edXMLHeader></edXMLEnvelope>${body}</edXML>`,
        { times: 8 },
      );
    };

    it("others have their turn while an XML signature of eight references over 1,900 elements is checked", async () => {
      const path = await put("heavy.edxml", await heavy());
      const at = new Date("2026-11-20T03:00:00Z");
      // the thread has begun
      await checker.check({ what: "message", path: await put("light.edxml", "<a/>"), at }, never);
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      const check = await checker.check({ what: "message", path, at }, never);
      clearInterval(timer);
      expect(check.verdict).to.equal("valid");
      expect(turns).to.be.at.least(5);
    });

    it("ends at once with a shutdown, whatever it does, and the next question is answered", async () => {
      const path = await put("heavy.edxml", await heavy());
      const at = new Date("2026-11-20T03:00:00Z");
      const closing = new AbortController();
      const asked = checker.check({ what: "message", path, at }, closing.signal).catch((error: unknown) => error);
      setImmediate(() => {
        closing.abort("closing");
      });
      expect(await asked).to.equal("closing");
      const check = await checker.check({ what: "message", path, at }, never);
      expect(check.verdict).to.equal("valid");
    });

    it("a message whose signature stands within a wrapper cannot be judged", async () => {
      const path = await put("wrapped.edxml", `<message>${Buffer.from(await heavy()).toString("base64")}</message>`);
      const check = await checker.check({ what: "message", path, at: new Date() }, never);
      expect(check).to.deep.equal(checkOf([], ["packed"]));
    });
  });

  it("every warning has words in both languages", () => {
    for (const code of [...Object.keys(edxmlWarningWords), ...Object.keys(letterWarningWords)]) {
      const { vi, en } = wordsOfWarning(code);
      expect(vi, code).to.not.equal(en);
      expect(Math.min(vi.length, en.length), code).to.be.greaterThan(10);
    }
    expect(wordsOfWarning("constructor")).to.deep.equal({ vi: "constructor", en: "constructor" });
  });

  it("in a running worker they are looked at by themselves", async () => {
    world.legacy.send({ to, files: [{ name: "tot.pdf", bytes: (await pdfs()).good }] });
    const own = openChecker(signers.trust);
    const worker = {
      ...world.worker,
      world: { ...world.worker.world, log: silent },
      looking: looking({ checker: own }),
    };
    const working = startLetterWork(worker, () => Promise.resolve(), 10);
    try {
      await eventually("the verdict is there", async () => {
        const [row] = await world.sql<{ verdict: { verdict: string } | null }>("select verdict from letter_file");
        return row?.verdict?.verdict === "valid";
      });
    } finally {
      await working.close();
    }
  });
});
