import { checkPdf } from "../../mappings/signature/pdf.ts";
import { sourceOf } from "../../mappings/signature/byte-source.ts";
import { joinTrust, readTrust, type Trust } from "../../mappings/signature/trust.ts";
import type { SignatureCheck } from "../../core/domain/letter/signature.ts";
import { aSigner, type Signer } from "./signers.ts";

/** Two authorities, one of them trusted, and people and agencies that are invented. */
export interface SignedWorld {
  readonly root: Signer;
  readonly person: Signer;
  readonly agency: Signer;
  readonly stranger: Signer;
  readonly stamper: Signer;
  readonly trust: Trust;
}

export async function signedWorld(): Promise<SignedWorld> {
  const root = await aSigner({ cn: "CA thử nghiệm gốc", isCa: true, from: "2020-01-01", to: "2040-01-01" });
  const elsewhere = await aSigner({ cn: "CA lạ", isCa: true });
  return {
    root,
    person: await aSigner({ cn: "Trần Thị Ví Dụ", o: "UBND xã Ví Dụ", issuer: root }),
    agency: await aSigner({ cn: "UBND xã Ví Dụ", o: "UBND tỉnh Ví Dụ", issuer: root }),
    stranger: await aSigner({ cn: "Người Lạ Ví Dụ", issuer: elsewhere }),
    stamper: await aSigner({ cn: "Dấu thời gian Ví Dụ", issuer: root, purposes: ["1.3.6.1.5.5.7.3.8"] }),
    trust: joinTrust([readTrust(root.pem)]),
  };
}

export const signedOn = "2026-03-01T02:00:00Z";
export const receivedOn = new Date("2026-03-02T01:00:00Z");

export const checked = (bytes: Uint8Array, trust: Trust, at = receivedOn): Promise<SignatureCheck> =>
  checkPdf(sourceOf(bytes), trust, at);

/** Verdict and reasons of each signature in one line: `valid; invalid digestWrong`. */
export const told = ({ verdict, reasons, signatures }: SignatureCheck): string =>
  [[`${verdict}:`, ...reasons].join(" "), ...signatures.map((one) => [one.verdict, ...one.reasons].join(" "))].join(
    " | ",
  );
