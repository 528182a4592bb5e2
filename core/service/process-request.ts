import type { LimitUnit } from "../domain/clock/limit.ts";
import type { Mode } from "../domain/clock/mode.ts";
import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import { parts, type LegAgency, type LegKind, type Part, type Process } from "../domain/process.ts";
import { findProcedureCode } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { findOrganisation } from "../store/organisations.ts";
import { procedureVersions } from "../store/procedures.ts";
import type { Reader } from "../../platform/database.ts";

/** A draft as it is written down. */
export interface ProcessRequest {
  readonly name: string;
  readonly procedure: string;
  readonly lead?: string;
  readonly mode?: Mode;
  readonly linked?: boolean;
  readonly refundWhenRefused?: boolean;
  readonly validFrom: string;
  readonly validTo?: string;
  readonly legs: readonly {
    readonly number: number;
    readonly agency: string;
    readonly supervisedBy?: string;
    readonly kind: LegKind;
    readonly work: string;
    readonly limit: { readonly value: number; readonly unit: LimitUnit };
    readonly after?: readonly number[];
    readonly feeVnd?: number;
    readonly procedure?: string;
  }[];
}

type Draft = Omit<Process, "id" | "version" | "state" | "checkedBy" | "decision" | "retirement">;

/** The request in the core's own terms: agencies and procedures that exist, days in order. */
export async function readDraft(
  db: Reader,
  request: ProcessRequest,
): Promise<{ readonly ok: true; readonly draft: Draft } | Refusal> {
  const { validFrom, validTo = null } = request;
  if (validTo !== null && validTo < validFrom)
    return refuse("period-reversed", { from: validFrom, to: validTo }, "/validTo");
  const procedure = findProcedureCode(request.procedure);
  if (!procedure || (await procedureVersions(db, procedure)).length === 0)
    return refuse("procedure-unknown", { procedure: request.procedure }, "/procedure");
  const lead = await agencyOf(db, request.lead, "/lead");
  if (!lead.ok) return lead;
  const legs: Process["legs"][number][] = [];
  for (const [at, leg] of request.legs.entries()) {
    const agency = isPartName(leg.agency)
      ? ({ ok: true, code: leg.agency as LegAgency } as const)
      : await agencyOf(db, leg.agency, `/legs/${at}/agency`);
    if (!agency.ok) return agency;
    const supervisor = await agencyOf(db, leg.supervisedBy, `/legs/${at}/supervisedBy`);
    if (!supervisor.ok) return supervisor;
    const settles = leg.procedure === undefined ? null : findProcedureCode(leg.procedure);
    if (settles === undefined || (settles && (await procedureVersions(db, settles)).length === 0))
      return refuse("procedure-unknown", { procedure: leg.procedure ?? "" }, `/legs/${at}/procedure`);
    legs.push({
      number: leg.number,
      agency: agency.code as LegAgency,
      supervisedBy: supervisor.code,
      kind: leg.kind,
      work: leg.work,
      limit: leg.limit,
      after: leg.after ?? [],
      feeVnd: leg.feeVnd === undefined ? null : BigInt(leg.feeVnd),
      procedure: settles,
    });
  }
  return {
    ok: true,
    draft: {
      name: request.name,
      procedure,
      lead: lead.code,
      mode: request.mode ?? "A",
      linked: request.linked ?? false,
      refundWhenRefused: request.refundWhenRefused ?? true,
      validFrom,
      validTo,
      legs,
    },
  };
}

const isPartName = (text: string): text is Part => (parts as readonly string[]).includes(text);

async function agencyOf(
  db: Reader,
  text: string | undefined,
  field: string,
): Promise<{ readonly ok: true; readonly code: OrgCode | null } | Refusal> {
  if (text === undefined) return { ok: true, code: null };
  const code = findOrgCode(text);
  const found = code && (await findOrganisation(db, code));
  return found ? { ok: true, code: found.code } : refuse("unit-unknown", { unit: text }, field);
}
