import { childCode, type Chain, type Leg } from "../chain.ts";
import { filled, headerOf, type FilledForm, type HeaderSources } from "./fill.ts";

/** A leg as it is given to its agency, in the chain as it stands then. */
export interface TransferSources extends HeaderSources {
  readonly chain: Pick<Chain, "code" | "lead" | "jointDue" | "legs">;
  readonly leg: Leg;
  readonly givenAt: Date;
  /** Why it is given once more; null: for the first time. */
  readonly sentBackFor: string | null;
  readonly nameOf: (agency: string) => string;
}

/**
 * "Phiếu chuyển xử lý" of a leg: the work and the deadline of each agency (NĐ61 19(6a), L1). A leg that has not started
 * stands with its planned due.
 */
export function fillTransferForm(of: TransferSources): FilledForm {
  const { chain, leg, givenAt, sentBackFor, nameOf } = of;
  const named = (code: string) => ({ code, name: nameOf(code) });
  const dueOf = ({ due, plannedDue }: Leg) => (due?.due ?? plannedDue).toISOString();
  return filled({
    ...headerOf(of),
    leg: leg.number,
    childCode: childCode(chain.code, leg.number),
    givenTo: named(leg.agency),
    givenAt: givenAt.toISOString(),
    work: leg.work,
    dueAt: dueOf(leg),
    answerBy: leg.answerBy?.toISOString() ?? null,
    jointDueAt: chain.jointDue?.toISOString() ?? null,
    // a chain without a lead, a leg given for the first time: nothing is missing
    ...(chain.lead ? { lead: named(chain.lead) } : {}),
    ...(sentBackFor === null ? {} : { sentBackFor }),
    agencies: chain.legs.map((one) => ({
      ...{ leg: one.number, agency: named(one.agency), kind: one.kind, work: one.work },
      ...{ after: one.after, dueAt: dueOf(one) },
    })),
  });
}
