import { expect } from "chai";
import { openChecker, type SignatureChecker } from "../../adapters/edoc/checker.ts";
import { workLook, type LetterLooking } from "../../adapters/edoc/look.ts";
import { applyParked } from "../../core/service/letter-decide.ts";
import { commune, interior, openLetterWorld, organOf, type LetterTestWorld } from "../support/letter-world.ts";
import { aPdf, append, sign, streamOf } from "../support/pdfs.ts";
import { aSigner } from "../support/signers.ts";
import { xmlSigner } from "../support/signed-xml.ts";
import { signedWorld, type SignedWorld } from "../support/signed-world.ts";

/** What signatures said is known to the clerk, and holds nothing up. */
describe("r7: letters that come: their signatures", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let signers: SignedWorld;
  let checker: SignatureChecker;
  let signXml: (xml: string) => string;
  before(async () => {
    world = await openLetterWorld();
    signers = await signedWorld();
    checker = openChecker(signers.trust);
    signXml = await xmlSigner(await aSigner({ cn: "Sở Nội vụ Ví Dụ", issuer: signers.root, rsa: 2048 }));
  });
  after(async () => {
    await checker.close();
    await world.close();
  });
  beforeEach(() => world.reset());
  before(() => (world.axis.quirks.addsTrace = false));

  const to = [organOf(commune)];
  const never = new AbortController().signal;
  const looking = (but: Partial<LetterLooking> = {}): LetterLooking => ({
    ...{ checker, trust: signers.trust, limitMs: 30_000 },
    ...but,
  });
  const look = async (by = looking()) => {
    while (await workLook(world.worker.world, by, never));
  };
  const letter = async () => (await world.get(commune, "/v1/letters/1")).body;
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

  it("sound: a parked update that an operator carries out: its PDF is looked at, the carried one keeps its verdict, its signature is on record", async () => {
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
});
