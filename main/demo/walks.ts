import { parseOrgCode } from "../../core/domain/org-code.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";

/** Three levels: a commune of Trạm Tấu, its district, a department of Yên Bái. */
export const walk2019 = {
  commune: parseOrgCode("000.04.29.H63"),
  district: parseOrgCode("000.00.29.H63"),
  province: parseOrgCode("000.00.11.H63"),
  procedure: parseProcedureCode("2.002307"),
};

/** Two levels: the commune that took in Trạm Tấu, a department of Lào Cai. */
export const walkNow = {
  commune: parseOrgCode("H38.91"),
  province: parseOrgCode("H38.16"),
  procedure: parseProcedureCode("1.002693"),
};
