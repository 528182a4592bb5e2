import type { Day } from "../day.ts";
import { nation, type CalendarContent, type CalendarDay, type DayKind } from "./calendar.ts";

/**
 * Rest and make-up days of civil servants, 2024 to 2027: what the hub knows before anybody imports a calendar.
 * Weekends are not listed unless they are paired. 2027 has no notice yet: its Tết, the days in lieu and the second
 * day of National Day are provisional.
 */
const labourCode = "BLLĐ 45/2019/QH14 Điều 112";
const inLieu = "BLLĐ 45/2019/QH14 Điều 111(3)";
const culture = "NQ 28/2026/QH16";

type Row = readonly [day: string, kind: DayKind, name: string, basis: string, paired?: string];

const confirmed: readonly Row[] = [
  ["2024-01-01", "holiday", "Tết Dương lịch", labourCode],
  ["2024-02-08", "holiday", "Tết Nguyên đán", "TB 5015/TB-LĐTBXH"],
  ["2024-02-09", "holiday", "Tết Nguyên đán", "TB 5015/TB-LĐTBXH"],
  ["2024-02-10", "holiday", "Tết Nguyên đán", "TB 5015/TB-LĐTBXH"],
  ["2024-02-11", "holiday", "Tết Nguyên đán", "TB 5015/TB-LĐTBXH"],
  ["2024-02-12", "holiday", "Tết Nguyên đán", "TB 5015/TB-LĐTBXH"],
  ["2024-02-13", "compensatory", "Nghỉ bù Tết Nguyên đán", inLieu, "2024-02-10"],
  ["2024-02-14", "compensatory", "Nghỉ bù Tết Nguyên đán", inLieu, "2024-02-11"],
  ["2024-04-18", "holiday", "Giỗ Tổ Hùng Vương", labourCode],
  ["2024-04-29", "swapped", "Nghỉ hoán đổi", "TB 1570/TB-BLĐTBXH", "2024-05-04"],
  ["2024-04-30", "holiday", "Ngày Chiến thắng", labourCode],
  ["2024-05-01", "holiday", "Quốc tế Lao động", labourCode],
  ["2024-05-04", "makeup", "Làm bù cho 29/04/2024", "TB 1570/TB-BLĐTBXH", "2024-04-29"],
  ["2024-09-02", "holiday", "Quốc khánh", "TB 5015/TB-LĐTBXH"],
  ["2024-09-03", "holiday", "Quốc khánh", "TB 5015/TB-LĐTBXH"],

  ["2025-01-01", "holiday", "Tết Dương lịch", labourCode],
  ["2025-01-27", "holiday", "Tết Nguyên đán", "TB 6150/2024"],
  ["2025-01-28", "holiday", "Tết Nguyên đán", "TB 6150/2024"],
  ["2025-01-29", "holiday", "Tết Nguyên đán", "TB 6150/2024"],
  ["2025-01-30", "holiday", "Tết Nguyên đán", "TB 6150/2024"],
  ["2025-01-31", "holiday", "Tết Nguyên đán", "TB 6150/2024"],
  ["2025-04-07", "holiday", "Giỗ Tổ Hùng Vương", labourCode],
  ["2025-04-26", "makeup", "Làm bù cho 02/05/2025", "CV 8726/VPCP-KGVX", "2025-05-02"],
  ["2025-04-30", "holiday", "Ngày Chiến thắng", labourCode],
  ["2025-05-01", "holiday", "Quốc tế Lao động", labourCode],
  ["2025-05-02", "swapped", "Nghỉ hoán đổi", "CV 8726/VPCP-KGVX", "2025-04-26"],
  ["2025-09-01", "holiday", "Quốc khánh", "TB 6150/2024"],
  ["2025-09-02", "holiday", "Quốc khánh", "TB 6150/2024"],

  ["2026-01-01", "holiday", "Tết Dương lịch", labourCode],
  ["2026-01-02", "swapped", "Nghỉ hoán đổi", "Quyết định hoán đổi 25/12/2025", "2026-01-10"],
  ["2026-01-10", "makeup", "Làm bù cho 02/01/2026", "Quyết định hoán đổi 25/12/2025", "2026-01-02"],
  ["2026-02-16", "holiday", "Tết Nguyên đán", "TB 9441/TB-BNV"],
  ["2026-02-17", "holiday", "Tết Nguyên đán", "TB 9441/TB-BNV"],
  ["2026-02-18", "holiday", "Tết Nguyên đán", "TB 9441/TB-BNV"],
  ["2026-02-19", "holiday", "Tết Nguyên đán", "TB 9441/TB-BNV"],
  ["2026-02-20", "holiday", "Tết Nguyên đán", "TB 9441/TB-BNV"],
  ["2026-04-26", "holiday", "Giỗ Tổ Hùng Vương", labourCode],
  ["2026-04-27", "compensatory", "Nghỉ bù Giỗ Tổ Hùng Vương", inLieu, "2026-04-26"],
  ["2026-04-30", "holiday", "Ngày Chiến thắng", labourCode],
  ["2026-05-01", "holiday", "Quốc tế Lao động", labourCode],
  ["2026-08-22", "makeup", "Làm bù cho 31/08/2026", "TB 9441/TB-BNV", "2026-08-31"],
  ["2026-08-31", "swapped", "Nghỉ hoán đổi", "TB 9441/TB-BNV", "2026-08-22"],
  ["2026-09-01", "holiday", "Quốc khánh", "TB 9441/TB-BNV"],
  ["2026-09-02", "holiday", "Quốc khánh", "TB 9441/TB-BNV"],
  ["2026-11-24", "holiday", "Ngày Văn hóa Việt Nam", culture],

  ["2027-01-01", "holiday", "Tết Dương lịch", labourCode],
  ["2027-04-16", "holiday", "Giỗ Tổ Hùng Vương", labourCode],
  ["2027-04-30", "holiday", "Ngày Chiến thắng", labourCode],
  ["2027-05-01", "holiday", "Quốc tế Lao động", labourCode],
  ["2027-09-02", "holiday", "Quốc khánh", labourCode],
  ["2027-11-24", "holiday", "Ngày Văn hóa Việt Nam", culture],
];

const provisional: readonly Row[] = [
  ["2027-02-05", "holiday", "Tết Nguyên đán", labourCode],
  ["2027-02-06", "holiday", "Tết Nguyên đán", labourCode],
  ["2027-02-07", "holiday", "Tết Nguyên đán", labourCode],
  ["2027-02-08", "holiday", "Tết Nguyên đán", labourCode],
  ["2027-02-09", "holiday", "Tết Nguyên đán", labourCode],
  ["2027-02-10", "compensatory", "Nghỉ bù Tết Nguyên đán", inLieu, "2027-02-06"],
  ["2027-02-11", "compensatory", "Nghỉ bù Tết Nguyên đán", inLieu, "2027-02-07"],
  ["2027-05-03", "compensatory", "Nghỉ bù Quốc tế Lao động", inLieu, "2027-05-01"],
  ["2027-09-03", "holiday", "Quốc khánh", labourCode],
];

const toDay =
  (status: CalendarDay["status"]) =>
  ([day, kind, name, basis, paired]: Row): CalendarDay => ({
    day: day as Day,
    kind,
    name,
    scope: nation,
    basis,
    status,
    pairedDay: (paired as Day | undefined) ?? null,
    // the law of 2026 counts from 01/07/2026: a slip printed before knew nothing of 24/11
    validFrom: basis === culture ? ("2026-07-01" as Day) : null,
  });

export const nationalCalendar: CalendarContent = {
  coversFrom: "2024-01-01" as Day,
  coversTo: "2027-12-31" as Day,
  days: [...confirmed.map(toDay("confirmed")), ...provisional.map(toDay("provisional"))],
};
