import { expect } from "chai";
import { sql as raw } from "kysely";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { sayMatter } from "../../core/domain/post/matter-words.ts";
import { closeMatter, listMatters, moveFeed } from "../../core/service/post-decide.ts";
import { forgetStrangersBefore } from "../../core/service/post-work.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { practicePost } from "../../adapters/post/stand-in.ts";
import { postWorlds, returning, sending, type PostWorld, type Profile } from "../support/post-world.ts";

describe("what the post says of its parcels", () => {
  const worlds = postWorlds();
  let world: PostWorld;
  const open = async (profile: Profile = "VP-1", account: object = {}) =>
    (world = await worlds.open(profile, { account }));
  after(() => worlds.close());
  const ordered = async (code: string, body: object = sending()) => {
    const answer = await world.post(`/v1/dossiers/${code}/post-orders`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    await world.work();
    return answer.body.number as string;
  };
  const only = async (code: string) => (await world.ordersOf(code))[0];
  const happens = (number: string, status: string, minutes = 1) => {
    world.minutesLater(minutes);
    world.standIn.happens(number, status, world.now());
  };
  const read = async () => {
    world.minutesLater(6);
    await world.feed();
    await world.work();
  };

  describe("a result", () => {
    const sentByPost = async (profile: Profile = "VP-1") => {
      await open(profile);
      const code = await world.decided();
      const number = await ordered(code, returning());
      return { code, number };
    };
    const dossier = async (code: string) =>
      (await world.gateway.database.sql("select state, delivery from dossier where code = $1", [code]))[0];

    it("delivered: the dossier's result is returned, by the hub, at the post's own time, and its units are told (T33)", async () => {
      const { code, number } = await sentByPost();
      expect((await world.step(code, "sendResultByPost")).status).to.equal(201);
      happens(number, "4", 30);
      const deliveredAt = world.now();
      await read();
      expect(await dossier(code)).to.deep.equal({ state: "resultReturned", delivery: "delivered" });
      expect(await only(code)).to.include({ state: "delivered", stage: "delivered" });
      const [event] = await world.gateway.database.sql<{ step: string; role: string; at: Date; reason: string }>(
        "select step, role, at, reason from dossier_event e join dossier d on d.id = e.dossier_id where code = $1 order by e.revision desc limit 1",
        [code],
      );
      expect(event).to.deep.include({ step: "confirmPostDelivery", role: "hub", at: deliveredAt });
      expect(event?.reason).to.equal("Bưu điện: HC000000001VN");
      await read();
      expect(await world.matters()).to.deep.equal([]);
    });

    it("VP-4 returned to sender: it is back at the one-stop, and may be sent once more by another order", async () => {
      const { code, number } = await sentByPost("VP-4");
      await world.step(code, "sendResultByPost");
      for (const status of ["6", "10", "15", "18", "19"]) happens(number, status);
      await read();
      expect(await dossier(code)).to.deep.equal({ state: "done", delivery: "returnedToSender" });
      expect(await only(code)).to.include({ state: "returned" });
      expect(await ordered(code, returning())).to.equal(`${code}-KQ-2`);
    });

    for (const status of ["20", "21", "22", "23", "24", "28", "29"])
      it(`VP-4 ${status} is never taken for a result delivered`, async () => {
        const { code, number } = await sentByPost("VP-4");
        await world.step(code, "sendResultByPost");
        happens(number, status);
        await read();
        expect(await dossier(code)).to.deep.equal({ state: "done", delivery: "withPost" });
      });

    it("delivered before anybody recorded that it was given to the post: a person's, and taken once that is recorded", async () => {
      const { code, number } = await sentByPost();
      happens(number, "4");
      await read();
      expect(await dossier(code)).to.deep.equal({ state: "done", delivery: "ready" });
      expect(await world.matters()).to.deep.equal(["step-refused"]);
      expect((await world.step(code, "sendResultByPost")).status).to.equal(201);
      world.minutesLater(61);
      await world.work();
      expect(await dossier(code)).to.deep.equal({ state: "resultReturned", delivery: "delivered" });
      expect(await world.matters()).to.deep.equal([]);
    });

    it("an officer was faster: nothing is left to do", async () => {
      const { code, number } = await sentByPost();
      await world.step(code, "sendResultByPost");
      await world.step(code, "confirmPostDelivery");
      happens(number, "4");
      await read();
      expect(await world.matters()).to.deep.equal([]);
      expect(await dossier(code)).to.deep.equal({ state: "resultReturned", delivery: "delivered" });
    });
  });

  it("papers delivered to the agency are no step of the dossier: the minute is", async () => {
    await open();
    const code = await world.submitted();
    await ordered(code);
    happens(code, "4");
    await read();
    expect(await only(code)).to.include({ state: "delivered" });
    const [row] = await world.gateway.database.sql("select state from dossier where code = $1", [code]);
    expect(row).to.deep.equal({ state: "submitted" });
  });

  it("an order for both ways was delivered: which way, a person finds out", async () => {
    await open();
    const code = await world.submitted();
    await ordered(code, sending({ purpose: "both" }));
    happens(code, "4");
    await read();
    expect(await world.matters()).to.deep.equal(["way-unclear"]);
  });

  describe("bad input", () => {
    it("post events with unknown codes: kept and shown as they came, nothing moved, a person told", async () => {
      await open();
      const code = await world.submitted();
      await ordered(code);
      happens(code, "77");
      await read();
      const order = await only(code);
      expect(order).to.include({ state: "ordered", stage: "ordered" });
      expect(order.events[0]).to.include({ code: "77", meaning: null, followed: "unknownCode" });
      expect(await world.matters()).to.deep.equal(["event-unknown-code"]);
    });

    it("post events for unknown orders: kept with their number, one matter a customer and day, nothing made", async () => {
      await open();
      happens("H38.91-261120-9999", "4");
      happens("H38.91-261120-9999", "4");
      happens("H38.91-261120-8888", "4");
      await read();
      const kept = await world.gateway.database.sql(
        "select order_number, order_id, followed from post_event order by id",
      );
      expect(kept).to.deep.equal(
        ["9999", "9999", "8888"].map((end) => ({
          ...{ order_number: `H38.91-261120-${end}`, order_id: null, followed: "unknownOrder" },
        })),
      );
      expect(await world.matters()).to.deep.equal(["order-unknown"]);
      const [matter] = await listMatters(world.gateway.database.db);
      expect([matter?.subject, matter?.times]).to.deep.equal(["KH-TAP/2026-11-20", 3]);
      expect(sayMatter(matter!, "en")).to.contain(
        "The post told 3 events of orders of customer KH-TAP that are none of the hub's, like H38.91-261120-9999, H38.91-261120-8888 (code 4).",
      );
      expect(await world.gateway.database.sql("select from post_order")).to.have.length(0);
    });

    it("post events out of order: what was delivered stays so, the late one is kept in its place", async () => {
      await open("VP-4");
      const code = await world.submitted();
      await ordered(code);
      world.minutesLater(60);
      world.standIn.happens(code, "14", world.now());
      await read();
      // told after, happened before
      const [order] = [...world.standIn.orders.values()];
      if (!order) throw new Error("no order");
      order.status = "12";
      order.history.push({ code: "12", at: "2026-11-20T10:30:00+07:00", key: "late" });
      await read();
      const seen = await only(code);
      expect(seen).to.include({ state: "delivered", stage: "delivered" });
      expect(seen.events.map(({ followed }: { followed: string }) => followed)).to.deep.equal(["moved", "late"]);
      expect(await world.matters()).to.deep.equal([]);
    });

    it("an event that undoes an end: kept, and a person asks the post", async () => {
      await open("VP-4");
      const code = await world.submitted();
      await ordered(code);
      happens(code, "14");
      await read();
      happens(code, "10");
      await read();
      expect(await only(code)).to.include({ state: "delivered" });
      expect(await world.matters()).to.deep.equal(["event-contradicts"]);
    });

    it("the same events again and again: once", async () => {
      await open();
      const code = await world.submitted();
      await ordered(code);
      happens(code, "4");
      await read();
      await moveFeed(world.gateway.database.db, practicePost.customerCode, "0".repeat(24), {
        ...{ by: "vh-1", reason: "đọc lại", at: world.now() },
      });
      await read();
      expect((await only(code)).events).to.have.length(1);
    });

    it("a cursor that went backwards: nothing moved, the feed stands until a person says where it goes on", async () => {
      await open();
      const code = await world.submitted();
      await ordered(code);
      for (let times = 0; times < 3; times++) happens(code, "1");
      await read();
      const cursor = async () =>
        (
          await world.gateway.database.sql<{ cursor: string; fault: string | null }>(
            "select cursor, fault from post_cursor",
          )
        )[0];
      expect((await cursor())?.cursor).to.equal("3".padStart(24, "0"));
      // their numbers began anew
      world.standIn.feed.push({
        ...{ id: "0".repeat(24), customerCode: practicePost.customerCode, orderNumber: code, code: "4", waybill: null },
        ...{ at: world.now().getTime(), said: "" },
      });
      await read();
      expect(await cursor()).to.deep.include({ cursor: "3".padStart(24, "0") });
      expect((await cursor())?.fault).to.match(/^cursor-backwards/);
      expect(await world.matters()).to.deep.equal(["event-unknown-code", "feed-stopped"]);
      expect(await only(code)).to.include({ state: "ordered" });
      world.minutesLater(60);
      expect(await world.feed()).to.equal(undefined);
      world.standIn.feed.pop();
      await moveFeed(world.gateway.database.db, practicePost.customerCode, "3".padStart(24, "0"), {
        ...{ by: "vh-1", reason: "đã hỏi bưu điện", at: world.now() },
      });
      happens(code, "4");
      await read();
      expect(await only(code)).to.include({ state: "delivered" });
      expect(await world.matters()).to.deep.equal(["event-unknown-code"]);
    });

    it("a page of another customer: nothing of it is taken", async () => {
      await open();
      world.standIn.feed.push({
        ...{ id: "1".padStart(24, "0"), customerCode: "KH-KHAC", orderNumber: "X", code: "4", waybill: null },
        ...{ at: 0, said: "" },
      });
      await read();
      expect(await world.gateway.database.sql("select from post_event")).to.have.length(0);
      expect(await world.matters()).to.deep.equal(["feed-stopped"]);
    });

    it("a page that cannot be read, a proxy's page, an outage: asked again later from the same place", async () => {
      await open();
      const code = await world.submitted();
      await ordered(code);
      happens(code, "4");
      world.standIn.failNext("feed", "html", "500", "503", "silentAfter", "tooLong");
      for (let times = 0; times < 5; times++) await read();
      expect(await only(code)).to.include({ state: "ordered" });
      await read();
      expect(await only(code)).to.include({ state: "delivered" });
      expect(await world.matters()).to.deep.equal([]);
    });
  });

  describe("a customer with years behind it", () => {
    const stranger = (at: string, orderNumber: string, id: number) =>
      world.standIn.feed.push({
        ...{ id: String(id).padStart(24, "0"), customerCode: practicePost.customerCode, orderNumber, code: "4" },
        ...{ waybill: null, at: Date.parse(at), said: "Phát cho VetTich" },
      });
    const passedOver = async () =>
      (await world.gateway.database.sql<{ n: string }>("select passed_over::text as n from post_cursor"))[0]?.n;
    const strangers = () =>
      world.gateway.database.sql<{ number: string }>(
        "select order_number as number from post_event where order_id is null order by id",
      );

    it("what is from before the day it was connected is counted, and is nobody's matter; ours is taken whenever it is from", async () => {
      await open();
      const code = await world.submitted();
      await ordered(code);
      for (let n = 1; n <= 1_200; n++) stranger("2023-05-02T10:00:00+07:00", `CU-${n}`, n);
      stranger("2026-11-19T23:59:59+07:00", "CU-CUOI", 1_201);
      stranger("2026-11-20T00:00:00+07:00", "MOI", 1_202);
      stranger("2023-05-02T10:00:00+07:00", code, 1_203);
      await read();
      expect(await passedOver()).to.equal("1201");
      expect(await strangers()).to.deep.equal([{ number: "MOI" }]);
      expect(await world.matters()).to.deep.equal(["order-unknown"]);
      expect(await only(code)).to.include({ state: "delivered" });
    });

    it("the day of the connection file counts before that", async () => {
      await open("VP-1", { firstDay: "2026-11-01" });
      stranger("2026-10-31T23:59:59+07:00", "CU", 1);
      stranger("2026-11-01T00:00:00+07:00", "MOI", 2);
      await read();
      expect([await passedOver(), await strangers()]).to.deep.equal(["1", [{ number: "MOI" }]]);
    });

    it("strangers of another day are another matter", async () => {
      await open();
      stranger("2026-11-20T10:00:00+07:00", "A", 1);
      await read();
      world.setClock("2026-11-21T10:00:00+07:00");
      stranger("2026-11-21T10:00:00+07:00", "B", 2);
      await read();
      expect((await listMatters(world.gateway.database.db)).map(({ subject }) => subject)).to.deep.equal([
        ...["KH-TAP/2026-11-20", "KH-TAP/2026-11-21"],
      ]);
    });

    it("what the post said of them goes in time, with the examples; the count stays, and what it said of ours", async () => {
      await open();
      const code = await world.submitted();
      await ordered(code);
      stranger("2026-11-20T10:00:00+07:00", "A", 1);
      stranger("2026-11-20T10:00:00+07:00", code, 2);
      await read();
      const { db, sql } = world.gateway.database;
      await sql("update post_event set came_at = '2026-11-20T10:06:00+07'");
      expect(await forgetStrangersBefore(db, new Date("2026-11-20T10:05:59+07:00"))).to.equal(0);
      expect(await forgetStrangersBefore(db, new Date("2026-11-20T10:06:01+07:00"))).to.equal(1);
      expect(await strangers()).to.deep.equal([]);
      const [matter] = await listMatters(db);
      expect([matter?.times, matter?.details["examples"]]).to.deep.equal([1, "–"]);
      expect((await only(code)).events).to.have.length(1);
    });

    it("a code that nobody knows is one matter for all orders of the profile, and once it was found out it is not asked again", async () => {
      await open();
      const codes = [];
      for (let n = 0; n < 6; n++) codes.push(await world.submitted());
      for (const code of codes) await ordered(code);
      for (const code of [...codes, codes[0]!]) happens(code, "2");
      happens(codes[1]!, "3");
      await read();
      const { db } = world.gateway.database;
      const [two, three, ...more] = await listMatters(db);
      expect([two?.subject, two?.times, three?.subject, three?.times, more.length]).to.deep.equal([
        ...["VP-1/2", 7, "VP-1/3", 1, 0],
      ]);
      expect(two?.details["examples"]).to.equal(codes.slice(0, 5).join(", "));
      expect(sayMatter(two!, "vi")).to.contain("7 lần, từ 2026-11-20 đến 2026-11-20");
      for (const code of codes)
        expect((await only(code)).events[0]).to.include({ code: "2", meaning: null, followed: "unknownCode" });
      expect(await closeMatter(db, "VP-1/2", { by: "vh-1", reason: "đã nhận", at: world.now() })).to.equal(1);
      happens(codes[2]!, "2");
      await read();
      expect(await world.matters()).to.deep.equal(["event-unknown-code"]);
    });
  });

  it("one cursor for all orders of a customer: a feed of 2,500 events is read in pages, none twice", async () => {
    await open();
    const codes = [await world.submitted(), await world.submitted()];
    for (const code of codes) await ordered(code);
    for (let times = 0; times < 2_500; times++)
      world.standIn.happens(codes[times % 2] ?? "", "1", new Date(times * 1_000));
    world.minutesLater(6);
    expect(await world.feed()).to.equal(2_500);
    const asked = world.standIn.calls.filter(({ what }) => what === "feed");
    expect(asked).to.have.length(3);
  });

  it("VP-4: what other software ordered under the same code is passed over", async () => {
    await open("VP-4");
    await ordered(await world.submitted());
    const [ours] = [...world.standIn.orders.values()];
    if (!ours) throw new Error("no order");
    (world.standIn.orders as Map<string, typeof ours>).set("KHAC", {
      ...ours,
      number: "DON-KHAC",
      waybill: "EV999999999VN",
    });
    await read();
    expect(await world.matters()).to.deep.equal([]);
    expect(await world.gateway.database.sql("select from post_event where order_id is null")).to.have.length(0);
  });

  it("VP-4: a parcel with another waybill than ours is a person's", async () => {
    await open("VP-4");
    const code = await world.submitted();
    await ordered(code);
    const ours = world.standIn.orders.get(code);
    if (!ours) throw new Error("no order");
    (world.standIn.orders as Map<string, typeof ours>).set(code, { ...ours, waybill: "EV777777777VN", status: "10" });
    await read();
    expect(await world.matters()).to.deep.equal(["waybill-differs"]);
    expect(await only(code)).to.include({ waybill: "EV000000001VN" });
  });

  it("with its dossier go who sends, who receives and what the post wrote of them; the parcel's way stays", async () => {
    await open("VP-4");
    const code = await world.submitted();
    await ordered(code, sending({ officer: "cb-VetTich" }));
    await world.gateway.database.sql(
      `insert into post_event (customer_code, key, order_id, order_number, code, said, place, followed, source)
       select customer_code, 'k', id, number, '14', 'Phát cho VetTich', 'Bưu cục VetTich', 'moved', 'feed' from post_order`,
    );
    const { db, sql } = world.gateway.database;
    const tables = ["post_order", "post_order_person", "post_event", "post_call", "post_matter"];
    const tells = async () => {
      const found: string[] = [];
      for (const table of tables) {
        const [row] = await sql<{ text: string | null }>(`select string_agg(t::text, ' ') as text from ${table} t`);
        if (/VetTich|Thử Nghiệm|0900000001/.test(row?.text ?? "")) found.push(table);
      }
      return found;
    };
    expect(await tells()).to.deep.equal(["post_order", "post_order_person", "post_event"]);
    await sql("update dossier set state = 'receiptRefused'");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, parseDossierCode(code));
    });
    expect(await tells()).to.deep.equal([]);
    const [order] = await world.ordersOf(code);
    expect(order).to.include({ state: "ordered", waybill: "EV000000001VN" });
    expect(order.events[0]).to.include({ code: "14", said: null });
  });
});
