import { expect } from "chai";
import { claimDue } from "../../bus/claim.ts";
import { sharesOf } from "../../bus/fair-share.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { aPartner, anAnnouncement, bringAll, district, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("what goes first to a partner with urgent messages", () => {
  for (const [look, shares] of [
    [0, "inTime, ahead, oldest, newest"],
    [1, "inTime, ahead, newest, oldest"],
    [2, "inTime, ahead, oldest, newest"],
    [3, "ahead, inTime, newest, oldest"],
    [4, "oldest, newest, inTime, ahead"],
    [5, "inTime, ahead, newest, oldest"],
    [6, "inTime, ahead, oldest, newest"],
    [8, "ahead, inTime, oldest, newest"],
    [9, "newest, oldest, inTime, ahead"],
    [14, "oldest, newest, inTime, ahead"],
  ] as const)
    it(`look ${look}: ${shares}`, () => {
      expect(sharesOf(look).join(", ")).to.equal(shares);
    });

  describe("in the claim", () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await freshDatabase();
      await someAgencies(database);
      await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" });
      // in the order in which they come: two that are old, one that is urgent, one that is new
      for (const [number, but] of [
        [1, {}],
        [2, {}],
        [3, { ahead: true }],
        [4, {}],
      ] as const) {
        const subject = parseDossierCode(`H63.29.04-190312-000${number}`);
        await tell(database, anAnnouncement({ subject, ...but }));
        await bringAll(database);
      }
    });
    afterEach(() => database.drop());

    /** Takes one message at each look. @returns which, by the number of its dossier. */
    const taken = async (...looks: readonly number[]): Promise<string> => {
      const numbers: string[] = [];
      for (const look of looks) {
        const claims = await claimDue(database.db, 1, 60_000, ["webhook"], sharesOf(look));
        numbers.push(...claims.map(({ subject }) => subject.slice(-1)));
      }
      return numbers.join(" ");
    };

    it("takes what is ahead, then the newest and the oldest in turn", async () => {
      expect(await taken(0, 1, 2, 3)).to.equal("3 4 1 2");
    });

    it("takes what can still be in time before what is late anyhow, and the late ones in their turn", async () => {
      await database.sql(
        "update hub.delivery set ahead = true, next_attempt_at = now() - interval '3 hours', created_at = now() - interval '3 hours' where subject like '%1'",
      );
      expect(await taken(0)).to.equal("3");
      await database.sql(
        "update hub.delivery set leased_until = null, next_attempt_at = now() where subject like '%3'",
      );
      expect(await taken(3, 0)).to.equal("1 3");
    });

    it("lets nobody starve: the fifth look is the others'", async () => {
      expect(await taken(4, 5)).to.equal("1 3");
    });

    it("takes each message once, however many shares it is in", async () => {
      const claims = await claimDue(database.db, 10, 60_000, ["webhook"], sharesOf(0));
      expect(claims.map(({ subject }) => subject.slice(-1)).sort()).to.deep.equal(["1", "2", "3", "4"]);
    });

    it("without shares the oldest goes first, whatever is ahead", async () => {
      const first = await claimDue(database.db, 1, 60_000);
      expect(first.map(({ subject }) => subject.slice(-1))).to.deep.equal(["1"]);
    });
  });
});
