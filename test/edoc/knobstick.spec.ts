import { expect } from "chai";
import { signHeaders, toHeader, unpaddedHex, writeTimestamp } from "../../mappings/edoc/knobstick.ts";

// 22 November 2026, 00:05:09.123 in Viet Nam
const at = new Date("2026-11-21T17:05:09.123Z");

describe("the axis' signature", () => {
  it("writes the time of Viet Nam, and milliseconds in four digits where a zone would be read", () => {
    expect(writeTimestamp(at)).to.equal("22112026T000509+0123");
  });

  it("writes each byte of a digest without its leading zero", () => {
    expect(unpaddedHex(Uint8Array.of(0x0a, 0x00, 0xff, 0x10, 0x01))).to.equal("a0ff101");
  });

  // printf %s '{"XroadVnpt-timestamp":…,"XroadVnpt-docId":"d-1"}' | openssl dgst -sha256 -hmac bi-mat-tap
  it("signs what openssl signs", () => {
    const headers = signHeaders({ systemId: "practice-hub", secret: "bi-mat-tap" }, { docId: "d-1" }, at);
    expect(headers).to.deep.equal({
      "XroadVnpt-timestamp": "22112026T000509+0123",
      "XroadVnpt-systemid": "practice-hub",
      "XroadVnpt-docId": "d-1",
      "XroadVnpt-sign-header-key": "timestamp;systemid;docId",
      "XroadVnpt-sign-header":
        '{"XroadVnpt-timestamp":"22112026T000509+0123","XroadVnpt-systemid":"practice-hub","XroadVnpt-docId":"d-1"}',
      "XroadVnpt-hash-header": "016fe76fd99f61c5433895b519b9ac4afc0ae449c8a70f019c088faaba49ae47",
      "User-Agent": "JAVASDKAgent/1.0.0 XRoad/VPCP",
      "XroadVnpt-version": "3.0.201608",
    });
  });

  it("writes words for a header without marks, on one line", () => {
    expect(toHeader("Đã lưu\r\nXroadVnpt-systemid: khác – ồ")).to.equal("Da luu XroadVnpt-systemid: khac o");
  });
});
