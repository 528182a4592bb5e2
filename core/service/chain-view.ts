import {
  childCode,
  inHandsOf,
  isOpen,
  outcomeOf,
  refundsOf,
  settledAs,
  waitsToBegin,
  type Chain,
  type Leg,
} from "../domain/chain.ts";
import { forecast } from "../domain/chain-time.ts";
import type { StoredChain } from "../store/chains.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Place } from "./places.ts";

/** A chain as the gateway answers it: plain JSON, moments in UTC. */
export function chainView(stored: StoredChain, now: Date, placeOf: (unit: OrgCode) => Place) {
  const { chain, process } = stored;
  const { colour, expectedEnd } = forecast(chain, now, ({ agency }) => placeOf(agency));
  return {
    code: chain.code as string,
    process,
    lead: chain.lead as string | null,
    linked: chain.linked,
    startedAt: stored.startedAt.toISOString(),
    jointDueAt: chain.jointDue?.toISOString() ?? null,
    isStopped: chain.isStopped || waitsToBegin(chain),
    forecast: { colour, expectedEnd: expectedEnd?.toISOString() ?? null },
    settledAs: settledAs(chain),
    outcome: outcomeOf(chain),
    refunds: refundViews(chain),
    legs: chain.legs.map((leg) => legView(leg, chain.code, inHandsOf(chain, leg))),
  };
}
/** The chain as a part of its dossier: what it still waits for, how it was settled, what goes back. */
export const chainSummary = (chain: Chain) => ({
  settledAs: settledAs(chain),
  outcome: outcomeOf(chain),
  openLegs: chain.legs
    .filter(isOpen)
    .map(({ number, agency, kind, state }) => ({ number, agency: agency, kind, state })),
  refunds: refundViews(chain),
});

const refundViews = (chain: Chain) => refundsOf(chain).map(({ leg, feeVnd }) => ({ leg, feeVnd: Number(feeVnd) }));

export type ChainView = ReturnType<typeof chainView>;

const legView = (leg: Leg, code: string, inHands: readonly OrgCode[]) => ({
  number: leg.number,
  childCode: childCode(code, leg.number),
  foreignCode: leg.foreignCode,
  agency: leg.agency as string,
  supervisedBy: leg.supervisedBy as string | null,
  kind: leg.kind,
  work: leg.work,
  limit: leg.limit,
  after: leg.after,
  procedure: leg.procedure,
  feeVnd: leg.feeVnd === null ? null : Number(leg.feeVnd),
  state: leg.state,
  inHandsOf: inHands as readonly string[],
  plannedDueAt: leg.plannedDue.toISOString(),
  startedAt: leg.startedAt?.toISOString() ?? null,
  answerByAt: leg.answerBy?.toISOString() ?? null,
  acknowledgedAt: leg.acknowledgedAt?.toISOString() ?? null,
  dueAt: leg.due?.due.toISOString() ?? null,
  stoppedAt: leg.stoppedAt?.toISOString() ?? null,
  endedAt: leg.endedAt?.toISOString() ?? null,
  returns: leg.returns,
});
