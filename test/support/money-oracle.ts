import { bankStanding, differenceOf } from "../../core/store/money-runs.ts";
import { unexplainedIn } from "./money.ts";
import { postCustomer, type MoneyStage, type Played } from "./money-play.ts";
import { bankAccount, gatewayNames, type GatewayName, type Meaning } from "./money-truth.ts";

interface FeeSeen {
  readonly number: number;
  readonly amountVnd: number;
  readonly endedAt: string | null;
  readonly paidBy: string | null;
  readonly requests: readonly {
    readonly reference: string;
    readonly gateway: string;
    readonly state: string;
    readonly amountVnd: number;
    readonly leftVnd: number;
    readonly owedBackVnd: number;
  }[];
  readonly refunds: readonly { readonly reference: string; readonly state: string; readonly amountVnd: number }[];
}

/**
 * Holds what the hub says against what truly happened, after everything came. Amounts are the world's own; of the hub only what it
 * shows and stores is read. @returns what does not add up, in words; nothing: all is explained.
 */
export async function judgeMoney({ pay }: MoneyStage, { truth, codes, attempts, fees: trueFees, allToldAt }: Played) {
  const { database } = pay.gateway;
  const { sql, db } = database;
  const wrong: string[] = [];
  const same = (what: string, is: bigint, should: bigint) => {
    if (is !== should) wrong.push(`${what}: ${is}, not ${should}`);
  };
  const one = async (text: string, values: unknown[] = []): Promise<bigint> => {
    const [row] = await sql<{ sum: string }>(`select coalesce(sum(amount), 0)::text as sum from (${text}) it`, values);
    return BigInt(row?.sum ?? 0);
  };
  const account = (name: string) => one("select amount from journal_line where account = $1", [name]);

  // the journal
  for (const { id } of await sql<{ id: string }>(
    "select booking_id as id from journal_line group by booking_id having sum(amount) <> 0",
  ))
    wrong.push(`booking ${id} has a sum`);
  wrong.push(...(await unexplainedIn(database)));
  const standing = differenceOf(await bankStanding(db, `bank:${bankAccount}`));
  if (standing !== 0n) wrong.push(`the account differs from its statement by ${standing}`);

  // where money truly is
  same("at the bank", await account(`bank:${bankAccount}`), truth.atBank());
  same("with the post", await account(`post:${postCustomer}`), truth.withPost(postCustomer));
  same(
    "came by the post",
    await one("select amount from payment where holder = $1 and kept <> 'takenBack'", [`post:${postCustomer}`]),
    truth.collections.reduce((sum, { amount }) => sum + amount, 0n),
  );
  const open = await sql<{
    class: string;
    place: string;
    key: string | null;
    number: string | null;
    amount: string;
    held: boolean;
    row: string | null;
  }>(
    `select c.class, c.place, r.reference as key, r.their_number as number, c.amount::text as amount, c.suspense_id is not null as held, c.row_id as row
       from money_case c left join money_row r on r.id = c.row_id where c.closed_at is null order by c.id`,
  );
  for (const row of open)
    if (row.class === "missingThere") wrong.push(`nobody else knows of ${row.amount} at ${row.place}`);
  const openEntries = truth.entries.filter(({ number }) =>
    open.some((row) => row.number === number && row.place === `bank:${bankAccount}`),
  );
  const unheardAt = (gateway: GatewayName) =>
    open
      .filter((row) => row.place === `gateway:${gateway}` && row.row !== null && !row.held)
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  for (const gateway of gatewayNames) {
    const unsettled = openEntries.reduce(
      (sum, { meaning, amount }) =>
        meaning.is === "settlement" && meaning.gateway === gateway ? sum + amount + meaning.charge : sum,
      0n,
    );
    same(
      `at ${gateway}`,
      (await account(`gateway:${gateway}`)) + unheardAt(gateway) - unsettled,
      truth.heldAt(gateway),
    );
    const kept = truth.entries.reduce(
      (sum, entry) =>
        entry.meaning.is === "settlement" && entry.meaning.gateway === gateway && !openEntries.includes(entry)
          ? sum + entry.meaning.charge
          : sum,
      0n,
    );
    same(`kept by ${gateway}`, await account(`charges:${gateway}`), kept);
  }
  // a day that is handed on waits for what of it is nobody's yet
  const isLawfullyLeft = ({ is, ...more }: Meaning) =>
    is === "left" || (is === "settlement" && "gateway" in more && unheardAt(more.gateway) !== 0n);
  for (const entry of openEntries)
    if (!isLawfullyLeft(entry.meaning))
      wrong.push(
        `${entry.number} (${entry.meaning.is} of ${entry.amount}: ${entry.text}) is left, though people looked`,
      );

  // what is nobody's yet
  same(
    "in suspense",
    -(await account("suspense")),
    (await one("select amount from payment where kept = 'suspense'")) +
      open.reduce((sum, { held, amount, row }) => (held && row !== null ? sum + BigInt(amount) : sum), 0n),
  );
  const waiting = await sql<{ id: string }>(
    `select p.booking_id as id from payment p
      where p.kept = 'suspense'
        and not exists (select from money_case c where c.booking_id = p.booking_id and c.closed_at is null and c.class = 'suspense')`,
  );
  for (const { id } of waiting) wrong.push(`${id} waits, and no case is open`);

  // of each fee
  const receiptsUnder = await sql<{ reference: string; receipt: string }>(
    "select reference, receipt_number as receipt from post_collection where reference is not null and voided_at is null",
  );
  const isUnheard = (reference: string) =>
    open.some((row) => row.key === reference && row.place.startsWith("gateway:") && row.row !== null);
  /** Of the world: what was told of a reference by all that tell, less what nobody has taken notice of yet. */
  const toldOf = (reference: string): bigint => {
    const handed = receiptsUnder.filter((row) => row.reference === reference).map(({ receipt }) => receipt);
    const lying = truth.entries.filter(
      (entry) => entry.meaning.is === "payment" && entry.meaning.reference === reference && openEntries.includes(entry),
    );
    return (
      truth.cameUnder(reference) -
      lying.reduce((sum, { amount }) => sum + amount, 0n) -
      open.reduce(
        (sum, row) =>
          row.key === reference && row.place.startsWith("gateway:") && row.row !== null && BigInt(row.amount) > 0n
            ? sum + BigInt(row.amount)
            : sum,
        0n,
      ) +
      truth.collections.reduce((sum, { receipt, amount }) => (handed.includes(receipt) ? sum + amount : sum), 0n)
    );
  };
  /** Exact money came while its attempt and its fee were open, and all of it was told in time. */
  const mustBePaid = new Map([...trueFees].map(([code, { mustBePaid: told }]) => [code, new Map(told)]));
  for (const { code, reference, kind, amount, fee, endings, openedAt, expiresAt } of attempts) {
    const own = trueFees.get(code);
    if (fee === null || endings > 0 || !own || own.endings > 0 || own.number !== fee) continue;
    const isTransferred = truth.entries.some(
      (entry) =>
        entry.meaning.is === "payment" &&
        entry.meaning.reference === reference &&
        entry.amount === amount &&
        !openEntries.includes(entry),
    );
    const isPaidThere = truth.moves.some(
      (move) =>
        move.reference === reference &&
        move.gateway === kind &&
        move.amount === amount &&
        move.at.getTime() < expiresAt,
    );
    // a payer's browser is waited for three days; a slip lives longer than a run
    const isToldInTime = kind === "vietcombank" || allToldAt < openedAt + 3 * 24 * 3_600_000;
    if ((kind === "transfer" && isTransferred) || (isPaidThere && isToldInTime && !isUnheard(reference)))
      mustBePaid.get(code)?.set(fee, `${kind} ${reference}`);
  }
  let [unpaid, owedBack] = [0n, 0n];
  const seen = new Map<string, FeeSeen["requests"][number]>();
  for (const code of codes) {
    const { fees, steps } = (await pay.money(code)) as {
      fees: readonly FeeSeen[];
      steps: readonly { readonly step: string; readonly how: string | null; readonly doneAt: string | null }[];
    };
    const { payments } = (await pay.send("GET", `/v1/dossiers/${code}`)).body as {
      readonly payments: readonly { readonly step: string; readonly reference: string }[];
    };
    for (const fee of fees) {
      const name = `fee ${fee.number} of ${code}`;
      const left = fee.requests.reduce((sum, { leftVnd }) => sum + leftVnd, 0);
      const owed = fee.requests.reduce((sum, { owedBackVnd }) => sum + owedBackVnd, 0);
      const paying = fee.requests.filter(({ state }) => ["paid", "paidTwice", "partlyRefunded"].includes(state));
      if (paying.length > 1) wrong.push(`${name} is paid by ${paying.map(({ reference }) => reference).join()}`);
      const chargedOff = await one(
        `select charged_off as amount from refund f join payment_request r using (reference) join fee on fee.id = r.fee_id
           join dossier d on d.id = fee.dossier_id where d.code = $1 and fee.number = $2 and f.state = 'done'`,
        [code, fee.number],
      );
      const kept = fee.paidBy === null ? 0n : BigInt(fee.amountVnd) - chargedOff;
      const because = mustBePaid.get(code)?.get(fee.number);
      const isOfAnEndedDossier = fee.endedAt !== null && (trueFees.get(code)?.withdrawals ?? 0) > 0;
      if (because !== undefined && fee.paidBy === null && !isOfAnEndedDossier)
        wrong.push(`${name} is not paid, though ${because} was told in time`);
      if (chargedOff > 0n && trueFees.get(code)?.refundsDecided === 0)
        wrong.push(`${name}: ${chargedOff} charged off, and nobody decided so`);
      same(`${name}, beyond what is owed back`, BigInt(left - owed), kept);
      if (chargedOff > BigInt(fee.amountVnd)) wrong.push(`${name}: ${chargedOff} charged off`);
      if (fee.paidBy === null && fee.endedAt === null) unpaid += BigInt(fee.amountVnd);
      owedBack += BigInt(owed);
      for (const request of fee.requests) {
        seen.set(request.reference, request);
        const returned = fee.refunds.reduce(
          (sum, { reference, state, amountVnd }) =>
            reference === request.reference && state === "done" ? sum + amountVnd : sum,
          0,
        );
        same(`gone back of ${request.reference}`, BigInt(returned), truth.wentBack(request.reference));
        const waits = await one("select amount from payment where reference = $1 and kept = 'suspense'", [
          request.reference,
        ]);
        const there = toldOf(request.reference) - waits - truth.wentBack(request.reference);
        same(`left of ${request.reference}`, BigInt(request.leftVnd), there);
      }
      if (fee.paidBy !== null) {
        const times = payments.filter(({ reference }) => reference === fee.paidBy).length;
        const isOwed = steps.some(({ step, doneAt }) => step === "confirmPayment" && doneAt === null);
        // it may know of it by a receipt that was corrected since: a step is told once
        const wasTold = fee.requests.some(
          ({ reference, gateway, state }) =>
            gateway === `post:${postCustomer}` &&
            state === "failed" &&
            payments.some((told) => told.reference === reference),
        );
        if (times > 1 || (times === 0 && !isOwed && !wasTold))
          wrong.push(`${name} is paid, and its dossier was told ${times} times`);
      }
    }
  }

  // of each reference: what came is there, once
  for (const { reference, kind, amount } of attempts) {
    const atGateways = truth.moves.reduce(
      (sum, move) => (move.reference === reference && move.amount > 0n ? sum + move.amount : sum),
      0n,
    );
    const unheard = open.reduce(
      (sum, row) =>
        row.key === reference && row.place.startsWith("gateway:") && row.row !== null && BigInt(row.amount) > 0n
          ? sum + BigInt(row.amount)
          : sum,
      0n,
    );
    same(
      `came for ${reference} at gateways`,
      (await one("select amount from payment where reference = $1 and holder like 'gateway:%'", [reference])) + unheard,
      atGateways,
    );
    const handed = receiptsUnder.filter((row) => row.reference === reference).map(({ receipt }) => receipt);
    const collected = truth.collections.filter(({ receipt }) => handed.includes(receipt));
    same(
      `collected for ${reference}`,
      await one("select amount from payment where reference = $1 and holder like 'post:%' and kept <> 'takenBack'", [
        reference,
      ]),
      collected.reduce((sum, { amount: of }) => sum + of, 0n),
    );
    const transferred = truth.entries.filter(
      (entry) =>
        entry.meaning.is === "payment" && entry.meaning.reference === reference && !openEntries.includes(entry),
    );
    same(
      `transferred for ${reference}`,
      await one("select amount from payment where reference = $1 and holder like 'bank:%'", [reference]),
      transferred.reduce((sum, entry) => sum + entry.amount, 0n),
    );
    const isExact =
      truth.moves.some((move) => move.reference === reference && move.gateway === kind && move.amount === amount) ||
      (kind === "transfer" && transferred.some((entry) => entry.amount === amount)) ||
      (kind === "post" && collected.some((one) => one.amount === amount));
    const state = seen.get(reference)?.state ?? "unseen";
    if (isExact && ["created", "sent", "pending", "unknown", "failed", "expired"].includes(state))
      wrong.push(`${reference} (${kind}) was paid, and is ${state}`);
  }

  // what is owed, one way and the other
  const underWay = await one(
    `select l.amount from refund f join journal_line l on l.booking_id = 'refundDecided:' || f.key and l.account = 'fees:charged'
      where f.state in ('decided', 'approved', 'sent', 'unknown')`,
  );
  const strange = (number: string | null, place: string) =>
    !open.some((row) => row.number === number && row.place === place);
  const owedToStrangers =
    truth.entries.reduce(
      (sum, { meaning, number, amount }) =>
        meaning.is === "stranger" && strange(number, `bank:${bankAccount}`) ? sum + amount : sum,
      0n,
    ) +
    truth.moves.reduce(
      (sum, { reference, number, gateway, amount }) =>
        reference.startsWith("KHAC-") && strange(number, `gateway:${gateway}`) ? sum + amount : sum,
      0n,
    );
  same("owed back", -(await account("refunds:owed")), owedBack + underWay + owedToStrangers);
  same("fees that are owed", await account("fees:owed"), unpaid);

  const [deadlocks] = await sql<{ n: number }>(
    "select deadlocks::int as n from pg_stat_database where datname = current_database()",
  );
  if (deadlocks?.n !== 0) wrong.push(`${deadlocks?.n} deadlocks`);
  return wrong;
}
