import type { HandedDown, makeHandDown } from "./hand-down.ts";
import { isMoment } from "./moments.ts";
import { json, type Reply } from "./outcome.ts";
import { sampleLinked, samplePromotion } from "./samples.ts";
import type { LinkedFiling } from "./linked.ts";

/** `POST /stand-in/filings`, `/stand-in/linked`: a person, or a test, lets an invented citizen file something. */
export const filingPaths = { filings: "/stand-in/filings", linked: "/stand-in/linked" } as const;

export interface FilingParts {
  /** Undefined: this stand-in was not told where the hub is. */
  readonly handDown: ReturnType<typeof makeHandDown> | undefined;
  readonly addLinked: (filing: LinkedFiling) => number;
  readonly now: () => Date;
}

/**
 * @param query `commune`: administrative code (MaXa); `procedure`: its national code; `at`: yyyyMMddHHmmss, when it was
 * filed; `code`: its national code, else one is made.
 */
export function openFilings({ handDown, addLinked, now }: FilingParts) {
  let last = 0;
  // by the day and its hundredths of a second: no two of them, also not after a restart
  const nextCode = (unit: string): string => {
    last = Math.max(last + 1, Math.floor(now().getTime() / 10));
    const day = new Date(last * 10).toISOString().slice(2, 10).replaceAll("-", "");
    return `${unit}-${day}-${String(last % 8_640_000).padStart(7, "0")}`;
  };

  return async (path: string, query: URLSearchParams): Promise<Reply | undefined> => {
    const commune = query.get("commune") ?? "";
    const procedure = query.get("procedure") ?? "";
    const at = query.get("at");
    if (path !== filingPaths.filings && path !== filingPaths.linked) return undefined;
    if (!/^\d{5}$/.test(commune)) return json({ error: "commune: 5 chữ số / 5 digits" }, 400);
    if (!/^\d\.\d{6}$/.test(procedure)) return json({ error: "procedure: 1.234567" }, 400);
    if (at !== null && !isMoment(at)) return json({ error: "at: yyyyMMddHHmmss" }, 400);

    if (path === filingPaths.linked) {
      const code = query.get("code") ?? nextCode("G22.99.01");
      const broken = query.get("broken") === null ? {} : { rawXml: "<root><hoTich>" };
      return json({ code, id: addLinked(sampleLinked(code, { procedure, unit: Number(commune), ...broken })) });
    }
    if (!handDown)
      return json({ error: "hub: chưa biết trục ở đâu / this stand-in does not know where the hub is" }, 409);
    const code = query.get("code") ?? nextCode("G22.99.07");
    const handed: HandedDown = await handDown.filePromotion(
      samplePromotion(code, {
        MaTTHC: procedure,
        ...(at === null ? {} : { NgayNopHoSo: at }),
        DiaChiDoanhNghiep: { MaTinh: "", MaHuyen: "", MaXa: commune, DiaChiChiTiet: "Thôn Ví Dụ" },
      }),
    );
    return json({ code, ...handed });
  };
}
