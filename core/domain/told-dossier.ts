import type { Day } from "./day.ts";
import type { DossierCode } from "./dossier-code.ts";
import type { OrgCode } from "./org-code.ts";
import type { Step } from "./moves.ts";
import type { DeliveryState, MoneyState, Outcome, Role, State, StopReason } from "./state.ts";

/**
 * A dossier as those are told of it who follow it from outside (the national portal, ADR 16): the truth of one moment, with
 * nothing in it for any partner's form. Mappings turn it into a partner's words.
 */
export interface ToldDossier {
  readonly code: DossierCode;
  /** Its code at the portal, where it was filed there. */
  readonly nationalCode: string | null;
  readonly revision: number;
  readonly procedure: {
    readonly code: string;
    readonly name: string;
    /** Name of the field (lĩnh vực), and its code in the national catalogue where it is known. */
    readonly field: string | null;
    readonly fieldCode: string | null;
  };
  readonly channel: "direct" | "online" | "post";
  readonly applicant: ToldApplicant;
  /** Of the national account (TechID) that filed it; null: none is known. */
  readonly accountId: string | null;
  readonly filedAt: Date;
  /** Null: not received (yet). */
  readonly receivedAt: Date | null;
  readonly refusedAt: Date | null;
  /** As it stands now, and as it was promised first. */
  readonly due: Date | null;
  readonly state: State;
  /** What a payment or a withdrawal interrupted. */
  readonly stateBefore: State | null;
  /** Of a stopped one: withdrawn, or closed for want of a supplement. */
  readonly stopReason: StopReason | null;
  readonly outcome: Outcome | null;
  readonly money: MoneyState;
  readonly delivery: DeliveryState;
  readonly concludedAt: Date | null;
  readonly returnedAt: Date | null;
  /** How the applicant wants the result. */
  readonly resultChannel: "counter" | "post" | "online" | null;
  readonly holder: ToldUnit;
  readonly receivedBy: ToldUnit;
  readonly files: readonly ToldFile[];
  readonly otherPapers: readonly { readonly name: string; readonly copies: number; readonly kind: string | null }[];
  readonly supplements: readonly ToldSupplement[];
  readonly results: readonly ToldResult[];
}

export interface ToldUnit {
  readonly code: OrgCode;
  readonly name: string;
}

export interface ToldApplicant {
  readonly name: string;
  readonly idKind: string | null;
  readonly idNumber: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  /** Whose matter it is, when that is not who hands it in. */
  readonly owner: {
    readonly name: string;
    readonly idKind: string | null;
    readonly idNumber: string | null;
  } | null;
}

export interface ToldFile {
  readonly sha256: string;
  readonly name: string;
  readonly kind: string;
  readonly mediaType: string;
  readonly size: bigint;
}

export interface ToldSupplement {
  readonly number: number;
  readonly askedBy: string | null;
  readonly askedAt: Date;
  readonly what: string;
  readonly papers: readonly string[];
  readonly broughtAt: Date | null;
  readonly dueBefore: Date | null;
  readonly dueAfter: Date | null;
}

export interface ToldResult {
  readonly name: string;
  readonly number: string;
  /** In the procedure's list of results (KQ.…); null: not stated. */
  readonly code: string | null;
  readonly issuedOn: Day | null;
  readonly file: ToldFile | null;
}

/** One step of its history, told once and in order. */
export interface ToldStep {
  readonly revision: number;
  readonly eventId: string;
  /** When it happened. */
  readonly at: Date;
  /** Where the dossier stood after it. */
  readonly state: State;
  readonly step: Step;
  /** The unit's own reference of its officer, never a name of ours; null: not stated. */
  readonly officer: string | null;
  readonly role: Role;
  readonly unit: ToldUnit;
  readonly to: ToldUnit | null;
  readonly reason: string | null;
  /** Since when the unit had it, and until when it should be done; null: nothing runs. */
  readonly startedAt: Date | null;
  readonly due: Date | null;
}
