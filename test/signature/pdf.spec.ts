import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { noTrust, readTrust } from "../../mappings/signature/trust.ts";
import { aPdf, append, catalogOf, emptyField, sign, streamOf, type Draft } from "../support/pdfs.ts";
import { aCms, anOcspAnswer, aRevocationList, aSigner, aStamp, ecPair } from "../support/signers.ts";
import { checked, receivedOn, signedOn, signedWorld, told, type SignedWorld } from "../support/signed-world.ts";

const forms = ["table", "stream"] as const;
const hasOpenssl = (() => {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    return false;
  }
})();

describe("signatures of a PDF", () => {
  let world: SignedWorld;
  before(async () => {
    world = await signedWorld();
  });
  const bySigner = (pdf: Draft, more = {}) => sign(pdf, world.person, { cms: { claimedAt: signedOn }, ...more });

  it("a PDF that nobody signed is for reference", async () => {
    expect(told(await checked(aPdf().bytes, world.trust))).to.equal("unsigned:");
  });

  for (const form of forms)
    it(`one signature of the whole file is valid (${form})`, async () => {
      const { bytes } = await bySigner(aPdf("Kinh gui", form));
      const check = await checked(bytes, world.trust);
      expect(check.verdict).to.equal("valid");
      expect(check.signatures).to.have.length(1);
      const [one] = check.signatures;
      expect(one).to.deep.include({
        kind: "signature",
        form: "ETSI.CAdES.detached",
        verdict: "valid",
        reasons: [],
        notes: ["timeNotProven", "revocationNotChecked"],
        signedAt: "2026-03-01T02:00:00.000Z",
        timeBy: "signer",
        covers: ["file"],
        later: [],
        revocation: "notChecked",
      });
      expect(one?.signer).to.deep.equal({
        commonName: "Trần Thị Ví Dụ",
        organisation: "UBND xã Ví Dụ",
        issuer: "CA thử nghiệm gốc",
        fingerprint: createHash("sha256").update(world.person.der).digest("hex"),
      });
    });

  for (const form of forms)
    it(`the person's and then the agency's are both valid, in the order of signing (${form}; NĐ30 art. 5)`, async () => {
      const first = await bySigner(aPdf("Kinh gui", form));
      const both = await sign(first, world.agency, { cms: { claimedAt: "2026-03-01T03:00:00Z" } });
      const check = await checked(both.bytes, world.trust);
      expect(told(check)).to.equal("valid: | valid | valid");
      expect(check.signatures.map(({ signer, covers, later }) => [signer?.commonName, covers, later])).to.deep.equal([
        ["Trần Thị Ví Dụ", ["revision"], ["signature"]],
        ["UBND xã Ví Dụ", ["file"], []],
      ]);
    });

  it("a field that was left empty to sign is filled without a change to what was signed", async () => {
    const prepared = append(aPdf(), {
      1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 8 0 R] /SigFlags 3 >> >>",
      7: emptyField(7),
      8: emptyField(8),
    });
    const first = await sign({ ...prepared, fields: [7, 8] }, world.person, { fill: 7 });
    const both = await sign(first, world.agency, { fill: 8 });
    expect(told(await checked(both.bytes, world.trust))).to.equal("valid: | valid | valid");
  });

  it("adbe.pkcs7.detached with M and without a named certificate is valid, and both are told", async () => {
    const { bytes } = await sign(aPdf(), world.person, {
      form: "adbe.pkcs7.detached",
      at: "D:20260301093000+07'00'",
      cms: { names: null },
    });
    const check = await checked(bytes, world.trust);
    expect(told(check)).to.equal("valid: | valid");
    expect(check.signatures[0]?.signedAt).to.equal("2026-03-01T02:30:00.000Z");
    expect(check.signatures[0]?.notes).to.include.members(["timeNotProven", "signingCertificateMissing"]);
  });

  it("RSA of 2048 bits is valid, of 1024 is not believed", async () => {
    const strong = await aSigner({ cn: "RSA 2048", issuer: world.root, rsa: 2048 });
    const weak = await aSigner({ cn: "RSA 1024", issuer: world.root, rsa: 1024 });
    expect(told(await checked((await sign(aPdf(), strong)).bytes, world.trust))).to.equal("valid: | valid");
    expect(told(await checked((await sign(aPdf(), weak)).bytes, world.trust))).to.equal(
      "validUntrusted: | validUntrusted keyWeak",
    );
  });

  it("RSA-PSS and the larger curves are valid", async () => {
    for (const but of [
      { rsa: 2048, rsaName: "RSA-PSS" as const },
      { pair: await ecPair("P-384") },
      { pair: await ecPair("P-521") },
    ]) {
      const signer = await aSigner({ cn: "Khóa khác", issuer: world.root, ...but });
      expect(told(await checked((await sign(aPdf(), signer)).bytes, world.trust))).to.equal("valid: | valid");
    }
  });

  it("adbe.pkcs7.sha1 holds, and is told as weak", async () => {
    const { bytes } = await sign(aPdf(), world.person, {
      form: "adbe.pkcs7.sha1",
      der: (covered) => {
        const inside = createHash("sha1").update(covered).digest();
        return aCms(world.person, inside, { inside });
      },
    });
    expect(told(await checked(bytes, world.trust))).to.equal("validUntrusted: | validUntrusted digestWeak");
  });

  it("SHA-1 within is told as weak", async () => {
    const { bytes } = await sign(aPdf(), world.person, { cms: { hash: "SHA-1" } });
    expect(told(await checked(bytes, world.trust))).to.equal("validUntrusted: | validUntrusted digestWeak");
  });

  describe("whom it believes", () => {
    it("a root that the operator did not name: unaltered, not believed", async () => {
      const { bytes } = await sign(aPdf(), world.stranger);
      expect(told(await checked(bytes, world.trust))).to.equal("validUntrusted: | validUntrusted rootUnknown");
      expect(told(await checked(bytes, noTrust))).to.equal("validUntrusted: | validUntrusted rootUnknown");
    });

    it("an intermediate, brought along or named by the operator", async () => {
      const between = await aSigner({ cn: "CA giữa", issuer: world.root, isCa: true });
      const signer = await aSigner({ cn: "Dưới CA giữa", issuer: between });
      const brought = await sign(aPdf(), signer, { cms: { along: [between] } });
      const alone = await sign(aPdf(), signer);
      expect(told(await checked(brought.bytes, world.trust))).to.equal("valid: | valid");
      expect(told(await checked(alone.bytes, world.trust))).to.equal("validUntrusted: | validUntrusted rootUnknown");
      expect(told(await checked(alone.bytes, readTrust(world.root.pem + between.pem)))).to.equal("valid: | valid");
    });

    it("a signer's certificate that signs another is no authority", async () => {
      const forged = await aSigner({ cn: "Giả", issuer: world.person });
      const { bytes } = await sign(aPdf(), forged, { cms: { along: [world.person] } });
      expect(told(await checked(bytes, world.trust))).to.equal("validUntrusted: | validUntrusted rootUnknown");
    });

    it("more intermediates than an authority was allowed", async () => {
      const upper = await aSigner({ cn: "CA không cấp dưới", issuer: world.root, isCa: true, pathLength: 0 });
      const lower = await aSigner({ cn: "CA cấp dưới", issuer: upper, isCa: true });
      const signer = await aSigner({ cn: "Cuối", issuer: lower });
      const { bytes } = await sign(aPdf(), signer, { cms: { along: [upper, lower] } });
      expect(told(await checked(bytes, world.trust))).to.equal("invalid: | invalid chainInvalid");
    });

    it("certificates that sign each other in a circle end the search", async () => {
      const [a, b] = [await ecPair(), await ecPair()];
      const first = await aSigner({ cn: "Vòng A", isCa: true, pair: a });
      const second = await aSigner({ cn: "Vòng B", isCa: true, pair: b, issuer: first });
      const third = await aSigner({ cn: "Vòng A", isCa: true, pair: a, issuer: second });
      const fourth = await aSigner({ cn: "Vòng B", isCa: true, pair: b, issuer: third });
      const signer = await aSigner({ cn: "Trong vòng", issuer: fourth });
      const { bytes } = await sign(aPdf(), signer, { cms: { along: [second, third, fourth] } });
      expect(told(await checked(bytes, world.trust))).to.equal("validUntrusted: | validUntrusted rootUnknown");
    });

    for (const [what, but, reasons] of [
      ["a certificate not for signing", { usage: 0b0010_0000 }, "keyUsage"],
      ["a TLS server's certificate", { purposes: ["1.3.6.1.5.5.7.3.1"] }, "keyUsage"],
      ["a time-stamping authority's certificate", { purposes: ["1.3.6.1.5.5.7.3.8"] }, "keyUsage"],
      ["a certificate with a condition nobody knows", { condition: "1.2.3.4.5" }, "chainInvalid"],
      ["a certificate that had run out", { from: "2024-01-01", to: "2025-01-01" }, "certificateExpired"],
      ["a certificate that was not valid yet", { from: "2026-06-01" }, "certificateNotYetValid"],
    ] as const)
      it(`${what} is refused`, async () => {
        const signer = await aSigner({ cn: what, issuer: world.root, ...but });
        const { bytes } = await sign(aPdf(), signer, { cms: { claimedAt: signedOn } });
        expect(told(await checked(bytes, world.trust))).to.equal(`invalid: | invalid ${reasons}`);
      });

    it("a certificate without key usage, or for e-mail, may sign", async () => {
      for (const but of [{ usage: null }, { purposes: ["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2"] }]) {
        const signer = await aSigner({ cn: "Có thể ký", issuer: world.root, ...but });
        expect((await checked((await sign(aPdf(), signer)).bytes, world.trust)).verdict).to.equal("valid");
      }
    });

    it("a certificate or an authority signed by SHA-1 is not believed", async () => {
      const old = await aSigner({ cn: "Cũ", issuer: world.root, hash: "SHA-1" });
      expect(told(await checked((await sign(aPdf(), old)).bytes, world.trust))).to.equal(
        "validUntrusted: | validUntrusted digestWeak",
      );
    });

    it("an authority that had run out signs for nobody", async () => {
      const gone = await aSigner({
        cn: "CA hết hạn",
        issuer: world.root,
        isCa: true,
        from: "2023-01-01",
        to: "2025-06-01",
      });
      const signer = await aSigner({ cn: "Dưới CA hết hạn", issuer: gone });
      const { bytes } = await sign(aPdf(), signer, { cms: { along: [gone], claimedAt: signedOn } });
      expect(told(await checked(bytes, world.trust))).to.equal("invalid: | invalid chainInvalid");
    });
  });

  describe("when it was", () => {
    const inTime = "2026-03-01T02:00:00Z";
    it("a certificate that ran out since: not believed on the signer's word", async () => {
      const { bytes } = await sign(aPdf(), world.person, { cms: { claimedAt: inTime } });
      expect(told(await checked(bytes, world.trust, new Date("2029-01-01T00:00:00Z")))).to.equal(
        "validUntrusted: | validUntrusted expiredSince",
      );
    });

    it("believed by a time stamp within the signature", async () => {
      const stamp = (over: Uint8Array) => aStamp(world.stamper, over, inTime);
      const { bytes } = await sign(aPdf(), world.person, { cms: { stamp } });
      const check = await checked(bytes, world.trust, new Date("2027-12-31T00:00:00Z"));
      expect(told(check)).to.equal("valid: | valid");
      expect(check.signatures[0]).to.deep.include({ signedAt: "2026-03-01T02:00:00.000Z", timeBy: "stamp" });
      expect(told(await checked(bytes, world.trust, new Date("2029-01-01T00:00:00Z")))).to.equal("valid: | valid");
    });

    it("believed by a document time stamp after it", async () => {
      const signed = await sign(aPdf(), world.person, { cms: { claimedAt: inTime } });
      const stamped = await sign(signed, world.stamper, { form: "ETSI.RFC3161", at: "2026-03-01T04:00:00Z" });
      const check = await checked(stamped.bytes, world.trust, new Date("2029-01-01T00:00:00Z"));
      expect(told(check)).to.equal("valid: | valid | valid");
      expect(check.signatures.map(({ kind, timeBy, signedAt }) => [kind, timeBy, signedAt])).to.deep.equal([
        ["signature", "stamp", "2026-03-01T04:00:00.000Z"],
        ["timeStamp", "stamp", "2026-03-01T04:00:00.000Z"],
      ]);
    });

    it("a stamp over another signature proves nothing", async () => {
      const stamp = () => aStamp(world.stamper, Buffer.from("something else"), inTime);
      const { bytes } = await sign(aPdf(), world.person, { cms: { stamp } });
      const [one] = (await checked(bytes, world.trust)).signatures;
      expect(one?.notes).to.include.members(["stampWrong", "timeNotProven"]);
    });

    it("a stamp of an authority nobody named, or by a certificate not for stamping, proves nothing", async () => {
      for (const signer of [world.stranger, world.person]) {
        const stamp = (over: Uint8Array) => aStamp(signer, over, inTime);
        const { bytes } = await sign(aPdf(), world.person, { cms: { stamp } });
        const [one] = (await checked(bytes, world.trust)).signatures;
        expect(one?.notes).to.include.members(["stampUntrusted", "timeNotProven"]);
      }
    });

    it("a document time stamp alone is no signature; a false one is false", async () => {
      const stamped = await sign(aPdf(), world.stamper, { form: "ETSI.RFC3161", at: inTime });
      expect(told(await checked(stamped.bytes, world.trust))).to.equal("unsigned: | valid");
      const bad = Buffer.from(stamped.bytes);
      bad[20] = (bad[20] ?? 0) ^ 1;
      expect((await checked(bad, world.trust)).verdict).to.equal("invalid");
    });

    it("a moment that is still to come is told, and judged as now", async () => {
      const { bytes } = await sign(aPdf(), world.person, { cms: { claimedAt: "2027-01-01T00:00:00Z" } });
      const [one] = (await checked(bytes, world.trust)).signatures;
      expect(one?.notes).to.include("signedInFuture");
    });
  });

  describe("whether it was revoked, as far as the file says", () => {
    const withList = async (list: Buffer) => {
      const signed = await sign(aPdf(), world.person, { cms: { claimedAt: signedOn } });
      const n = signed.next;
      return append(signed, {
        1: `<< /Type /Catalog /Pages 2 0 R /DSS << /CRLs [${n} 0 R] >> /AcroForm << /Fields [${signed.fields.join(" 0 R ")} 0 R] /SigFlags 3 >> >>`,
        [n]: streamOf(list.toString("latin1")),
      });
    };

    it("a list of its issuer without it: good; validation data is no change", async () => {
      const list = await aRevocationList(world.root, [], "2026-02-28T00:00:00Z", "2026-03-07T00:00:00Z");
      const [one] = (await checked((await withList(list)).bytes, world.trust)).signatures;
      expect(one).to.deep.include({ verdict: "valid", revocation: "good", later: ["validationData"] });
      expect(one?.notes).not.to.include("revocationNotChecked");
    });

    it("a list with it: revoked", async () => {
      const list = await aRevocationList(
        world.root,
        [[world.person, "2026-02-01T00:00:00Z"]],
        "2026-02-28T00:00:00Z",
        "2026-03-07T00:00:00Z",
      );
      expect(told(await checked((await withList(list)).bytes, world.trust))).to.equal(
        "invalid: | invalid certificateRevoked",
      );
    });

    const answered = async (der: Buffer) => {
      const signed = await sign(aPdf(), world.person, { cms: { claimedAt: signedOn } });
      const n = signed.next;
      const pdf = append(signed, {
        1: catalogOf({ ...signed, catalog: `/DSS << /OCSPs [${n} 0 R] >>` }),
        [n]: streamOf(der.toString("latin1")),
      });
      const [one] = (await checked(pdf.bytes, world.trust)).signatures;
      return [one?.verdict, one?.revocation, ...(one?.reasons ?? [])].join(" ");
    };
    const week = { from: "2026-02-28T00:00:00Z", until: "2026-03-07T00:00:00Z" };
    it("an answer of its issuer, or of whom the issuer named: good, revoked", async () => {
      const responder = await aSigner({ cn: "OCSP", issuer: world.root, purposes: ["1.3.6.1.5.5.7.3.9"] });
      for (const by of [world.root, responder]) {
        expect(await answered(await anOcspAnswer(world.person, world.root, by, week))).to.equal("valid good");
        const revoked = { ...week, revokedAt: "2026-02-01T00:00:00Z" };
        expect(await answered(await anOcspAnswer(world.person, world.root, by, revoked))).to.equal(
          "invalid revoked certificateRevoked",
        );
      }
    });
    it("an answer of anybody else, about another, or of last month, says nothing", async () => {
      const { root, person, agency, stranger } = world;
      const late = { from: "2026-01-01T00:00:00Z", until: "2026-01-08T00:00:00Z" };
      for (const der of [
        await anOcspAnswer(person, root, stranger, week),
        await anOcspAnswer(person, root, agency, week),
        await anOcspAnswer(agency, root, root, week),
        await anOcspAnswer(person, root, root, late),
      ])
        expect(await answered(der)).to.equal("valid notChecked");
    });

    it("a list that ran out before, or of somebody else, says nothing", async () => {
      const old = await aRevocationList(world.root, [], "2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z");
      const forged = await aRevocationList(
        { ...world.stranger, certificate: world.root.certificate },
        [],
        "2026-02-28T00:00:00Z",
        "2026-03-07T00:00:00Z",
      );
      for (const list of [old, forged]) {
        const [one] = (await checked((await withList(list)).bytes, world.trust)).signatures;
        expect(one).to.deep.include({ verdict: "valid", revocation: "notChecked" });
      }
    });
  });

  it(`openssl says the same of what is within${hasOpenssl ? "" : " (openssl is missing: not compared)"}`, async () => {
    if (!hasOpenssl) return;
    const folder = await mkdtemp(join(tmpdir(), "signature-"));
    try {
      const { bytes } = await sign(aPdf(), world.person, { cms: { claimedAt: signedOn } });
      const from = bytes.indexOf("/Contents <") + 10;
      const to = bytes.indexOf(">", from) + 1;
      const hex = bytes.subarray(from + 1, to - 1).toString("latin1");
      const covered = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
      for (const [data, isRight] of [
        [covered, true],
        [Buffer.concat([covered, Buffer.from(" ")]), false],
      ] as const) {
        await writeFile(join(folder, "cms.der"), Buffer.from(hex, "hex"));
        await writeFile(join(folder, "root.pem"), world.root.pem);
        await writeFile(join(folder, "data"), data);
        const words = "cms -verify -inform DER -in cms.der -content data -binary -CAfile root.pem -purpose any -attime";
        const args = [...words.split(" "), String(receivedOn.getTime() / 1000), "-out", "out"];
        const ended = await promisify(execFile)("openssl", args, { cwd: folder }).then(
          () => true,
          () => false,
        );
        expect(ended).to.equal(isRight);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
