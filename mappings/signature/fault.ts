import type { SignatureReason } from "../../core/domain/letter/signature.ts";

/** What was given cannot be judged, or is refused by name. Never leaves this folder. */
export class SignatureFault extends Error {
  override name = "SignatureFault";
  readonly reason: SignatureReason;
  constructor(reason: SignatureReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export const broken = (detail: string): SignatureFault => new SignatureFault("structureBroken", detail);
