import { expect } from "chai";
import { decideOrder } from "../../core/service/post-decide.ts";
import { workNext } from "../../adapters/post/work.ts";
import type { PostFault } from "../../adapters/post/stand-in.ts";
import { claimPostTask } from "../../core/service/post-work.ts";
import { postWorlds, sending, type PostWorld, type Profile } from "../support/post-world.ts";

/** P6: what surely did nothing is repeated, what may have called a postman is asked after, never resent by itself. */
describe("the post fails in every way the facts know", () => {
  const worlds = postWorlds();
  let world: PostWorld;
  after(() => worlds.close());
  const ordered = async (profile: Profile, account: object = {}) => {
    world = await worlds.open(profile, { account });
    if (profile === "VP-3")
      await world.gateway.database.sql(
        "insert into post_waybill (account, number) values ('practice', 'EV100000001VN'), ('practice', 'EV100000002VN')",
      );
    const code = await world.submitted();
    expect((await world.post(`/v1/dossiers/${code}/post-orders`, sending())).status).to.equal(201);
    return code;
  };
  const only = async (code: string) => (await world.ordersOf(code))[0];
  const creates = () => world.standIn.calls.filter(({ what }) => what === "create").length;
  const hours = async (many: number) => {
    for (let hour = 0; hour < many; hour++) {
      world.minutesLater(60);
      await world.work();
    }
  };

  describe("what surely did nothing is tried again, by the schedule", () => {
    for (const fault of ["429", "503"] as const)
      for (const profile of ["VP-1", "VP-2", "VP-3", "VP-4"] as const)
        it(`${profile} answers ${fault}: later, no sooner than it asks, one postman`, async () => {
          const code = await ordered(profile);
          world.standIn.failNext("create", fault);
          await world.work();
          const waiting = await only(code);
          expect(waiting).to.include({ state: "planned", owed: "create" });
          const asked = fault === "429" ? 120_000 : 60_000;
          expect(Date.parse(waiting.nextAt) - world.now().getTime()).to.be.at.least(asked);
          await hours(1);
          expect(await only(code)).to.include({ state: "ordered" });
          expect([creates(), world.standIn.postmen()]).to.deep.equal([2, 1]);
        });

    it("a token that is refused is renewed once, for all who had it", async () => {
      // an account of its own: nobody has asked for its token yet
      const code = await ordered("VP-1", { everyMinutes: 7 });
      world.standIn.failNext("create", "401");
      await world.work();
      expect(await only(code)).to.include({ state: "ordered" });
      expect(world.standIn.calls.map(({ what }) => what)).to.deep.equal(["token", "create", "token", "create"]);
      expect(world.standIn.postmen()).to.equal(1);
    });

    it("refused with a new token, too: a person is told, and it goes on by itself once it is let in", async () => {
      const code = await ordered("VP-4");
      world.standIn.failNext("create", "401", "401");
      await world.work();
      expect(await only(code)).to.include({ state: "planned", owed: "create" });
      expect(await world.matters()).to.deep.equal(["not-let-in"]);
      await hours(1);
      expect(await only(code)).to.include({ state: "ordered" });
      expect(await world.matters()).to.deep.equal([]);
    });

    it("no token is to be had: nothing leaves", async () => {
      const code = await ordered("VP-1", { everyMinutes: 8 });
      world.standIn.failNext("token", "500");
      await world.work();
      expect(await only(code)).to.include({ state: "planned", owed: "create" });
      expect(creates()).to.equal(0);
      await hours(1);
      expect(await only(code)).to.include({ state: "ordered" });
    });

    it("the post cannot be reached for a week: the budget ends, a person lets it go on, and the dossier never waited", async () => {
      const code = await ordered("VP-1", { endpoint: "http://127.0.0.1:9" });
      await hours(24 * 7);
      expect(await only(code)).to.include({ state: "planned", owed: "create", nextAt: null });
      expect(await world.matters()).to.deep.equal(["tries-over"]);
      expect((await world.step(code, "accept")).status).to.equal(201);
      await decideOrder(
        world.gateway.database.db,
        code,
        { kind: "again" },
        { by: "vh-1", reason: "đã thông", at: world.now() },
      );
      expect((await only(code)).nextAt).to.equal(world.now().toISOString());
    });
  });

  describe("nobody knows what became of a call", () => {
    const doubtful: readonly PostFault[] = [
      "silentAfter",
      "500After",
      "500",
      "html",
      "redirect",
      "tooLong",
      "silentBefore",
    ];
    for (const fault of doubtful)
      for (const profile of ["VP-1", "VP-2"] as const)
        it(`${profile}, ${fault}: never sent again by itself`, async () => {
          const code = await ordered(profile);
          world.standIn.failNext("create", fault);
          await world.work();
          await hours(48);
          expect(await only(code)).to.include({ state: "unknown", owed: "ask", nextAt: null });
          expect(await world.matters()).to.deep.equal(["create-unknown"]);
          expect(creates()).to.equal(1);
        });

    it("VP-1: an event of the feed says that it was there all along", async () => {
      const code = await ordered("VP-1");
      world.standIn.failNext("create", "silentAfter");
      await world.work();
      world.standIn.happens(code, "1", world.now());
      expect(await world.feed()).to.equal(1);
      expect(await only(code)).to.include({ state: "ordered", owed: null });
      // code 1 is in no table of VP-1: it proves that the order is there, and means nothing else
      expect(await world.matters()).to.deep.equal(["event-unknown-code"]);
    });

    it("VP-1: a person who asked decides, both ways", async () => {
      const code = await ordered("VP-1");
      world.standIn.failNext("create", "silentBefore");
      await world.work();
      const decide = (kind: "there" | "notThere") =>
        decideOrder(
          world.gateway.database.db,
          code,
          { kind },
          { by: "vh-1", reason: "đã gọi bưu cục", at: world.now() },
        );
      await decide("notThere");
      await world.work();
      expect(await only(code)).to.include({ state: "ordered" });
      expect([creates(), world.standIn.postmen()]).to.deep.equal([2, 1]);
      await decide("there");
      expect(await world.matters()).to.deep.equal([]);
    });

    it("VP-1 where the operator vouches for repeats: sent again with the very same number", async () => {
      const code = await ordered("VP-1", { afterUnknown: "again" });
      world.standIn.failNext("create", "silentBefore");
      await world.work();
      await hours(1);
      expect(await only(code)).to.include({ state: "ordered" });
      expect(world.standIn.calls.filter(({ what }) => what === "create").map(({ number }) => number)).to.deep.equal([
        ...[code, code],
      ]);
    });

    it("a refusal after a doubtful call says nothing of that call", async () => {
      const code = await ordered("VP-1", { afterUnknown: "again" });
      world.standIn.failNext("create", "silentAfter", "refuse");
      await world.work();
      await hours(1);
      expect(await only(code)).to.include({ state: "unknown", nextAt: null });
      expect(await world.matters()).to.deep.equal(["create-unknown"]);
    });

    it('VP-3: "500" proves nothing; repeated by the operator\'s word it meets "101", with the same waybill', async () => {
      const code = await ordered("VP-3", { afterUnknown: "again" });
      world.standIn.failNext("create", "status500After");
      await world.work();
      expect(await only(code)).to.include({ state: "unknown", owed: "create" });
      await hours(1);
      expect(await only(code)).to.include({ state: "ordered", waybill: "EV100000001VN" });
      expect([creates(), world.standIn.postmen()]).to.deep.equal([2, 1]);
      const taken = await world.gateway.database.sql("select number from post_waybill where order_id is not null");
      expect(taken).to.deep.equal([{ number: "EV100000001VN" }]);
    });

    for (const fault of ["silentAfter", "500After"] as const)
      it(`VP-4, ${fault}: the post is asked, has it, and nothing is sent again`, async () => {
        const code = await ordered("VP-4");
        world.standIn.failNext("create", fault);
        await world.work();
        expect(await only(code)).to.include({ state: "unknown", owed: "ask" });
        await hours(1);
        expect(await only(code)).to.include({ state: "ordered", waybill: "EV000000001VN" });
        expect([creates(), world.standIn.postmen()]).to.deep.equal([1, 1]);
      });

    it("VP-4: asked and absent counts after its time, and only then the order is sent once more", async () => {
      const code = await ordered("VP-4", { absentAfterMinutes: 30 });
      world.standIn.failNext("create", "silentBefore");
      await world.work();
      world.minutesLater(5);
      await world.work();
      expect(await only(code)).to.include({ state: "unknown", owed: "ask" });
      expect(creates()).to.equal(1);
      world.minutesLater(26);
      await world.work();
      expect(await only(code)).to.include({ state: "ordered" });
      expect([creates(), world.standIn.postmen()]).to.deep.equal([2, 1]);
    });

    it("VP-4: an outage of the question is no no", async () => {
      const code = await ordered("VP-4", { absentAfterMinutes: 0 });
      world.standIn.failNext("create", "silentAfter");
      world.standIn.failNext("list", "500", "html", "503", "silentBefore");
      await world.work();
      await hours(8);
      expect(await only(code)).to.include({ state: "ordered" });
      expect([creates(), world.standIn.postmen()]).to.deep.equal([1, 1]);
    });
  });

  describe("a worker dies", () => {
    it("between the call and our commit: the post is asked, and there is no second order (VP-4)", async () => {
      const code = await ordered("VP-4");
      // all that a worker did before it was killed: it took the order, and its call arrived
      const claimed = await claimPostTask(world.worker.world, 60_000, () => false);
      if (!claimed?.said) throw new Error("nothing was claimed");
      await world.client.create(claimed.said, claimed.order, null, new AbortController().signal);
      expect(world.standIn.postmen()).to.equal(1);
      expect(await workNext(world.worker, new AbortController().signal)).to.equal(false);
      await hours(1);
      expect(await only(code)).to.include({ state: "ordered", waybill: "EV000000001VN" });
      expect([creates(), world.standIn.postmen()]).to.deep.equal([1, 1]);
    });

    it("where the post cannot be asked a person is, and there is no second order (VP-1)", async () => {
      const code = await ordered("VP-1");
      const claimed = await claimPostTask(world.worker.world, 60_000, () => false);
      if (!claimed?.said) throw new Error("nothing was claimed");
      await world.client.create(claimed.said, claimed.order, null, new AbortController().signal);
      await hours(1);
      expect(await only(code)).to.include({ state: "unknown", nextAt: null });
      expect(await world.matters()).to.deep.equal(["create-unknown"]);
      expect(world.standIn.postmen()).to.equal(1);
    });
  });

  for (const seed of [1, 2, 3, 4, 5])
    it(`VP-4, seed ${seed}: ten orders, whatever fails and however many work at once, are ten postmen`, async () => {
      world = await worlds.open("VP-4", { account: { absentAfterMinutes: 30 } });
      const random = seeded(seed);
      const some = (faults: readonly PostFault[]) =>
        Array.from({ length: 15 }, () => faults[Math.floor(random() * faults.length)] ?? "500");
      const doubtful: readonly PostFault[] = [
        "silentAfter",
        "500After",
        "429",
        "503",
        "401",
        "silentBefore",
        "html",
        "500",
      ];
      world.standIn.failNext("create", ...some(doubtful));
      world.standIn.failNext("list", ...some(["500", "html", "429", "silentAfter", "401"]));
      world.standIn.failNext("token", "silentBefore", "500", "429");
      const codes: string[] = [];
      for (let number = 0; number < 10; number++) {
        const code = await world.submitted();
        codes.push(code);
        expect((await world.post(`/v1/dossiers/${code}/post-orders`, sending())).status).to.equal(201);
      }
      for (let hour = 0; hour < 40; hour++) {
        await Promise.all([world.work(), world.work(), world.work()]);
        world.minutesLater(60);
      }
      for (const code of codes) expect(await only(code), code).to.include({ state: "ordered" });
      expect(world.standIn.postmen()).to.equal(10);
      expect(await world.matters()).to.deep.equal([]);
    });

  it("VP-3 without allocated numbers: nothing leaves, and a person is asked for more", async () => {
    const code = await ordered("VP-3");
    await world.gateway.database.sql("delete from post_waybill");
    await world.work();
    expect(await only(code)).to.include({ state: "planned", owed: "create", nextAt: null });
    expect(await world.matters()).to.deep.equal(["waybills-used-up"]);
    expect(creates()).to.equal(0);
  });

  it("refused for certain: said, and another may be ordered", async () => {
    const code = await ordered("VP-1");
    world.standIn.failNext("create", "refuse");
    await world.work();
    expect(await only(code)).to.include({ state: "refused", owed: null });
    expect(await world.matters()).to.deep.equal(["create-refused"]);
    const again = await world.post(`/v1/dossiers/${code}/post-orders`, sending());
    expect(again.body).to.include({ number: `${code}-2`, attempt: 2 });
  });

  it("calls are on record without names, telephones or bodies", async () => {
    const code = await ordered("VP-1");
    world.standIn.failNext("create", "429", "500");
    await world.work();
    await hours(1);
    const calls = await world.gateway.database.sql<{ ending: string; said: string }>(
      "select ending, said from post_call where call = 'create' order by id",
    );
    expect(calls).to.deep.equal([
      { ending: "HTTP 429", said: "" },
      { ending: "HTTP 500", said: "" },
    ]);
    expect(await only(code)).to.include({ state: "unknown" });
    const words = JSON.stringify(
      await world.gateway.database.sql("select * from post_call, post_matter"),
      (_, value: unknown) => (typeof value === "bigint" ? String(value) : value),
    );
    expect(words).not.to.contain("Thử Nghiệm").and.not.to.contain("0900000001");
  });
});

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
