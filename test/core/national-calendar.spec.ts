import { expect } from "chai";
import { nationalCalendar } from "../../core/domain/clock/national-calendar.ts";

/** The notices as they were published: days, what they are, why; `↔`: the other day of a swap, or what is compensated. */
const notices = `
2024-01-01        holiday       Tết Dương lịch | BLLĐ 45/2019/QH14 Điều 112
2024-02-08…02-12  holiday       Tết Nguyên đán | TB 5015/TB-LĐTBXH
2024-02-13        compensatory  Nghỉ bù Tết Nguyên đán | BLLĐ 45/2019/QH14 Điều 111(3) ↔ 2024-02-10
2024-02-14        compensatory  Nghỉ bù Tết Nguyên đán | BLLĐ 45/2019/QH14 Điều 111(3) ↔ 2024-02-11
2024-04-18        holiday       Giỗ Tổ Hùng Vương | BLLĐ 45/2019/QH14 Điều 112
2024-04-29        swapped       Nghỉ hoán đổi | TB 1570/TB-BLĐTBXH ↔ 2024-05-04
2024-04-30        holiday       Ngày Chiến thắng | BLLĐ 45/2019/QH14 Điều 112
2024-05-01        holiday       Quốc tế Lao động | BLLĐ 45/2019/QH14 Điều 112
2024-05-04        makeup        Làm bù cho 29/04/2024 | TB 1570/TB-BLĐTBXH ↔ 2024-04-29
2024-09-02…09-03  holiday       Quốc khánh | TB 5015/TB-LĐTBXH
2025-01-01        holiday       Tết Dương lịch | BLLĐ 45/2019/QH14 Điều 112
2025-01-27…01-31  holiday       Tết Nguyên đán | TB 6150/2024
2025-04-07        holiday       Giỗ Tổ Hùng Vương | BLLĐ 45/2019/QH14 Điều 112
2025-04-26        makeup        Làm bù cho 02/05/2025 | CV 8726/VPCP-KGVX ↔ 2025-05-02
2025-04-30        holiday       Ngày Chiến thắng | BLLĐ 45/2019/QH14 Điều 112
2025-05-01        holiday       Quốc tế Lao động | BLLĐ 45/2019/QH14 Điều 112
2025-05-02        swapped       Nghỉ hoán đổi | CV 8726/VPCP-KGVX ↔ 2025-04-26
2025-09-01…09-02  holiday       Quốc khánh | TB 6150/2024
2026-01-01        holiday       Tết Dương lịch | BLLĐ 45/2019/QH14 Điều 112
2026-01-02        swapped       Nghỉ hoán đổi | Quyết định hoán đổi 25/12/2025 ↔ 2026-01-10
2026-01-10        makeup        Làm bù cho 02/01/2026 | Quyết định hoán đổi 25/12/2025 ↔ 2026-01-02
2026-02-16…02-20  holiday       Tết Nguyên đán | TB 9441/TB-BNV
2026-04-26        holiday       Giỗ Tổ Hùng Vương | BLLĐ 45/2019/QH14 Điều 112
2026-04-27        compensatory  Nghỉ bù Giỗ Tổ Hùng Vương | BLLĐ 45/2019/QH14 Điều 111(3) ↔ 2026-04-26
2026-04-30        holiday       Ngày Chiến thắng | BLLĐ 45/2019/QH14 Điều 112
2026-05-01        holiday       Quốc tế Lao động | BLLĐ 45/2019/QH14 Điều 112
2026-08-22        makeup        Làm bù cho 31/08/2026 | TB 9441/TB-BNV ↔ 2026-08-31
2026-08-31        swapped       Nghỉ hoán đổi | TB 9441/TB-BNV ↔ 2026-08-22
2026-09-01…09-02  holiday       Quốc khánh | TB 9441/TB-BNV
2026-11-24        holiday       Ngày Văn hóa Việt Nam | NQ 28/2026/QH16 since 2026-07-01
2027-01-01        holiday       Tết Dương lịch | BLLĐ 45/2019/QH14 Điều 112
2027-02-05…02-09  holiday       Tết Nguyên đán | BLLĐ 45/2019/QH14 Điều 112 (provisional)
2027-02-10        compensatory  Nghỉ bù Tết Nguyên đán | BLLĐ 45/2019/QH14 Điều 111(3) ↔ 2027-02-06 (provisional)
2027-02-11        compensatory  Nghỉ bù Tết Nguyên đán | BLLĐ 45/2019/QH14 Điều 111(3) ↔ 2027-02-07 (provisional)
2027-04-16        holiday       Giỗ Tổ Hùng Vương | BLLĐ 45/2019/QH14 Điều 112
2027-04-30        holiday       Ngày Chiến thắng | BLLĐ 45/2019/QH14 Điều 112
2027-05-01        holiday       Quốc tế Lao động | BLLĐ 45/2019/QH14 Điều 112
2027-05-03        compensatory  Nghỉ bù Quốc tế Lao động | BLLĐ 45/2019/QH14 Điều 111(3) ↔ 2027-05-01 (provisional)
2027-09-02        holiday       Quốc khánh | BLLĐ 45/2019/QH14 Điều 112
2027-09-03        holiday       Quốc khánh | BLLĐ 45/2019/QH14 Điều 112 (provisional)
2027-11-24        holiday       Ngày Văn hóa Việt Nam | NQ 28/2026/QH16 since 2026-07-01
`
  .trim()
  .split("\n")
  .flatMap((line) => {
    const [days = "", kind = "", ...words] = line.split(/\s+/);
    const [first = "", last = first.slice(5)] = days.split("…");
    const all: string[] = [];
    for (let day = new Date(first); day.toISOString().slice(5, 10) <= last; day = new Date(day.getTime() + 86_400_000))
      all.push(`${day.toISOString().slice(0, 10)} ${kind} ${words.join(" ")}`);
    return all;
  });

describe("what the hub knows of rest and work before anybody imports a calendar", () => {
  it("is what the notices say, day by day", () => {
    const told = nationalCalendar.days
      .toSorted((a, b) => (a.day < b.day ? -1 : 1))
      .map(
        ({ day, kind, name, basis, pairedDay, validFrom, status }) =>
          `${day} ${kind} ${name} | ${basis}` +
          (pairedDay === null ? "" : ` ↔ ${pairedDay}`) +
          (validFrom === null ? "" : ` since ${validFrom}`) +
          (status === "confirmed" ? "" : ` (${status})`),
      );
    expect(told).to.deep.equal(notices);
  });

  it("covers 2024 to 2027, for the whole nation", () => {
    expect([nationalCalendar.coversFrom, nationalCalendar.coversTo]).to.deep.equal(["2024-01-01", "2027-12-31"]);
    expect(nationalCalendar.days.filter(({ scope }) => scope !== "nation")).to.deep.equal([]);
  });

  it("a day worked and the day off for it name each other", () => {
    const byDay = new Map(nationalCalendar.days.map((one) => [one.day, one]));
    const made = nationalCalendar.days.filter(({ kind }) => kind === "makeup");
    expect(made).to.have.length(4);
    for (const { day, pairedDay } of made)
      expect(byDay.get(pairedDay!), day).to.deep.include({ kind: "swapped", pairedDay: day });
  });
});
