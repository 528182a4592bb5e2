import type { DossierCode } from "../domain/dossier-code.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { ToldDossier, ToldStep } from "../domain/told-dossier.ts";
import {
  beginReconciliation,
  endReconciliation,
  noteDifferences,
  noteSteps,
  parkedRevisions,
  standingOf,
  tellAgain,
  toCompare,
  type Difference,
  type DifferenceKind,
  type SentStep,
  type ToCompare,
} from "../store/portal.ts";
import type { Database } from "../../platform/database.ts";
import type { Announce } from "./announce.ts";
import { portalPartner } from "./connect-portal.ts";
import { announcementOf } from "./feed-portal.ts";
import { filingTold } from "../store/portal-filings.ts";
import { readTold } from "./read-told.ts";
import { reconcileFilings, type FilingWorld } from "./reconcile-filings.ts";

/** What the portal says of a dossier; null: it gave no answer, which says nothing (quirk 5). */
export type LookUp = (
  code: DossierCode,
) => Promise<{ readonly kind: "exists"; readonly status: string | null } | { readonly kind: "absent" } | null>;

export interface ReconcileWorld {
  readonly db: Database;
  readonly announce: Announce;
  readonly newId: () => string;
  readonly lookUp: LookUp;
  /** The code by which a dossier is told as it stands; null: its state has none. */
  readonly statusOf: (told: ToldDossier) => string | null;
  /** Whether the portal has a word for the step at all: storage has none. */
  readonly isTold: (told: ToldDossier, step: ToldStep) => boolean;
  readonly receiver: OrgCode;
  /** What the truth owes the services that tell the portal's own filings. */
  readonly owedOf: FilingWorld["owedOf"];
}

export interface FoundDifference extends Difference {
  readonly code: DossierCode;
}

export interface Reconciliation {
  readonly asked: number;
  /** Of which the portal gave no answer. */
  readonly unasked: number;
  /** Filings of the portal, which no service tells anything of: compared with what was acknowledged. */
  readonly recorded: number;
  /** Not compared yet: what is on its way to the portal is no difference. */
  readonly waiting: number;
  readonly differences: readonly FoundDifference[];
}

export { lastDifferences, type DifferenceKind } from "../store/portal.ts";

const pageSize = 500;
const lookUpsAtOnce = 5;

/**
 * Compares what is true with what the portal holds, dossier by dossier. What it lacks or has otherwise is told again, if
 * wished, by messages of its lane; what only a person can settle is named. Run until it finds nothing.
 */
export async function reconcilePortal(
  world: ReconcileWorld,
  kind: "nightly" | "sample" | "asked",
  which: { readonly since: Date } | { readonly sample: number },
  repair: boolean,
): Promise<Reconciliation> {
  const { db } = world;
  const run = await beginReconciliation(db, kind);
  const found: FoundDifference[] = [];
  let [asked, unasked, waiting] = [0, 0, 0];
  let after = 0n;
  for (let more = true; more;) {
    const page = await toCompare(db, world.receiver, which, after, pageSize);
    more = "since" in which && page.length === pageSize;
    after = page.at(-1)?.dossierId ?? after;
    const queue = [...page];
    const work = async () => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        if (one.open === "waiting") {
          waiting += 1;
          continue;
        }
        asked += 1;
        const differs = await compare(world, one);
        if (!differs) {
          unasked += 1;
          continue;
        }
        const mended = repair && (await mend(world, one, differs));
        const differences = differs.map((each) => ({
          ...{ ...each, dossierId: one.dossierId, repaired: mended },
          cause: each.kind === "parked" ? one.cause : null,
        }));
        await db.transaction().execute((tx) => noteDifferences(tx, run, differences));
        found.push(...differences.map((each) => ({ ...each, code: one.code })));
      }
    };
    await Promise.all(Array.from({ length: lookUpsAtOnce }, work));
  }
  const filings = await reconcileFilings(world, run, which, repair);
  found.push(...filings.differences);
  waiting += filings.waiting;
  const { recorded } = filings;
  await endReconciliation(db, run, { asked, unasked, recorded });
  return { asked, unasked, recorded, waiting, differences: found };
}

type Differs = Pick<Difference, "kind" | "ours" | "theirs">;

async function compare(world: ReconcileWorld, one: ToCompare): Promise<readonly Differs[] | undefined> {
  const told = await readTold(world.db, one.code);
  // nothing of it is there before it is received
  if (told && told.receivedWith === null && told.dossier.nationalCode === null) return [];
  const there = told && (await world.lookUp(one.code));
  if (!there) return undefined;
  const ours = world.statusOf(told.dossier);
  const differs = (kind: DifferenceKind, theirs: string | null, said = ours): Differs => ({ kind, ours: said, theirs });
  if (one.open === "parked") return [differs("parked", there.kind === "exists" ? there.status : null)];
  if (there.kind === "absent") return [differs("missing", null)];
  const untold = told.steps
    .filter((step) => one.untold.includes(step.revision) && world.isTold(told.dossier, step))
    .map(({ revision }) => revision);
  return [
    // an answer without a status says only that it is there
    ...(there.status !== null && there.status !== ours ? [differs("status", there.status)] : []),
    ...(untold.length > 0 ? [differs("untold-step", null, untold.join(", "))] : []),
    ...(one.unknown.length > 0 ? [differs("unknown-step", null, one.unknown.join(", "))] : []),
  ];
}

/** @returns whether it is told again; what is parked or may be there already is a person's. */
async function mend(world: ReconcileWorld, one: ToCompare, differs: readonly Differs[]): Promise<boolean> {
  const kinds = new Set(differs.map(({ kind }) => kind));
  if (!kinds.has("missing") && !kinds.has("status")) return false;
  await world.db.transaction().execute(async (tx) => {
    const steps = await tellAgain(tx, one.dossierId, kinds.has("missing"));
    const announcements = steps.map((step) => announcementOf(world.receiver, step));
    await world.announce(tx, announcements, world.newId());
  });
  return true;
}

/**
 * A person looked at the portal and saw the rows of these steps there: they count as acknowledged, and the messages that
 * wait for that go on when they are let go. Only what is in doubt can be confirmed: a step that never left is told yet.
 * @returns how many of them were in doubt; undefined: there is no such dossier.
 */
export async function confirmSteps(
  db: Database,
  code: DossierCode,
  revisions: readonly number[],
): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const told = await readTold(tx, code);
    if (!told) return undefined;
    // of the portal's own filings no row is in doubt: their services may be told again
    if (told.dossier.nationalCode !== null) return 0;
    const { sent } = await standingOf(tx, told.id);
    const known = new Map(sent.map((step) => [step.revision, step]));
    const parked = await parkedRevisions(tx, portalPartner, code);
    const doubtful = told.steps.filter(({ revision }) => {
      const state = known.get(revision)?.state;
      return (
        revisions.includes(revision) && (state === undefined ? parked.includes(revision) : state !== "acknowledged")
      );
    });
    const steps = doubtful.map(({ revision }) => ({
      revision,
      status: known.get(revision)?.status ?? "",
      messageId: known.get(revision)?.messageId ?? nobody,
    }));
    await noteSteps(tx, told.id, steps, "acknowledged");
    return steps.length;
  });
}

/** No message of ours: a person saw it. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** How far a dossier was told, step by step; undefined: it is not one that is told. */
export async function portalStanding(db: Database, code: DossierCode) {
  const told = await readTold(db, code);
  if (!told) return undefined;
  const { held, sent } = await standingOf(db, told.id);
  // what was filed there is there; its steps are told by a service of their own, and what it took is kept
  const isTheirs = told.dossier.nationalCode !== null;
  const acknowledged = isTheirs ? await filingTold(db, told.id) : [];
  const rows = new Map<number, { readonly state: SentStep["state"]; readonly status: string | null }>([
    ...sent.map((step) => [step.revision, step] as const),
    ...acknowledged.map(({ revision, status }) => [revision, { state: "acknowledged", status }] as const),
  ]);
  return {
    code: code as string,
    nationalCode: told.dossier.nationalCode,
    ...(isTheirs ? { ...held, presence: "present" as const } : held),
    steps: told.steps.map(({ revision, step, at }) => ({
      ...{ revision, step, at: at.toISOString() },
      state: rows.get(revision)?.state ?? (isTheirs ? ("by-message" as const) : ("untold" as const)),
      status: rows.get(revision)?.status ?? null,
    })),
  };
}
