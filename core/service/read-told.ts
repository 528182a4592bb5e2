import { currentDue } from "../domain/dossier-clock.ts";
import type { DossierCode } from "../domain/dossier-code.ts";
import { parseOrgCode } from "../domain/org-code.ts";
import type { State } from "../domain/state.ts";
import type {
  ToldApplicant,
  ToldDossier,
  ToldFile,
  ToldStep,
  ToldSupplement,
  ToldUnit,
} from "../domain/told-dossier.ts";
import type { EventTold } from "../store/dossiers.ts";
import { readForTelling } from "../store/told.ts";
import type { Reader } from "../../platform/database.ts";

export interface Told {
  readonly id: bigint;
  readonly dossier: ToldDossier;
  /** How it came from the portal; null: it did not. */
  readonly flow: string | null;
  /** All of them, in order. */
  readonly steps: readonly ToldStep[];
  /** The step with which it was received; null: it is not, or never was. */
  readonly receivedWith: number | null;
}

/** Also where one ends that nobody ever received: refused at the counter, stopped, stored. */
const beforeReceipt: readonly State[] = [
  ...(["draft", "submitted", "supplementBeforeReceipt", "receiptRefused"] as const),
  ...(["withdrawRequested", "stopped", "archived"] as const),
];

/** A dossier as it stands now, with its history, for those who follow it from outside; undefined: there is none. */
export async function readTold(db: Reader, code: DossierCode): Promise<Told | undefined> {
  const read = await readForTelling(db, code);
  if (!read) return undefined;
  const { stored, events, clocks, applicant, version, files, results, national, names } = read;
  const { id, dossier, channel } = stored;
  const unitOf = (text: string): ToldUnit => ({ code: parseOrgCode(text), name: names.get(text) ?? text });
  const last = (...steps: readonly string[]) => events.findLast(({ step }) => steps.includes(step));
  const details = events.map(({ details }) => details);
  const settlement = clocks.settlement;
  const receivedWith = events.find(({ state }) => !beforeReceipt.includes(state))?.revision ?? null;
  const fileOf = ({ sha256, name, kind, mediaType, size }: (typeof files)[number]): ToldFile => ({
    ...{ sha256, name, kind, mediaType, size: BigInt(size) },
  });
  const resultFile = files.findLast(({ kind }) => kind === "result");
  // a correction takes the place of what it corrects (T36)
  const standing = results.filter(({ revision }) => !results.some(({ corrects }) => corrects === revision));
  return {
    id,
    ...{ flow: national?.flow ?? null, receivedWith },
    dossier: {
      code: dossier.code,
      nationalCode: national?.nationalCode ?? null,
      revision: dossier.revision,
      procedure: {
        code: dossier.procedure.code,
        name: version?.name ?? "",
        field: version?.field ?? null,
        fieldCode: version?.fieldCode ?? null,
      },
      channel,
      applicant: applicantTold(applicant),
      accountId: national?.accountId ?? null,
      filedAt: events[0]?.at ?? dossier.receivedAt,
      receivedAt: receivedWith === null ? null : dossier.receivedAt,
      refusedAt: last("refuseReceipt")?.at ?? null,
      due: settlement ? currentDue(settlement) : null,
      state: dossier.state,
      stateBefore: dossier.stateBefore,
      stopReason: dossier.stopReason,
      outcome: dossier.outcome,
      money: dossier.money,
      delivery: dossier.delivery,
      concludedAt: last("conclude", "settleAtOnce")?.at ?? null,
      returnedAt: last("returnResult", "confirmPostDelivery")?.at ?? null,
      resultChannel: details.findLast(({ resultChannel }) => resultChannel)?.resultChannel ?? null,
      holder: unitOf(dossier.heldBy),
      receivedBy: unitOf(dossier.receivedBy),
      files: files.filter(({ kind }) => kind !== "result").map(fileOf),
      otherPapers: details
        .flatMap(({ papers }) => papers ?? [])
        .map(({ name, copies, kind }) => ({ name, copies: copies ?? 1, kind: kind ?? null })),
      supplements: supplementsOf(events),
      results: standing.map(({ kind, number, code: resultCode, issuedOn }) => ({
        ...{ name: kind, number, code: resultCode ?? null },
        issuedOn: (issuedOn ?? null) as ToldDossier["results"][number]["issuedOn"],
        file: resultFile ? fileOf(resultFile) : null,
      })),
    },
    steps: events.map((event, i) => ({
      ...{ revision: event.revision, eventId: event.id, at: event.at, state: event.state, step: event.step },
      ...{ officer: event.officer, role: event.role, reason: event.reason },
      unit: unitOf(event.by),
      to: event.to === null ? null : unitOf(event.to),
      startedAt: events[i - 1]?.at ?? null,
      // what it had been promised by then is not kept with the event: only the newest step tells the due of now
      due: i === events.length - 1 && settlement ? currentDue(settlement) : null,
    })),
  };
}

function supplementsOf(events: readonly EventTold[]): ToldSupplement[] {
  return events.flatMap((event, i) => {
    if (event.step !== "askSupplement") return [];
    const rest = events.slice(i + 1);
    const end = rest.findIndex(({ step }) => step === "askSupplement");
    const brought = (end < 0 ? rest : rest.slice(0, end)).find(({ step }) => step === "supplement");
    return [
      {
        number: events.slice(0, i + 1).filter(({ step }) => step === "askSupplement").length,
        ...{ askedBy: event.officer, askedAt: event.at, what: event.reason ?? "" },
        papers: (event.details.items ?? []).map(({ name }) => name),
        broughtAt: brought?.at ?? null,
        // not kept with the event (docs/open.md)
        ...{ dueBefore: null, dueAfter: null },
      },
    ];
  });
}

type Said = Readonly<Record<string, unknown>>;

/** Erased: everything null, and the name empty. */
function applicantTold(kept: object | undefined): ToldApplicant {
  const said = (kept ?? {}) as Said;
  const owner = said["owner"] as Said | undefined;
  const person = (from: Said) => ({
    name: textOf(from["name"]) ?? "",
    idKind: textOf(from["idKind"]),
    idNumber: textOf(from["idNumber"]),
  });
  return {
    ...person(said),
    ...{ phone: textOf(said["phone"]), email: textOf(said["email"]), address: textOf(said["address"]) },
    owner: owner ? person(owner) : null,
  };
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
