import type { Dossier } from "../domain/dossier.ts";
import { isDong } from "../domain/payment/dong.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { lock } from "../store/dossiers.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import type { State } from "../domain/state.ts";
import { insertFee, lockFeeOf, type FeeLine } from "../store/pay-fees.ts";
import { stepsOf } from "../store/pay-steps.ts";
import { findVersionOf } from "../store/procedures.ts";
import type { Tx } from "../../platform/database.ts";
import { actingUnit } from "./acting-unit.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { charge } from "./pay-charge.ts";
import { close } from "./pay-follow.ts";
import { readMoneyWithin, type DossierMoney } from "./pay-read.ts";
import type { MoneyWorld } from "./pay-gateways.ts";
import { findForParties, worksOn } from "./read-dossier.ts";

export interface FeeRequest {
  readonly by: string;
  readonly officer: string;
  /** Left out: the fee of the dossier's version of the catalogue, all of one kind and name. */
  readonly lines?: readonly {
    readonly kind: "phi" | "lePhi";
    readonly name: string;
    readonly amountVnd: number;
    readonly basis: string;
  }[];
  /** Of the catalogue's fee. */
  readonly kind?: "phi" | "lePhi";
}

/**
 * Fixes what a dossier owes: by the catalogue's version that it keeps (P9), or as an officer states it with its basis
 * where the catalogue says that it depends. Whatever was in force before ends; paid, it stays paid.
 */
export const makeFixFee =
  (world: MoneyWorld) =>
  (text: string, request: FeeRequest, ask: Ask): Promise<Answer<DossierMoney>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const acting = await whoActs(tx, world, text, request.by, ask);
      if (!acting.ok) return acting;
      const { dossierId, dossier } = acting;
      const found = await linesOf(tx, dossier, request);
      if ("ok" in found) return found;
      const { lines } = found;
      const amount = lines.reduce((sum, line) => sum + line.amount, 0n);
      if (!isDong(amount)) return refuse("fee-amount-wrong", { amount: String(amount) }, "/lines");
      const ended = notToBePaid(dossier);
      if (ended) return ended;
      const earlier = await lockFeeOf(tx, dossierId);
      // paid, and its dossier has not heard of it yet: another fee would find the dossier paid
      if (earlier?.paidBy && (await stepsOf(tx, [earlier.id])).some(isUnpaidTo))
        return refuse("fee-already-paid", { code: dossier.code, reference: earlier.paidBy });
      const by = officerOf(acting.unit, request.officer);
      if (earlier) await close(tx, earlier, earlier.paidBy === null ? "replaced" : "settled", by, now);
      const fee = await insertFee(tx, { dossierId, amount, fixedBy: by, fixedAt: now, lines });
      await charge(tx, fee, now);
      return { ok: true, body: await readMoneyWithin(tx, world, dossierId, dossier.code) };
    });

/**
 * What a dossier would not take is not asked for. A further fee is lawful, and begins with the step that asks for it (T23):
 * then money is due again.
 */
function notToBePaid({ code, money, state }: Dossier): Refusal | undefined {
  if (money === "toRefund") return refuse("refund-still-owed", { code }, "/by");
  if (money === "paid" || money === "waived" || money === "refunded")
    return refuse("fee-settled", { code, money }, "/by");
  return isOver(state) ? refuse("fee-dossier-ended", { code, state }, "/by") : undefined;
}
const over: readonly State[] = ["receiptRefused", "stopped", "resultReturned", "archived"];
/** Of a dossier: it takes no money any more, and nobody is asked for any. */
export const isOver = (state: State): boolean => over.includes(state);

const isUnpaidTo = ({ step, doneAt }: { readonly step: string; readonly doneAt: Date | null }): boolean =>
  step === "confirmPayment" && doneAt === null;

/** Who states something of a dossier's money, as history has it: the unit and its own reference of the officer. */
export const officerOf = (unit: string, officer: string): string => `${unit} ${officer}`;

/** The dossier, locked, for a unit of the caller that works on it. Its lock comes before that of its fee. */
export async function whoActs(
  tx: Tx,
  world: Pick<MoneyWorld, "now">,
  text: string,
  by: string,
  ask: Ask,
): Promise<
  { readonly ok: true; readonly dossierId: bigint; readonly dossier: Dossier; readonly unit: string } | Refusal
> {
  const now = world.now();
  const found = await findForParties(tx, text, ask.units, now);
  const code = findDossierCode(text);
  const stored = found && code && (await lock(tx, code));
  if (!stored) return refuse("dossier-unknown", { code: text });
  const acting = await actingUnit(tx, ask.units, by, now);
  if (!acting.ok) return acting;
  const { dossier } = stored;
  if (!(await worksOn(tx, stored, [acting.unit.code])))
    return refuse("not-your-dossier", { code: dossier.code, holder: dossier.heldBy, unit: acting.unit.code }, "/by");
  return { ok: true, dossierId: stored.id, dossier, unit: acting.unit.code };
}

async function linesOf(
  tx: Tx,
  { code, procedure }: Dossier,
  request: FeeRequest,
): Promise<{ readonly lines: readonly FeeLine[] } | Refusal> {
  const version = await findVersionOf(tx, procedure);
  const stated = request.lines;
  if (!stated) {
    const feeVnd = version?.feeVnd ?? null;
    if (feeVnd === null || feeVnd === 0n)
      return refuse(
        "fee-not-in-catalogue",
        { code, procedure: procedure.code, said: version?.feeText ?? "–" },
        "/lines",
      );
    const name = version?.feeText ?? version?.name ?? procedure.code;
    const amount = feeVnd;
    const line = {
      kind: request.kind ?? "lePhi",
      name: name.slice(0, 200),
      amount,
      source: "catalogue",
      basis: null,
    } as const;
    return { lines: [line] };
  }
  // what the catalogue fixes is nobody's to state otherwise
  if (version?.feeVnd !== null && version?.feeVnd !== undefined && version.feeVnd > 0n)
    return refuse(
      "fee-fixed-by-catalogue",
      { code, procedure: procedure.code, amount: String(version.feeVnd) },
      "/lines",
    );
  const lines = stated.map(({ kind, name, amountVnd, basis }): FeeLine => ({
    ...{ kind, name: name.trim().normalize("NFC"), amount: BigInt(amountVnd), source: "stated", basis },
  }));
  return { lines };
}
