import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";

const commune = { code: parseOrgCode("H99.31.09"), name: "UBND xã Thử Nghiệm" };

/** At work in a commune, 12/10/2026, with one file; nothing is missing that the portal is known to demand. */
export const aToldDossier = (but: Partial<ToldDossier> = {}): ToldDossier => ({
  code: parseDossierCode("000.09.31.H99-261012-0042"),
  nationalCode: null,
  revision: 3,
  procedure: { code: "1.999001.H99", name: "Cấp bản sao thử nghiệm", field: "Thử nghiệm", fieldCode: "G99-TH01" },
  channel: "direct",
  applicant: {
    name: "Nguyễn Thị Thử Nghiệm",
    idKind: "CCCD",
    idNumber: "099000000001",
    phone: "0990000001",
    email: null,
    address: null,
    owner: null,
  },
  accountId: null,
  filedAt: new Date("2026-10-12T01:10:00Z"),
  receivedAt: new Date("2026-10-12T01:30:00Z"),
  refusedAt: null,
  due: new Date("2026-10-15T10:00:00Z"),
  state: "processing",
  stateBefore: null,
  stopReason: null,
  outcome: null,
  money: "none",
  delivery: "none",
  concludedAt: null,
  returnedAt: null,
  resultChannel: "counter",
  holder: commune,
  receivedBy: commune,
  files: [{ sha256: "ab".repeat(32), name: "đơn.pdf", kind: "application", mediaType: "application/pdf", size: 9n }],
  otherPapers: [],
  supplements: [],
  results: [],
  ...but,
});

export const aToldStep = (but: Partial<ToldStep> = {}): ToldStep => ({
  revision: 1,
  eventId: "event-1",
  at: new Date("2026-10-12T01:30:00Z"),
  state: "accepted",
  step: "receive",
  officer: "cb-thu-07",
  role: "officer",
  unit: commune,
  to: null,
  reason: null,
  startedAt: null,
  due: new Date("2026-10-15T10:00:00Z"),
  ...but,
});
