import type { Dong } from "../../../core/domain/payment/dong.ts";
import { hashOf } from "../hashes.ts";

/** What a refund at the operator VietQR.vn is signed with (seen once). No separator: use only where it is asked for. */
export const refundChecksum = (secret: string, referenceNumber: string, amount: Dong, account: string): string =>
  hashOf("md5", `${secret}${referenceNumber}${String(amount)}${account}`);
