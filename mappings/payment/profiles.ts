import type { GatewaySettings } from "../../contracts/payment/connection.ts";
import { makeKeyPay1 } from "./keypay/v1.ts";
import { makeKeyPay3 } from "./keypay/v3.ts";
import { makePayPlatform } from "./payplatform/profile.ts";
import type { Profile } from "./profile.ts";
import { makeVietcombank } from "./vietcombank/profile.ts";
import { makeViettelPay } from "./viettelpay/profile.ts";
import { makeVnpay } from "./vnpay/profile.ts";
import { makeVnptPay } from "./vnptpay/profile.ts";

/** A gateway's words, as its connection is configured. A new gateway is a folder here, a row here, and its settings. */
export function makeProfile(settings: GatewaySettings): Profile {
  switch (settings.profile) {
    case "payplatform":
      return makePayPlatform(settings);
    case "vnptpay":
      return makeVnptPay(settings);
    case "keypay1":
      return makeKeyPay1(settings);
    case "keypay3":
      return makeKeyPay3(settings);
    case "viettelpay":
      return makeViettelPay(settings);
    case "vnpay":
      return makeVnpay(settings);
    case "vietcombank":
      return makeVietcombank(settings);
  }
}
