import { expect } from "chai";
import { sql as raw } from "kysely";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { upsertUnits } from "../../core/store/units.ts";
import { readLabel } from "../../mappings/post/my-vnpost.ts";
import { citizen, commune, postWorlds, sending, type PostWorld, type Profile } from "../support/post-world.ts";

describe("the label of a packet", () => {
  const worlds = postWorlds();
  let world: PostWorld;
  after(() => worlds.close());
  const ordered = async (profile: Profile, but: object = {}) => {
    world = await worlds.open(profile);
    const code = await world.submitted();
    const answer = await world.post(`/v1/dossiers/${code}/post-orders`, sending(but));
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return code;
  };
  const label = async (number: string, partner = "commune") =>
    world.gateway.send("GET", `/v1/post-orders/${number}/label`, { token: await world.gateway.tokenOf(partner) });

  it("names sender and receiver on addresses of two levels, and has our number as a code where there is no waybill", async () => {
    const code = await ordered("VP-1", { collectVnd: 150_000 });
    await world.work();
    const since = { validFrom: "2025-07-01", validTo: null, decree: null };
    await world.gateway.database.db.transaction().execute((tx) =>
      upsertUnits(tx, [
        { ...since, level: "province", code: "38", type: "Tỉnh", name: "Tỉnh Mẫu" },
        { ...since, level: "commune", code: "16279", type: "Xã", name: "Xã Thử" },
      ]),
    );
    const { status, body } = await label(code);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body).to.deep.include({
      number: code,
      waybill: null,
      code,
      weightGrams: 250,
      collectVnd: 150_000,
      pdf: null,
    });
    expect(body.sender).to.deep.equal({
      ...{ name: "Trần Thị Thử Nghiệm", phone: "0900000001" },
      lines: ["Số 1 đường Thử", "Xã Thử, Tỉnh Mẫu"],
    });
    // a code that the registry has not stands for itself
    expect(body.receiver).to.deep.include({
      name: "Bộ phận một cửa xã Mẫu",
      lines: ["Số 2 phố Mẫu", "16280, Tỉnh Mẫu"],
    });
    expect(body.picture).to.match(/^<svg /);
    expect(body.page).to.contain(body.picture).and.to.contain("Thu hộ: 150.000 đ");
  });

  it("of VP-4 has the waybill as its code, and the post's own PDF; without an answer of the post the page stands alone", async () => {
    const code = await ordered("VP-4");
    await world.work();
    const { body } = await label(code);
    expect(body).to.include({ waybill: "EV000000001VN", code: "EV000000001VN" });
    expect(Buffer.from(body.pdf, "base64").toString("latin1")).to.equal("%PDF-1.4\n%%EOF\n");
    expect(body.page).to.contain("<b>EV000000001VN</b>").and.to.contain(`Số đơn: ${code}`);
    world.standIn.failNext("label", "500", "html");
    for (let times = 0; times < 2; times++) expect((await label(code)).body).to.include({ pdf: null });
  });

  it("what people wrote is text on the page, never markup", async () => {
    const name = `<script>alert("1")</script> & Con`;
    const code = await ordered("VP-1", { sender: { ...citizen, name }, contents: "<b>Tờ khai</b>" });
    await world.work();
    const { page } = (await label(code)).body;
    expect(page).to.contain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Con");
    expect(page).to.contain("&lt;b&gt;Tờ khai&lt;/b&gt;").and.not.to.contain("<script");
  });

  it("there is none before the post has the order, once it was delivered, and of people who were erased", async () => {
    const code = await ordered("VP-1");
    const early = await label(code);
    expect([early.status, early.body.code]).to.deep.equal([409, "post-label-not-yet"]);
    await world.work();
    world.standIn.happens(code, "4", world.now());
    world.minutesLater(6);
    await world.feed();
    expect((await label(code)).body).to.include({ code: "post-label-not-yet" });
    const { db, sql } = world.gateway.database;
    await sql("update post_order set state = 'underway'");
    expect((await label(code)).status).to.equal(200);
    await sql("update dossier set state = 'stopped'");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, parseDossierCode(code));
    });
    expect((await label(code)).body).to.include({ code: "post-label-not-yet" });
  });

  it("to whoever is no party the order is not there", async () => {
    const code = await ordered("VP-1");
    await world.work();
    await world.gateway.register("elsewhere", ["H38.16"]);
    const { status, body } = await label(code, "elsewhere");
    expect([status, body.code]).to.deep.equal([404, "post-order-unknown"]);
    expect((await label("H38.91-261120-9999")).body).to.include({ code: "post-order-unknown" });
    expect(commune).to.equal("H38.91");
  });

  for (const [what, body, expected] of [
    ["a list of texts", ["JVBERi0xLjQ="], "JVBERi0xLjQ="],
    ["a field of whatever name, with line ends", { data: [{ x: "JVBERi0x\r\nLjQ=" }] }, "JVBERi0xLjQ="],
    ["no PDF", [{ data: "aGVsbG8=" }], null],
    ["a PDF that is no base64", ["JVBERi0x<script>"], null],
    ["nothing", null, null],
  ] as const)
    it(`the PDF is found in ${what}`, () =>
      expect(readLabel({ status: 200, body: JSON.stringify(body) })).to.equal(expected));
});
