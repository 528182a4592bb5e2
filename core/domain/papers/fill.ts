import type { DossierEvent } from "../dossier.ts";
import type { ProcedureVersion } from "../procedure.ts";
import type { MoneyState, State, StopReason } from "../state.ts";
import type { ResultDocument, StepDetails } from "../step-details.ts";
import type { StepForm } from "./forms.ts";

/** What stands at the head of every form. */
export interface HeaderSources {
  /** Null: a contact, which has no dossier. */
  readonly code: string | null;
  readonly agency: string;
  readonly agencyAbove: string | null;
  readonly oneStop: string;
  readonly procedure: {
    readonly code: string;
    /** First day of the version; null: since anyone knows. */
    readonly version: string | null;
    readonly name: string;
  };
}

/** What the hub knows when a form is made. Moments are written as RFC 3339 in UTC. */
export interface PaperSources extends HeaderSources {
  readonly channel: string;
  readonly procedure: HeaderSources["procedure"] &
    Pick<ProcedureVersion, "limit" | "limitText" | "feeText"> & { readonly feeVnd: number | null };
  /** As stated when it was filed. */
  readonly filed: Pick<StepDetails, "papers" | "sets" | "resultChannel">;
  readonly register: { readonly year: number; readonly number: number } | null;
  readonly receivedAt: string;
  /** The appointment after the step, and as last printed before it. */
  readonly dueAt: string | null;
  readonly appointedBefore: string | null;
  readonly supplementDueAt: string | null;
  readonly supplementMode: string;
  readonly supplements: number;
  readonly withdrawalRequestedAt: string | null;
  readonly stateBefore: State | null;
  readonly stopReason: StopReason | null;
  readonly money: MoneyState;
  /** The newest result, a correction before what it corrects. */
  readonly result: ResultDocument | null;
  readonly asked: string | null;
  readonly event: Pick<DossierEvent, "reason"> & {
    /** `guide`: a contact (T04). */
    readonly step: DossierEvent["step"] | "guide";
    readonly from: State | null;
    readonly at: string;
    readonly officer: string | null;
  };
  readonly said: StepDetails;
}

/** The fields of a form by name; null: the hub does not know it, and nothing is invented. */
export type FormData = Readonly<Record<string, unknown>>;

export const headerOf = ({ agency, agencyAbove, oneStop, code, procedure }: HeaderSources) => ({
  ...{ agencyAbove, agency, oneStop, code },
  procedure: { code: procedure.code, version: procedure.version, name: procedure.name },
});

const contactOf = ({ agency, event }: PaperSources) => ({ agency, officer: event.officer, phone: null });

/**
 * One builder per form, with its fields as in one-stop.md §4. Personal data are not in it: they are kept apart, the owner
 * with who handed in. Nor is the secret of the slip, which the counter prints from the answer to its step (P12).
 */
const builders: Readonly<Record<StepForm, (of: PaperSources) => FormData>> = {
  GIAY_TIEP_NHAN: (of) => ({
    ...headerOf(of),
    qr: of.code,
    receivingPoint: of.channel,
    papers:
      of.filed.papers?.map(({ name, kind, copies }) => ({ name, kind: kind ?? null, copies: copies ?? null })) ?? null,
    sets: of.filed.sets ?? null,
    legalLimit: of.procedure.limit,
    legalLimitText: of.procedure.limitText,
    receivedAt: of.receivedAt,
    dueAt: of.dueAt,
    resultChannel: of.filed.resultChannel ?? null,
    resultPlace: of.filed.resultChannel === "counter" ? of.oneStop : null,
    feeVnd: of.procedure.feeVnd,
    feeText: of.procedure.feeText,
    registerBook: of.register?.year ?? null,
    registerNo: of.register?.number ?? null,
    receiver: of.event.officer,
    submitterSignature: null,
  }),

  YEU_CAU_BO_SUNG: (of) => ({
    ...headerOf(of),
    stage: of.code === null ? "guidance" : of.event.from === "submitted" ? "beforeReceipt" : "afterAppraisal",
    items:
      of.said.items?.map(({ name, legalBasis }) => ({ name, legalBasis: legalBasis ?? of.said.legalBasis ?? null })) ??
      [],
    reason: of.event.reason,
    contact: contactOf(of),
    guide: of.event.officer,
    applicantDeadline: of.supplementDueAt,
    // a contact has no clock; an online filing counts from the start after full receipt, whatever the procedure (T08)
    clockMode: of.code === null ? null : of.event.from === "submitted" ? "RESTART" : of.supplementMode,
    sequence: of.supplements,
  }),

  TU_CHOI: (of) => ({
    ...headerOf(of),
    stage: of.event.step === "conclude" ? "afterAppraisal" : "receipt",
    reason: of.event.reason,
    rightAgency: of.said.rightAgency ?? null,
    contact: contactOf(of),
    submitterSignature: null,
  }),

  XIN_LOI: (of) => ({
    ...headerOf(of),
    receivedAt: of.receivedAt,
    appointedAt: of.appointedBefore,
    reasonCategory: of.said.apology?.reasonCategory ?? null,
    reason: of.event.reason,
    proposedDue: of.said.newDue ?? null,
    approvedBy: of.said.apology?.approvedBy ?? of.said.approvedBy ?? null,
    letterNo: of.said.apology?.letterNo ?? of.said.decisionNo ?? null,
    sentAt: of.said.apology?.sent ?? null,
  }),

  DUNG_GIAI_QUYET: (of) => ({
    ...headerOf(of),
    requestedAt: of.withdrawalRequestedAt,
    stateAtRequest: of.event.step === "confirmWithdrawal" ? of.stateBefore : of.event.from,
    stopReason: of.stopReason,
    reason: of.event.reason,
    decidedAt: of.event.at,
    originalsReturned: null,
    feeHandling: of.money,
  }),

  BIEN_NHAN_KET_QUA: (of) => ({
    ...headerOf(of),
    returnedBy: of.event.officer,
    returnedAt: of.event.at,
    resultKind: of.result?.kind ?? null,
    resultNumber: of.result?.number ?? null,
    resultSummary: null,
    receiverSignature: null,
  }),

  PHIEU_LAY_Y_KIEN: (of) => ({
    ...headerOf(of),
    asked: of.asked,
    content: of.event.reason,
    deadline: of.said.opinionDue ?? null,
  }),

  THONG_BAO_NOP_TIEN: (of) => ({
    ...headerOf(of),
    feeVnd: of.procedure.feeVnd,
    feeText: of.procedure.feeText,
    reason: of.event.reason,
  }),

  BIEN_LAI: (of) => ({
    ...headerOf(of),
    paymentReference: of.said.paymentReference ?? null,
    amountVnd: null,
    method: null,
    paidAt: of.event.at,
  }),

  BIEN_BAN_BUU_DIEN: (of) => ({
    ...headerOf(of),
    papers: of.result ? [{ kind: of.result.kind, number: of.result.number }] : null,
    handedOverAt: of.event.at,
    handedOverBy: of.event.officer,
    sealNo: null,
    trackingNo: null,
    postClerk: null,
  }),

  BIEN_BAN_SU_CO: (of) => ({
    ...headerOf(of),
    kind: of.said.incident?.kind ?? null,
    items: of.said.incident?.items ?? null,
    happenedAt: of.said.incident?.happenedAt ?? null,
    heldBy: of.agency,
    minutesNo: of.said.incident?.minutesNo ?? null,
    remedy: of.said.incident?.remedy ?? null,
    reason: of.event.reason,
    // T37 has no clock effect: the loss is the agency's, not the applicant's
    clockAffected: false,
  }),

  THONG_BAO: (of) => ({
    ...headerOf(of),
    about: of.event.step,
    at: of.event.at,
    reason: of.event.reason,
    dueAt: of.dueAt,
    decisionNo: of.said.decisionNo ?? null,
  }),
};

export interface FilledForm {
  readonly data: FormData;
  /** Fields of the form that are null, `contact.phone` for one inside another, in the order of the form. */
  readonly missing: readonly string[];
}

/** The form as it will stand for ever, and what the hub could not fill in. */
export const fillForm = (form: StepForm, of: PaperSources): FilledForm => filled(builders[form](of));

export const filled = (data: FormData): FilledForm => ({ data, missing: nullsOf(data) });

const nullsOf = (data: FormData, within = ""): string[] =>
  Object.entries(data).flatMap(([name, value]) => {
    if (value === null) return `${within}${name}`;
    return isRecord(value) ? nullsOf(value, `${within}${name}.`) : [];
  });

const isRecord = (value: unknown): value is FormData =>
  typeof value === "object" && value !== null && !Array.isArray(value);
