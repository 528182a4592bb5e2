import type { Day } from "./day.ts";
import type { FiledPaper, ResultChannel } from "./step-details.ts";
import { refuse, type PortalFault, type Refusal } from "./refusal.ts";

/** What the national portal hands down, in the hub's own terms; mappings make it of a packet (ADR 16, point 7). */
export type HandedDown = HandedFiling | HandedTaxNotice | HandedTaxVoucher;

/** A filing, or what a citizen brought for one that was asked to be completed. */
export interface HandedFiling {
  readonly kind: "filing";
  /** As the packet says it, national or local; null: that of its reserved number. */
  readonly procedure: string | null;
  readonly applicant: HandedApplicant;
  /** Of the national account (TechID) that filed it. */
  readonly accountId: string | null;
  /** When it was filed there, if the packet says so. */
  readonly filedAt: Date | null;
  /** Where it is for, as far as the packet knows: an agency, or the commune by the statistics office's code. */
  readonly agency: string | null;
  readonly commune: string | null;
  /** The filing that this one changes, by its code there. */
  readonly earlier: string | null;
  readonly papers: readonly FiledPaper[];
  readonly resultChannel: ResultChannel | null;
  /** Contents behind links, still to be fetched. */
  readonly links: readonly HandedLink[];
}

export interface HandedApplicant {
  readonly name: string;
  readonly idKind?: "CCCD" | "CMND" | "passport";
  readonly idNumber?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly address?: string;
}

export interface HandedLink {
  /** Of the packet, for people. */
  readonly field: string;
  readonly url: string;
  readonly name: string;
}

export interface HandedTaxNotice {
  readonly kind: "taxNotice";
  /** Of the dossier, ours or the portal's. */
  readonly code: string;
  readonly notices: readonly {
    readonly taxNumber: string;
    readonly decisionNo: string;
    readonly decidedOn: Day | null;
    /** Whole đồng. */
    readonly items: readonly { readonly what: string; readonly amountVnd: bigint }[];
  }[];
}

export interface HandedTaxVoucher {
  readonly kind: "taxVoucher";
  readonly code: string;
  readonly taxNumber: string;
  readonly decisionNo: string;
  readonly paidAt: Date;
  readonly amountVnd: bigint;
  /** False: the voucher itself says that nothing was paid. */
  readonly isPaid: boolean;
  readonly links: readonly HandedLink[];
}

export type ReadHandedDown = { readonly ok: true; readonly value: HandedDown } | Refusal;

export const fault = (code: PortalFault, values: Readonly<Record<string, string>>, field?: string): Refusal =>
  refuse(code, values, field);
