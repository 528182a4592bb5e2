import { readDong, type Dong } from "../../../core/domain/payment/dong.ts";

/** VNPAY counts in hundredths. Here, and nowhere else (R10). */
export const toHundredths = (amount: Dong): string => String(amount * 100n);

/** Undefined: not an amount, or no whole dong. */
export const fromHundredths = (text: string): Dong | undefined =>
  text.endsWith("00") ? readDong(text.slice(0, -2)) : undefined;
