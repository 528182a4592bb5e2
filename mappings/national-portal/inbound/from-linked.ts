import type { ReadHandedDown } from "../../../core/domain/handed-down.ts";
import { fault } from "../../../core/domain/handed-down.ts";
import { dayOf } from "../../../core/domain/day.ts";
import { refuse } from "../../../core/domain/refusal.ts";
import { toLocalProcedure, type LocalCodeRow } from "../local-codes.ts";
import { atMost, fileName, missing, momentIn, rowIn, rowsIn, textOf, type Row } from "./fields.ts";

/** How this installation reads linked services; of the connection file. */
export interface LinkedReading {
  readonly modules: readonly string[];
  readonly codes: readonly LocalCodeRow[];
}

/**
 * A linked filing as it was kept: the row of the list, the fields of `hoTich` by name, its files. Whoever asks (`nyc…`) is
 * the applicant; nobody else is taken for him.
 */
export function fromLinkedFiling(packet: Row, { modules, codes }: LinkedReading, now: Date): ReadHandedDown {
  const fields = rowIn(packet, "fields");
  const module = textOf(packet, "module");
  if (!modules.includes(module)) return fault("portal-flow-unknown", { flow: `DVCLT ${module}` }, "module");
  const filedAt = momentIn(packet, "ngayTiepNhan", "dd/MM/yyyy HH:mm:ss");
  if (!filedAt.ok) return filedAt;
  const unit = textOf(packet, "maDonVi");
  const level = /^\d{1,3}$/.test(unit) ? "district" : "commune";
  const national = textOf(packet, "maTTHC");
  const procedure = toLocalProcedure({ national, level, module, on: dayOf(filedAt.at ?? now) }, codes);
  if (procedure === undefined) return refuse("procedure-unknown", { procedure: national.slice(0, 50) }, "maTTHC");
  const name = atMost(textOf(fields, "nycHoTen"), 200);
  if (name === undefined) return missing("nycHoTen");
  const idNumber = textOf(fields, "nycSoGiayToTuyThan");
  const idKind = /^\d{12}$/.test(idNumber) ? "CCCD" : /^\d{9}$/.test(idNumber) ? "CMND" : undefined;
  return {
    ok: true,
    value: {
      ...{ kind: "filing", procedure, accountId: textOf(packet, "techId") || null, filedAt: filedAt.at },
      applicant: { name, ...(idKind && { idKind, idNumber }) },
      // a district's code is of before 01/07/2025: its filings go where the configuration says
      ...{ agency: null, commune: level === "commune" ? unit : null, earlier: null },
      papers: rowsIn(packet, "files").map((file) => ({
        ...{ name: fileName(textOf(file, "paper") || textOf(file, "name"), "giấy tờ"), kind: "electronic", copies: 1 },
      })),
      ...{ resultChannel: null, links: [] },
    },
  };
}
