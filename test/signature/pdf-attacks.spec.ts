import { createHash } from "node:crypto";
import { expect } from "chai";
import { checkOf } from "../../core/domain/letter/signature.ts";
import { checkCms, type CmsForm } from "../../mappings/signature/cms.ts";
import { aPdf, append, catalogOf, emptyField, sign, streamOf, type Draft, type SignWanted } from "../support/pdfs.ts";
import { aCms, aSigner } from "../support/signers.ts";
import { checked, signedOn, signedWorld, told, type SignedWorld } from "../support/signed-world.ts";

describe("attacks on signatures of a PDF", () => {
  let world: SignedWorld;
  let signed: Draft;
  before(async () => {
    world = await signedWorld();
    signed = await sign(aPdf(), world.person, { cms: { claimedAt: signedOn } });
  });
  const toldOf = async ({ bytes }: Pick<Draft, "bytes">) => told(await checked(bytes, world.trust));
  const signedSo = async (wanted: SignWanted) => toldOf(await sign(aPdf(), world.person, wanted));

  describe("the stretches it says it covers (universal forgery)", () => {
    type Range = readonly [number, number, number, number];
    const cases: readonly (readonly [what: string, range: (right: Range) => readonly number[], reason: string])[] = [
      ["all zero", () => [0, 0, 0, 0], "byteRangeMalformed"],
      ["nothing before the hole", ([, , to, rest]) => [0, 0, to, rest], "byteRangeMalformed"],
      ["nothing behind it", ([, from, to]) => [0, from, to, 0], "byteRangeMalformed"],
      ["two numbers", ([, from]) => [0, from], "byteRangeMalformed"],
      ["none", () => [], "byteRangeMalformed"],
      ["a negative length", ([, from, to]) => [0, from, to, -1], "byteRangeMalformed"],
      ["a fraction", ([, from, to]) => [0, from, to, 1.5], "byteRangeMalformed"],
      ["a beginning after the file's", ([, from, to, rest]) => [9, from - 9, to, rest], "byteRangeGap"],
      ["parts that overlap", ([, from, to, rest]) => [0, from, from - 20, rest + to - from + 20], "byteRangeOverlap"],
      ["a second hole", ([, from, to, rest]) => [0, from, to, 20, to + 40, rest - 40], "byteRangeSeveralHoles"],
      ["more than the file", ([, from, to, rest]) => [0, from, to, rest + 1], "byteRangeBeyondFile"],
      ["not the end", ([, from, to, rest]) => [0, from, to, rest - 8], "byteRangeNotRevision"],
      ["far from the end", ([, from, to]) => [0, from, to, 30], "byteRangeNotRevision"],
      ["a hole that begins before Contents", ([, from, to, rest]) => [0, from - 12, to, rest], "contentsMoved"],
      ["a hole that begins after its bracket", ([, from, to, rest]) => [0, from + 1, to, rest], "contentsMoved"],
      ["a hole that ends behind Contents", ([, from, to, rest]) => [0, from, to + 10, rest - 10], "contentsMoved"],
      ["a hole that ends before its bracket", ([, from, to, rest]) => [0, from, to - 1, rest + 1], "contentsMoved"],
    ];
    for (const [what, range, reason] of cases)
      it(`${what}: ${reason}`, async () => {
        expect(await signedSo({ range })).to.equal(`invalid: | invalid ${reason}`);
      });

    const own = (text: string, from: RegExp) => {
      const bytes = Buffer.from(
        signed.bytes.toString("latin1").replace(from, (all) => text.padEnd(all.length)),
        "latin1",
      );
      expect(bytes.length).to.equal(signed.bytes.length);
      return toldOf({ bytes });
    };
    it("no ByteRange", async () => {
      expect(await own("", /\/ByteRange \[[^\]]*\]/)).to.equal("invalid: | invalid byteRangeMissing");
    });
    it("a ByteRange that is null", async () => {
      expect(await own("/ByteRange null", /\/ByteRange \[[^\]]*\]/)).to.equal("invalid: | invalid byteRangeMissing");
    });
    it("a ByteRange of names", async () => {
      expect(await own("/ByteRange [/a /b /c /d]", /\/ByteRange \[[^\]]*\]/)).to.equal(
        "invalid: | invalid byteRangeMalformed",
      );
    });
    for (const [what, text] of [
      ["no Contents", ""],
      ["Contents that are null", "/Contents null"],
      ["empty Contents", "/Contents <>"],
      ["Contents of zeros", "/Contents <0000000000>"],
    ] as const)
      it(what, async () => {
        expect(await own(text, /\/Contents <[^>]*>/)).to.equal("invalid: | invalid contentsMissing");
      });
    it("Contents that are no CMS", async () => {
      expect(await own(`/Contents <3003020101`.padEnd(8203, "0") + ">", /\/Contents <[^>]*>/)).to.equal(
        "invalid: | invalid cmsMalformed",
      );
    });
    it("Contents twice, ByteRange twice: readers differ in which they take", async () => {
      expect(await signedSo({ more: "/Contents <30030201>" })).to.equal("invalid: | invalid entryTwice");
      expect(await signedSo({ more: "/ByteRange [0 1 2 3]" })).to.equal("invalid: | invalid entryTwice");
    });
    it("an unknown form is not judged", async () => {
      expect(await signedSo({ form: "adbe.x509.rsa_sha1" })).to.equal("unreadable: | unreadable formUnsupported");
    });
  });

  describe("a form by the name of what every object has", () => {
    // whoever has one mail that the person ever signed (p7m, its words inside) needs no key for this
    const mail = Buffer.from("Chúc mừng năm mới");
    for (const form of ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"])
      it(`${form}, and in it what was signed elsewhere: not judged`, async () => {
        const made = { form, der: (covered: Buffer) => aCms(world.person, covered, { inside: mail }) };
        expect(await signedSo(made)).to.equal("unreadable: | unreadable formUnsupported");
      });
    for (const form of ["constructor", "other", ""])
      it(`a CMS of no form (${form}) is refused, whatever it holds`, async () => {
        for (const wanted of [{}, { inside: mail }]) {
          const der = await aCms(world.person, mail, wanted);
          const digestOf = (algorithm: string) => Promise.resolve(createHash(algorithm).update(mail).digest());
          const refused: unknown = await checkCms(der, form as CmsForm, digestOf).catch((error: unknown) => error);
          expect(refused).to.deep.include({ reason: "formUnsupported" });
        }
      });
    it("each form compares with what is outside: what was signed elsewhere is none of them", async () => {
      const other = () => Promise.resolve(Buffer.alloc(20));
      for (const [form, reason] of [
        ["detached", "contentEmbedded"],
        ["sha1", "digestWrong"],
        ["stamp", "cmsMalformed"],
      ] as const) {
        const der = await aCms(world.person, mail, { inside: mail });
        const told = await checkCms(der, form, other).then(
          ({ reasons }) => [...reasons],
          (error: unknown) => [(error as { reason: string }).reason],
        );
        expect(told).to.include(reason);
      }
    });
  });

  describe("what stands in Contents", () => {
    it("the signature of another document", async () => {
      const other = await sign(aPdf("mot van ban khac"), world.person);
      const hex = /\/Contents <([^>]*)>/.exec(other.bytes.toString("latin1"))?.[1] ?? "";
      expect(await signedSo({ der: () => Promise.resolve(Buffer.from(hex, "hex")) })).to.equal(
        "invalid: | invalid digestWrong",
      );
    });
    it("something behind the signature", async () => {
      const der = async (covered: Buffer) => Buffer.concat([await aCms(world.person, covered), Buffer.from("extra")]);
      expect(await signedSo({ der })).to.equal("invalid: | invalid contentsTrailing");
    });
    it("a signature that brings its own content", async () => {
      const inside = Buffer.from("somebody's words");
      expect(await signedSo({ cms: { inside } })).to.equal("invalid: | invalid contentEmbedded");
    });
    it("a signature without signed attributes", async () => {
      expect(await signedSo({ cms: { isBare: true } })).to.equal("invalid: | invalid signedAttributesMissing");
    });
    it("two signers in one", async () => {
      expect(await signedSo({ cms: { twice: true } })).to.equal("invalid: | invalid signersNotOne");
    });
    it("a signer of no version that there is", async () => {
      expect(await signedSo({ cms: { version: 0x11 } })).to.equal("invalid: | invalid cmsMalformed");
    });
    it("another digest than that of the file", async () => {
      expect(await signedSo({ cms: { digest: Buffer.alloc(32, 1) } })).to.equal("invalid: | invalid digestWrong");
    });
    it("somebody else's certificate put in for the signer's", async () => {
      const twin = { ...world.person, key: world.agency.key };
      expect(await signedSo({ der: (covered) => aCms(twin, covered) })).to.equal("invalid: | invalid signatureWrong");
      expect(await signedSo({ cms: { names: world.agency } })).to.equal("invalid: | invalid certificateSwapped");
      expect(await signedSo({ cms: { names: world.agency, namesByOld: true } })).to.equal(
        "invalid: | invalid certificateSwapped",
      );
    });
    it("a certificate of the same key under another name, by somebody else's authority", async () => {
      const key = { publicKey: await importable(), privateKey: world.person.key };
      const elsewhere = await aSigner({ cn: "CA lạ nữa", isCa: true });
      const copy = await aSigner({ cn: "Tên khác", issuer: elsewhere, pair: key });
      expect(await signedSo({ der: (covered) => aCms(copy, covered, { names: world.person }) })).to.match(
        /^invalid: \| invalid certificateSwapped/,
      );
    });
    it("ETSI.CAdES.detached without a named certificate", async () => {
      expect(await signedSo({ cms: { names: null } })).to.equal("invalid: | invalid signingCertificateMissing");
    });
    it("a time stamp given for a signature", async () => {
      const stamped = await sign(aPdf(), world.stamper, { form: "ETSI.RFC3161" });
      const bytes = Buffer.from(stamped.bytes.toString("latin1").replace("/ETSI.RFC3161", "/ETSI.XXX3161"), "latin1");
      expect(await toldOf({ bytes })).to.equal("unreadable: | unreadable formUnsupported");
    });
    async function importable() {
      const spki = world.person.certificate.subjectPublicKeyInfo.toSchema().toBER();
      return crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
    }
  });

  describe("the file moved about it (signature wrapping)", () => {
    it("signed bytes pushed to the end, with another signature object that names them", async () => {
      const text = signed.bytes.toString("latin1");
      const from = text.indexOf("/Contents <") + 10;
      const to = text.indexOf(">", from) + 1;
      const [head, contents, rest] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
      const oldStart = signed.start;
      const evil = ["4 0 obj\n<< /Length 4 >>\nstream\nEVIL\nendstream\nendobj\n"];
      const value = 7;
      const field = 8;
      // the section lies where the signed end says it does; what it names lies behind it
      const place = (second: number, length: number) =>
        `${value} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 ${from} ${second} ${length}] /Contents ${contents} >>\nendobj\n`;
      const widget = `${field} 0 obj\n<< /FT /Sig /T (Chu ky 8) /Subtype /Widget /Rect [0 0 0 0] /V ${value} 0 R >>\nendobj\n`;
      const rows = (at: (number: number) => number) =>
        [1, 2, 3, 4, 5, 6, value, field].map((n) => `${String(at(n)).padStart(10, "0")} 00000 n \n`).join("");
      const offsetOf = (number: number) => head.lastIndexOf(`${number} 0 obj`);
      const tableSize = `xref\n0 9\n0000000000 65535 f \n${rows(() => 0)}trailer\n<< /Size 9 /Root 1 0 R >>\n`.length;
      const behind = oldStart + tableSize;
      const [content = ""] = evil;
      const valueAt = behind + content.length;
      const second = 40_000;
      const object = place(second, rest.length);
      const places: Record<number, number> = { 4: behind, [value]: valueAt, [field]: valueAt + object.length };
      const table = `xref\n0 9\n0000000000 65535 f \n${rows((n) => places[n] ?? offsetOf(n))}trailer\n<< /Size 9 /Root 1 0 R >>\n`;
      let moved = (head + contents).padEnd(oldStart) + table + content + object + widget;
      moved = moved.padEnd(second) + rest;
      const check = await checked(Buffer.from(moved, "latin1"), world.trust);
      expect(told(check)).to.equal("invalid: | invalid contentsMoved");
    });

    it("another signature object over the same bytes, by an update", async () => {
      const contents = /\/Contents <[^>]*>/.exec(signed.bytes.toString("latin1"))?.[0] ?? "";
      const range = /\/ByteRange \[[^\]]*\]/.exec(signed.bytes.toString("latin1"))?.[0] ?? "";
      const value = `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ${range} ${contents} >>`;
      const wrapped = append(signed, { 7: value, 4: streamOf("BT (EVIL) Tj ET") });
      expect(await toldOf(wrapped)).to.equal(
        "invalid: | changedAfter signatureRemoved contentChanged | invalid contentsMoved",
      );
    });
  });

  describe("updates after it (incremental saving, shadows)", () => {
    const changed = "changedAfter: | changedAfter contentChanged";
    it("the words replaced", async () => {
      expect(await toldOf(append(signed, { 4: streamOf("BT /F1 12 Tf (So tien khac) Tj ET") }))).to.equal(changed);
    });
    it("the words replaced in packed objects", async () => {
      const packed = await sign(aPdf("x", "stream"), world.person);
      expect(await toldOf(append(packed, { 5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>" }))).to.equal(
        changed,
      );
    });
    it("a page more, another catalog", async () => {
      const pages = { 2: "<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>", 20: "<< /Type /Page /Parent 2 0 R >>" };
      expect(await toldOf(append(signed, pages))).to.equal(changed);
      expect(await toldOf(append(signed, { 1: catalogOf({ ...signed, catalog: "/OpenAction 9 0 R" }) }))).to.equal(
        changed,
      );
    });
    it("a note laid over the words", async () => {
      const note = "<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /Contents (Khac) >>";
      const page =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [8 0 R 20 0 R] >>";
      expect(await toldOf(append(signed, { 3: page, 20: note }))).to.equal(changed);
    });
    it("an object freed", async () => {
      expect(await toldOf(append(signed, {}, { free: 4 }))).to.equal(changed);
    });
    it("an object that was named and missing is added (hidden content)", async () => {
      const page =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 90 0 R] /Resources << /Font << /F1 5 0 R >> >> /Annots [8 0 R] >>";
      const prepared = await sign(append(aPdf(), {}), world.person, { objects: { 3: page } });
      expect(await toldOf(prepared)).to.equal("valid: | valid");
      expect(await toldOf(append(prepared, { 90: streamOf("BT (EVIL) Tj ET") }))).to.equal(changed);
    });
    it("a hidden twin of an object, signed along, is made the one that counts", async () => {
      const twin = "4 0 obj\n<< /Length 4 >>\nstream\nEVIL\nendstream\nendobj\n";
      const hidden = await sign(aPdf("x", "table", { 30: streamOf(twin) }), world.person);
      expect(await toldOf(hidden)).to.equal("valid: | valid");
      const at = hidden.bytes.indexOf(twin);
      const start = hidden.bytes.length;
      const section = `xref\n4 1\n${String(at).padStart(10, "0")} 00000 n \ntrailer\n<< /Size 40 /Root 1 0 R /Info 6 0 R /Prev ${hidden.start} >>\nstartxref\n${start}\n%%EOF\n`;
      expect(await toldOf({ bytes: Buffer.concat([hidden.bytes, Buffer.from(section)]) })).to.equal(changed);
    });
    it("a section that passes over the signed one", async () => {
      const skipped = append(
        { ...signed, start: aPdf().start },
        { 4: streamOf("BT (EVIL) Tj ET"), 1: catalogOf(signed), 7: "null" },
      );
      expect(await toldOf(skipped)).to.match(/^(changedAfter|unsigned):/);
      const whole = append(
        { ...signed, start: -1 },
        {
          ...Object.fromEntries([2, 3, 5, 6].map((n) => [n, "null"])),
          1: catalogOf(signed),
          8: "<< /FT /Sig /V 7 0 R >>",
        },
      );
      expect((await checked(whole.bytes, world.trust)).verdict).not.to.equal("valid");
    });
    it("an object replaced by the stream beside a table (hybrid)", async () => {
      const evil = "4 0 obj\n<< /Length 4 >>\nstream\nEVIL\nendstream\nendobj\n";
      const at = signed.bytes.length;
      const row = Buffer.from([1, 0, 0, at >> 8, at & 255, 0]).toString("latin1");
      const beside = `20 0 obj\n${streamOf(row, "/Type /XRef /Size 21 /W [1 4 1] /Index [4 1] /Root 1 0 R")}\nendobj\n`;
      const start = at + evil.length + beside.length;
      const table = `xref\n20 1\n${String(at + evil.length).padStart(10, "0")} 00000 n \ntrailer\n<< /Size 21 /Root 1 0 R /Info 6 0 R /Prev ${signed.start} /XRefStm ${at + evil.length} >>\nstartxref\n${start}\n%%EOF\n`;
      expect(
        await toldOf({ bytes: Buffer.concat([signed.bytes, Buffer.from(evil + beside + table, "latin1")]) }),
      ).to.equal(changed);
    });
    it("objects behind the end that no table names", async () => {
      const behind = Buffer.concat([
        signed.bytes,
        Buffer.from("4 0 obj\n<< /Length 4 >>\nstream\nEVIL\nendstream\nendobj\n"),
      ]);
      expect(await toldOf({ bytes: behind })).to.equal("changedAfter: | changedAfter strayBytes");
    });
    it("words behind the end", async () => {
      expect(await toldOf({ bytes: Buffer.concat([signed.bytes, Buffer.from("EVIL")]) })).to.equal(
        "changedAfter: | changedAfter strayBytes",
      );
    });
    it("objects that no table names, within a lawful update", async () => {
      const stray = { ...signed, bytes: Buffer.concat([signed.bytes, Buffer.from("4 0 obj\n<< >>\nendobj\n")]) };
      expect(await toldOf(append(stray, { 6: "<< /Title (Khac) >>" }))).to.equal(
        "changedAfter: | changedAfter strayBytes",
      );
    });
    it("the signature taken away", async () => {
      const without = append(signed, { 1: catalogOf({ fields: [], catalog: "" }) });
      expect(await toldOf(without)).to.equal("changedAfter: | changedAfter signatureRemoved contentChanged");
    });
    it("the end pointed back before it: for reference, never valid", async () => {
      const back = Buffer.concat([signed.bytes, Buffer.from(`startxref\n${aPdf().start}\n%%EOF\n`)]);
      expect(await toldOf({ bytes: back })).to.equal("unsigned:");
    });
    it("an object of validation data that is the page's content as well", async () => {
      const shared = await sign({ ...aPdf(), catalog: "/DSS << /Certs [4 0 R] >>" }, world.person);
      expect(await toldOf(append(shared, { 4: streamOf("EVIL") }))).to.equal(changed);
    });
    it("an update after a certification that allows none", async () => {
      const more = "/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 1 >> >>]";
      const certified = await sign(aPdf(), world.person, { more });
      const again = await sign(certified, world.agency);
      expect(await toldOf(again)).to.equal("changedAfter: | changedAfter certifiedFinal | valid");
    });
  });

  describe("a further signature as a cover for something else", () => {
    const changed = /^changedAfter: \| changedAfter contentChanged \| valid$/;
    it("with an action", async () => {
      const acts = await sign(signed, world.agency, { fieldMore: "/A << /S /JavaScript /JS (app.alert\\(1\\)) >>" });
      expect(await toldOf(acts)).to.match(changed);
    });
    it("with a field that is a page as well", async () => {
      const page = await sign(signed, world.agency, { fieldMore: "/MediaBox [0 0 1 1]" });
      expect(await toldOf(page)).to.match(changed);
    });
    it("with other words in the same update", async () => {
      const words = await sign(signed, world.agency, { objects: { 4: streamOf("BT (EVIL) Tj ET") } });
      expect(await toldOf(words)).to.match(changed);
    });
    it("with a field of text", async () => {
      const text = await sign(signed, world.agency, {
        objects: {
          1: catalogOf({ fields: [8, 10, 30], catalog: "" }),
          30: "<< /FT /Tx /T (So tien) /V (1) >>",
        },
      });
      expect(await toldOf(text)).to.match(changed);
    });
    it("with an empty field moved", async () => {
      const prepared = append(aPdf(), {
        1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 8 0 R] /SigFlags 3 >> >>",
        7: emptyField(7),
        8: emptyField(8),
      });
      const first = await sign({ ...prepared, fields: [7, 8] }, world.person, { fill: 7 });
      const moved = await sign(first, world.agency, { fill: 8, fieldMore: "/MK << >>" });
      expect(await toldOf(moved)).to.match(changed);
    });
    const visible = "/AP << /N 30 0 R >>";
    const cover = { 30: streamOf("BT (EVIL) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 595 842]") };
    const withField = (field: string) => ({
      1: catalogOf({ fields: [8, 20], catalog: "" }),
      3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [8 0 R 20 0 R] >>",
      20: `<< /FT /Sig /T (X) /Type /Annot /Subtype /Widget /Rect [0 0 595 842] /P 3 0 R ${field} >>`,
      ...cover,
    });
    const alone = "changedAfter: | changedAfter contentChanged";
    it("a field that covers the words and signs nothing", async () => {
      expect(await toldOf(append(signed, withField(visible)))).to.equal(alone);
    });
    it("a field that covers the words under the name of the signature that is there", async () => {
      expect(await toldOf(append(signed, withField(`${visible} /V 7 0 R`)))).to.equal(alone);
    });
    it("a field that covers the words under a signature that is none", async () => {
      const fake = { ...withField(`${visible} /V 21 0 R`), 21: "<< /Type /Sig /SubFilter /ETSI.CAdES.detached >>" };
      expect(await toldOf(append(signed, fake))).to.match(
        /^invalid: \| changedAfter contentChanged \| invalid contentsMissing$/,
      );
    });
    it("an empty field that shows nothing may come", async () => {
      expect(await toldOf(append(signed, withField("")))).to.equal("valid: | valid");
    });
    it("an empty field that is made to show something, unsigned", async () => {
      const prepared = append(aPdf(), {
        1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 8 0 R] /SigFlags 3 >> >>",
        7: emptyField(7),
        8: emptyField(8),
      });
      const first = await sign({ ...prepared, fields: [7, 8] }, world.person, { fill: 7 });
      const shown = append(first, { 8: emptyField(8).replace(">>", `${visible} >>`), ...cover });
      expect(await toldOf(shown)).to.equal(alone);
    });
    /** The catalog of a revision that is signed, made by somebody who prepared it for what came later. */
    const prepared = async (form: string, more: Record<number, string> = {}) => {
      const draft = await sign(aPdf(), world.person, {
        objects: {
          1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 ${form} >> /Perms << /DocMDP 7 0 R >> >>`,
          ...more,
        },
      });
      expect(await toldOf(draft)).to.equal("valid: | valid");
      return draft;
    };
    it("the words given out as the list of fields", async () => {
      const draft = await prepared("/Fields 4 0 R");
      expect(await toldOf(append(draft, { 4: streamOf("BT (EVIL) Tj ET") }))).to.equal(alone);
    });
    it("the words given out as the fields' resources", async () => {
      const draft = await prepared("/Fields [8 0 R] /DR 4 0 R");
      const same = streamOf("BT /F1 12 Tf 72 720 Td (Kinh gui Uy bxn) Tj ET");
      expect(await toldOf(append(draft, { 4: same }))).to.equal(alone);
    });
    it("a picture put into resources that the page shares with the fields", async () => {
      const page =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 31 0 R /Annots [8 0 R] >>";
      const draft = await prepared("/Fields [8 0 R] /DR 31 0 R", {
        3: page,
        31: "<< /Font << /F1 5 0 R >> /XObject 32 0 R >>",
        32: "<< >>",
      });
      expect(await toldOf(append(draft, { 32: "<< /X1 30 0 R >>", ...cover }))).to.equal(alone);
      expect(
        await toldOf(append(draft, { 31: "<< /Font << /F1 5 0 R >> /XObject << /X1 30 0 R >> >>", ...cover })),
      ).to.equal(alone);
    });
    it("of a stranger: the file is not believed", async () => {
      expect(await toldOf(await sign(signed, world.stranger))).to.equal(
        "validUntrusted: | valid | validUntrusted rootUnknown",
      );
    });
  });

  it("metadata may change, and is told", async () => {
    const check = await checked(append(signed, { 6: "<< /Title (Khac) >>" }).bytes, world.trust);
    expect(told(check)).to.equal("valid: | valid");
    expect(check.signatures[0]?.later).to.deep.equal(["metadata"]);
  });

  it("two signatures, the first revision altered: both are wrong", async () => {
    const both = await sign(signed, world.agency);
    const bytes = Buffer.from(both.bytes);
    bytes[bytes.indexOf("Kinh gui")] = 75 + 1;
    expect(await toldOf({ bytes })).to.equal("invalid: | invalid digestWrong | invalid digestWrong");
  });

  it("any single bit of what is covered, altered, is caught", async () => {
    const from = signed.bytes.indexOf("/Contents <") + 10;
    const to = signed.bytes.indexOf(">", from) + 1;
    const covered = [...signed.bytes.keys()].filter((at) => at < from || at >= to);
    // a stride without a common divisor comes through all bits of a byte
    for (let i = 0; i < covered.length * 8; i += 101) {
      const at = covered[i >> 3] ?? 0;
      const bytes = Buffer.from(signed.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (i & 7));
      const { verdict } = await checked(bytes, world.trust);
      expect(verdict, `bit ${i & 7} of byte ${at}`).not.to.be.oneOf(["valid", "validUntrusted"]);
    }
  });

  it("a file as good as its worst signature (the table of verdicts)", () => {
    const of = (verdict: "valid" | "invalid" | "changedAfter" | "validUntrusted") => ({
      kind: "signature" as const,
      form: "",
      field: null,
      verdict,
      reasons: [],
      notes: [],
      signer: null,
      signedAt: null,
      timeBy: null,
      covers: [],
      later: [],
      revocation: "notChecked" as const,
    });
    expect(checkOf([of("valid"), of("validUntrusted")]).verdict).to.equal("validUntrusted");
    expect(checkOf([of("validUntrusted"), of("changedAfter")]).verdict).to.equal("changedAfter");
    expect(checkOf([of("changedAfter"), of("invalid")]).verdict).to.equal("invalid");
    expect(checkOf([of("invalid")], ["encrypted"]).verdict).to.equal("unreadable");
    expect(checkOf([]).verdict).to.equal("unsigned");
  });
});
