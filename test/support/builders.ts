import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import type { Dossier } from "../../core/domain/dossier.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";

export const commune = parseOrgCode("H63.29.04");
export const district = parseOrgCode("H63.29");
export const province = parseOrgCode("H63.12");
export const stranger = parseOrgCode("H40.15");

export const monday = new Date("2019-05-27T08:00:00+07:00");
export const tuesday = new Date("2019-05-28T08:00:00+07:00");

/** A dossier just received by the commune; a test says only what matters to it. */
export const aDossier = (but: Partial<Dossier> = {}): Dossier => ({
  code: parseDossierCode("000.04.29.H63-190527-0001"),
  procedure: { code: "2.002307", version: "-infinity" },
  receivedBy: commune,
  returnsTo: commune,
  receivedAt: monday,
  state: "accepted",
  heldBy: commune,
  heldSince: monday,
  cameFrom: [],
  offer: null,
  opinion: null,
  outcome: null,
  decidedBy: null,
  stateBefore: null,
  stopReason: null,
  money: "none",
  delivery: "none",
  assignee: null,
  supplements: 0,
  extensions: 0,
  lastEventAt: monday,
  revision: 1,
  ...but,
});
