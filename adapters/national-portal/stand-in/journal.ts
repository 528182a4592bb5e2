import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Row } from "./fields.ts";
import type { Portal } from "./portal.ts";

const taking =
  /^(DongBoHoSoMC|CapNhatTienDoHoSoMC|DongBoTrangThaiHoSo|DongBoDanhGia|DongBoHoiDap|DongBoKetQuaHoiDapGuiTuDVCQG)$/;

type Line = { readonly filing: string } | { readonly service: string; readonly params: Row };

/** A portal that writes down what it took before it says so: started again on the same file, it holds what it held. */
export function withJournal(portal: Portal, file: string): Portal {
  const before = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  // a line that a kill cut off was not answered
  for (const line of before.flatMap((text): Line[] => (text.endsWith("}") ? [JSON.parse(text) as Line] : [])))
    if ("filing" in line) portal.addFiling(line.filing);
    else portal.serve(line.service, line.params);
  const write = (line: Line) => {
    appendFileSync(file, `\n${JSON.stringify(line)}`, { mode: 0o600 });
  };
  return {
    ...portal,
    serve(service, params) {
      const outcome = portal.serve(service, params);
      if (outcome.code === "0" && taking.test(service)) {
        const { data, isUpdating, type } = params;
        write({ service, params: { data, isUpdating, type } });
      }
      return outcome;
    },
    addFiling(code) {
      write({ filing: code });
      portal.addFiling(code);
    },
  };
}
