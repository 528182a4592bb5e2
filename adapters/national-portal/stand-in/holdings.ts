import type { Row } from "./fields.ts";

/** Everything the portal holds and has seen: what tests compare the hub's truth with. */
export interface Holdings {
  readonly dossiers: readonly HeldDossier[];
  readonly filings: readonly HeldFiling[];
  readonly linked: readonly HeldLinked[];
  readonly judicial: readonly HeldJudicial[];
  readonly igate2026: readonly HeldIgate[];
  readonly evaluations: readonly Row[];
  readonly answers: readonly Row[];
  readonly questions: readonly Row[];
  /** Rows that were taken a second time, over all dossiers, filings, evaluations and answers. */
  readonly duplicates: number;
  readonly rejected: readonly Rejected[];
  /** How often each service was called, also when a fault met the call. */
  readonly calls: Readonly<Record<string, number>>;
  /** How often each kind of fault struck. */
  readonly faults: Readonly<Record<string, number>>;
}

export interface HeldDossier {
  readonly code: string;
  /** `TrangThaiHoSo` of the last packet. */
  readonly status: string;
  readonly packet: Row;
  /** Packets taken: the insert, and each update. */
  readonly packets: number;
  /** As they were appended. */
  readonly progress: readonly Row[];
  /** Rows of `progress` that were there already when they came. */
  readonly duplicates: readonly Row[];
}

/** Handed down to the province; told back by DongBoTrangThaiHoSo. */
export interface HeldFiling {
  readonly code: string;
  /** The province's own, as it told it first. */
  readonly localCode: string | null;
  readonly status: string | null;
  readonly statuses: readonly Row[];
  readonly duplicates: readonly Row[];
}

export interface HeldLinked {
  readonly id: number;
  readonly code: string;
  readonly localCode: string | null;
  readonly acknowledged: boolean;
  /** How often it was listed. */
  readonly listed: number;
  readonly statuses: readonly number[];
}

export interface HeldJudicial {
  readonly code: string;
  readonly status: string | null;
  readonly packets: readonly Row[];
}

export interface HeldIgate {
  readonly id: string;
  readonly code: string;
  readonly status: string | null;
  readonly packet: Row;
  readonly progress: readonly Row[];
  readonly statuses: readonly Row[];
  readonly duplicates: readonly Row[];
}

/** Refused by the rules, not by a fault. Without values: packets hold people's data. */
export interface Rejected {
  readonly at: string;
  readonly service: string;
  readonly subject: string;
  readonly message: string;
}

/** Whatever is in both lists of held things can be repeated; two rows are one when all their fields are. */
export const sameRow = (one: Row, other: Row): boolean => canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
