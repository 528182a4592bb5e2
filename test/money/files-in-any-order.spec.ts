import { expect } from "chai";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { decideHeldFile, takeStatement } from "../../core/service/money-take.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  aFile,
  aRequest,
  aStatement,
  balances,
  bank,
  day,
  reconcile,
  reference,
  sha256,
  unexplainedIn,
  type SaidEntry,
} from "../support/money.ts";
import { seeded, type Drawing } from "../support/seeded.ts";

const the15 = day("2026-01-15");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-01-16T08:00:00+07:00") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };
const release = { isReleased: true, by: "x", login: "login:x", why: "da doi chieu", at: act.at };

/** The truth: what came on the account. The first three pay a request each; the last two are equal, and nobody's. */
const payments = [150_001n, 150_002n, 150_003n, 60_000n, 60_000n].map((amount, index) => ({
  ...{ amount, number: String(index + 1).padStart(6, "0"), note: index < 3 ? reference(index + 1) : "" },
}));
const mark = { camt: "-", csv: " ", mt940: "." } as const;

interface Told {
  readonly name: string;
  readonly kind: keyof typeof mark;
  readonly told: readonly (typeof payments)[number][];
  readonly isNaming: boolean;
  weight: "none" | "held" | "counts";
}

/** A file of some of it, in some order, in a format that may leave out what payers wrote. */
function aTold(draw: Drawing, index: number): Told {
  const [withEqual, drawn] = [draw.chance(0.7), payments.slice(0, 3).filter(() => draw.chance(0.7))];
  const told = [...drawn, ...(withEqual ? payments.slice(3) : [])].map((one) => ({ one, at: draw.random() }));
  return {
    ...{ name: `tep-${index}`, kind: draw.oneOf("camt", "csv", "mt940"), isNaming: draw.chance(0.6), weight: "none" },
    told: told.sort((a, b) => a.at - b.at).map(({ one }) => one),
  };
}

describe("files of one account in several formats, brought, held, let through, taken back and brought again in any order", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
    for (const n of [1, 2, 3]) await aRequest(test, n, { amount: payments[n - 1]!.amount });
  });
  afterEach(() => test.drop());

  const bring = async ({ name, kind, told, isNaming }: Told): Promise<Told["weight"]> => {
    const entries: readonly SaidEntry[] = told.map(({ amount, number, note }) => ({
      ...{ amount, number: `FT${mark[kind]}${number}`, text: isNaming ? note : "" },
    }));
    const file = aFile({ name, kind, sha256: sha256(name) });
    return (await takeStatement(test.db, file, aStatement(the15, { opening: 0n }, entries))).weight === "held"
      ? "held"
      : "counts";
  };
  const counting = async (): Promise<readonly string[]> =>
    (
      await test.sql<{ number: string }>(
        "select regexp_replace(their_number, '[^0-9]', '', 'g') as number from money_row where counts order by 1",
      )
    ).map(({ number }) => number);
  const paid = async (): Promise<readonly string[]> =>
    (
      await test.sql<{ reference: string }>("select reference from payment_request where state = 'paid' order by 1")
    ).map((one) => one.reference);

  for (const seed of seedsOf(process.env["MONEY_SEEDS"]))
    it(`each payment counts once as long as a file tells it (seed ${seed})`, async () => {
      const draw = seeded(seed);
      const files = Array.from({ length: 6 }, (_, index) => aTold(draw, index)).filter(({ told }) => told.length > 0);
      const log = files.map(({ name, kind, told, isNaming }) =>
        [name, kind, isNaming ? "names" : "", ...told.map(({ number }) => number)].join(" "),
      );
      // once nobody told it any more, who tells it again is a person's
      const lost = new Set<string>();
      const tellers = (number: string) =>
        files.filter(({ weight, told }) => weight === "counts" && told.some((one) => one.number === number));
      const isTold = ({ number }: { readonly number: string }): boolean => tellers(number).length > 0;
      for (let step = 0; step < 24; step += 1) {
        const file = draw.pick(files)!;
        if (file.weight === "none") file.weight = await bring(file);
        else if (file.weight === "held") {
          await decideHeldFile(test.db, sha256(file.name), release);
          file.weight = "counts";
        } else {
          const { became } = await takeBackFile(test.db, sha256(file.name), "takeBack", act);
          if (became === "proposed") await takeBackFile(test.db, sha256(file.name), "approve", head);
          file.weight = "none";
          for (const one of file.told) if (!isTold(one)) lost.add(one.number);
        }
        log.push(`${file.name} ${file.weight}`);
        const expected = payments.filter(isTold);
        expect(await counting(), log.join("\n")).to.deep.equal(expected.map(({ number }) => number));
        if (draw.chance(0.5)) continue;
        await reconcile(test.db, bank, the15);
        log.push("reconciled");
        expect(await unexplainedIn(test), log.join("\n")).to.deep.equal([]);
        const sum = expected.reduce((total, { amount }) => total + amount, 0n);
        expect((await balances(test.db))[bank] ?? 0n, log.join("\n")).to.equal(sum);
        const named = payments.slice(0, 3).filter(({ number }) => tellers(number).some(({ isNaming }) => isNaming));
        const isPaid = await paid();
        for (const { number, note } of payments.slice(0, 3))
          if (!isTold({ number })) expect(isPaid, log.join("\n")).to.not.include(note);
        for (const { number, note } of named) if (!lost.has(number)) expect(isPaid, log.join("\n")).to.include(note);
      }
    });
});

/** `MONEY_SEEDS=1000-1200` for a long run. */
function seedsOf(text: string | undefined): readonly number[] {
  const [from = 1, to = from] = (text ?? "1-8").split("-").map(Number);
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
