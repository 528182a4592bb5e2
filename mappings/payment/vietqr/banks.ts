import { parseDay, type Day } from "../../../core/domain/day.ts";

export interface BankBin {
  readonly bin: string;
  readonly bank: string;
  /** As known on that day; banks merge and are renamed. */
  readonly asOf: Day;
}

/** The State Bank's letter of codes issued until then. An installation's rows come first; a bank that is missing is none. */
const asOf = parseDay("2023-12-31");

export const bankBins: readonly BankBin[] = [
  { bin: "970400", bank: "Saigonbank", asOf },
  { bin: "970403", bank: "Sacombank", asOf },
  { bin: "970405", bank: "Agribank", asOf },
  { bin: "970407", bank: "Techcombank", asOf },
  { bin: "970415", bank: "VietinBank", asOf },
  { bin: "970416", bank: "ACB", asOf },
  { bin: "970418", bank: "BIDV", asOf },
  { bin: "970422", bank: "MB", asOf },
  { bin: "970423", bank: "TPBank", asOf },
  { bin: "970426", bank: "MSB", asOf },
  { bin: "970431", bank: "Eximbank", asOf },
  { bin: "970432", bank: "VPBank", asOf },
  { bin: "970436", bank: "Vietcombank", asOf },
  { bin: "970437", bank: "HDBank", asOf },
  { bin: "970440", bank: "SeABank", asOf },
  { bin: "970441", bank: "VIB", asOf },
  { bin: "970443", bank: "SHB", asOf },
  { bin: "970448", bank: "OCB", asOf },
  { bin: "970449", bank: "LPBank", asOf },
  { bin: "970454", bank: "BVBank", asOf },
];

/** The bank of a BIN. Null: the lists do not know it; a code is not refused for that. */
export const bankOf = (bin: string, own: readonly BankBin[] = []): string | null =>
  [...own, ...bankBins].find((row) => row.bin === bin)?.bank ?? null;
