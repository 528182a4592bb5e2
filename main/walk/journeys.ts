import type { Outcome } from "../../core/domain/dossier.ts";
import { walk2019, walkNow } from "../demo/walks.ts";

export type Role = "commune" | "district" | "province";

export type Leg = {
  readonly by: Role;
  /** Left out where the step has one role. */
  readonly role?: "officer" | "signatory";
  readonly at?: string;
  readonly reason?: string;
} & (
  | { readonly step: "handOver"; readonly to: Role }
  | { readonly step: "conclude"; readonly outcome: Outcome }
  | { readonly step: "acknowledge" | "returnResult" }
);

/** A dossier's way, step by step. `at` is stated for what lies in the past and left to the hub's clock for now. */
export interface Journey {
  readonly procedure: string;
  /** An invented person, recognisable as such. */
  readonly applicant: {
    readonly name: string;
    readonly idKind: "CCCD";
    readonly idNumber: string;
    readonly address: string;
  };
  readonly start: { readonly by: Role; readonly at?: string };
  readonly legs: readonly Leg[];
}

/** No province has the number 099. */
const invented = { idKind: "CCCD", idNumber: "099301000017" } as const;

/** Yên Bái in May 2019, three levels: burial allowance for a veteran, 2.002307. */
export const journey2019: Journey = {
  procedure: walk2019.procedure,
  applicant: {
    name: "Nguyễn Văn Thử Nghiệm",
    ...invented,
    address: "Thôn Ví Dụ, xã Trạm Tấu, huyện Trạm Tấu, tỉnh Yên Bái",
  },
  start: { by: "commune", at: "2019-05-27T08:10:00+07:00" },
  legs: [
    { by: "commune", step: "handOver", to: "district", at: "2019-05-29T10:00:00+07:00" },
    { by: "district", role: "officer", step: "acknowledge", at: "2019-05-29T14:05:00+07:00" },
    { by: "district", role: "officer", step: "handOver", to: "province", at: "2019-06-05T09:20:00+07:00" },
    { by: "province", role: "officer", step: "acknowledge", at: "2019-06-05T13:40:00+07:00" },
    { by: "province", role: "signatory", step: "conclude", outcome: "granted", at: "2019-06-12T16:00:00+07:00" },
    { by: "province", role: "officer", step: "handOver", to: "commune", at: "2019-06-13T08:00:00+07:00" },
    { by: "commune", role: "officer", step: "acknowledge", at: "2019-06-13T09:30:00+07:00" },
    { by: "commune", step: "returnResult", at: "2019-06-14T08:45:00+07:00" },
  ],
};

/** Lào Cai now, two levels: permit to fell or move trees, 1.002693. */
export const journeyNow: Journey = {
  procedure: walkNow.procedure,
  applicant: { name: "Trần Thị Thử Nghiệm", ...invented, address: "Thôn Ví Dụ, xã Trạm Tấu, tỉnh Lào Cai" },
  start: { by: "commune" },
  legs: [
    { by: "commune", step: "handOver", to: "province" },
    { by: "province", role: "officer", step: "acknowledge" },
    { by: "province", role: "signatory", step: "conclude", outcome: "granted" },
    { by: "province", role: "officer", step: "handOver", to: "commune" },
    { by: "commune", role: "officer", step: "acknowledge" },
    { by: "commune", step: "returnResult" },
  ],
};
