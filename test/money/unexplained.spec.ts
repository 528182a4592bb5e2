import { expect } from "chai";
import fc from "fast-check";
import { paid } from "../../core/domain/payment/journal.ts";
import { makeHearStatementPayment, type HearStatementPayment } from "../../core/service/money-hear.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  aRequest,
  bank,
  bringGatewayFile,
  bringStatement,
  day,
  gateway,
  reconcile,
  reference,
  unexplainedIn,
  write,
  type SaidEntry,
} from "../support/money.ts";

const days = ["2026-01-13", "2026-01-14", "2026-01-15"].map(day);
const requests = 8;

/** What happened to the n-th payment, and on which of the days. */
interface Event {
  readonly n: number;
  readonly on: number;
  readonly what:
    | "transfer"
    | "tooLittle"
    | "noNote"
    | "cutOff"
    | "stranger"
    | "out"
    | "bookedAlone"
    | "gateway"
    | "callbackLost"
    | "fileOnly";
}
const event: fc.Arbitrary<Event> = fc.record({
  n: fc.integer({ min: 0, max: requests - 1 }),
  on: fc.integer({ min: 0, max: 2 }),
  what: fc.constantFrom(
    ...(["transfer", "transfer", "tooLittle", "noNote", "cutOff", "stranger", "out", "bookedAlone"] as const),
    ...(["gateway", "gateway", "callbackLost", "fileOnly"] as const),
  ),
});

const scenario = fc.record({
  events: fc.array(event, { minLength: 1, maxLength: 18 }),
  /** A gateway's file that comes a day late. */
  lateFile: fc.integer({ min: -1, max: 1 }),
  /** After how many rows the process dies while it hears them; null: it does not. */
  diesAfter: fc.option(fc.integer({ min: 0, max: 3 })),
  /** Two workers at once. */
  isTwice: fc.boolean(),
});

describe("no money is unexplained after a reconciliation", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  after(() => test.drop());

  it("whatever happens, comes late, comes twice or dies", async function () {
    this.timeout(300_000);
    let round = 0;
    await fc.assert(
      fc.asyncProperty(scenario, async ({ events, lateFile, diesAfter, isTwice }) => {
        round += 1;
        await test.sql(
          `truncate money_case, money_case_change, money_match, money_row, money_open_row, money_open_line, statement, money_file, money_run, payment_step, payment,
                    payment_report, payment_change, payment_request, fee, journal_line, journal_booking cascade`,
        );
        // transfers ask under even numbers, the gateway under odd ones
        for (let n = 0; n < 2 * requests; n += 1)
          await aRequest(test, round * 100 + n, { through: n % 2 === 0 ? "transfer" : "payplatform" });
        const refer = (n: number, through: 0 | 1): string => reference(round * 100 + 2 * n + through);

        let opening = 5_000_000n;
        let late: (() => Promise<unknown>) | undefined;
        for (const [index, of] of days.entries()) {
          const today = events.map((one, at) => ({ ...one, at })).filter(({ on }) => on === index);
          const entries: SaidEntry[] = [];
          const rows: { reference: string; theirNumber: string; at: Date }[] = [];
          for (const { n, what, at } of today) {
            const number = `FT${at}`;
            if (what === "transfer") entries.push({ amount: 150_000n, text: `phi ${refer(n, 0)}`, number });
            else if (what === "tooLittle") entries.push({ amount: 149_000n, text: refer(n, 0), number });
            else if (what === "noNote") entries.push({ amount: 150_000n, text: "phi" });
            else if (what === "cutOff")
              entries.push({ amount: 150_000n, text: `x ${refer(n, 0).slice(0, 10)}`, number });
            else if (what === "stranger")
              entries.push({ amount: 9_000_000n + BigInt(at), text: reference(n + 5_000_000), number });
            else if (what === "out") entries.push({ amount: -1_000n - BigInt(at), text: "chi", number });
            else if (what === "bookedAlone")
              await write(
                test.db,
                paid(
                  { id: `b:${round}:${at}`, about: refer(n, 0), at: new Date(`${of}T09:00:00+07:00`) },
                  bank,
                  150_000n,
                ),
              );
            else {
              if (what !== "callbackLost")
                await write(
                  test.db,
                  paid(
                    { id: `g:${round}:${at}`, about: refer(n, 1), at: new Date(`${of}T09:00:00+07:00`) },
                    gateway,
                    150_000n,
                  ),
                );
              if (what !== "fileOnly")
                rows.push({ reference: refer(n, 1), theirNumber: `PP${at}`, at: new Date(`${of}T10:00:00+07:00`) });
            }
          }
          await bringStatement(test.db, of, { opening }, entries, { name: `sao-ke-${round}-${of}` });
          opening += entries.reduce((sum, { amount }) => sum + amount, 0n);
          const file = () => bringGatewayFile(test.db, of, rows, { name: `doi-soat-${round}-${of}` });
          await late?.();
          late = undefined;
          if (index === lateFile) late = file;
          else await file();

          let left = diesAfter ?? Infinity;
          const hear = makeHearStatementPayment(test.db);
          const dying: HearStatementPayment = async (...row) => {
            if ((left -= 1) < 0) throw new Error("the process died");
            await hear(...row);
          };
          for (const place of [bank, gateway]) {
            if (diesAfter !== null) await reconcile(test.db, place, of, { hear: dying }).catch(() => undefined);
            const reports = await Promise.all(
              Array.from({ length: isTwice ? 2 : 1 }, () => reconcile(test.db, place, of)),
            );
            for (const { difference } of reports) expect(difference).to.equal(place === bank ? 0n : null);
          }
          expect(await unexplainedIn(test)).to.deep.equal([]);
          // done again, nothing changes
          const before = await test.sql("select * from journal_booking order by id");
          for (const place of [bank, gateway]) await reconcile(test.db, place, of);
          expect(await test.sql("select * from journal_booking order by id")).to.deep.equal(before);
        }
        // no fee paid twice without a refund owed
        const [twice] = await test.sql<{ n: number }>(
          `select count(*)::int as n from payment_request r
            where (select count(*) from payment p where p.reference = r.reference and p.kept = 'counted') > 1
              and r.state <> 'paidTwice'`,
        );
        expect(twice!.n).to.equal(0);
      }),
      { numRuns: 25, seed: 20_260_117 },
    );
  });
});
