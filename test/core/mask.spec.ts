import { expect } from "chai";
import { maskPersonal } from "../../core/domain/mask.ts";

describe("personal numbers in what partners write", () => {
  // invented numbers throughout
  for (const [text, masked] of [
    ["CCCD 001099000000 sai", "CCCD [số/number] sai"],
    ["CMND 000000000 sai", "CMND [số/number] sai"],
    ["số 001 099 000 000", "số [số/number]"],
    ["gọi 0900000000 hoặc +84 900 000 000", "gọi [số/number] hoặc [số/number]"],
    ["thu-nghiem@vi-du.example không có", "[e-mail] không có"],
    ['{"idNumber":"001099000000"}', '{"idNumber":"[số/number]"}'],
  ] as const)
    it(text, () => expect(maskPersonal(text)).to.equal(masked));

  for (const text of [
    "HTTP 422: H63.29.04-190312-0001 không có",
    "message 5b8d1c90-2e4f-4a6b-8c7d-900000000000",
    "000.00.17.H36 đã chuyển lúc 2026-01-05T01:02:03.456Z",
    "connect ECONNREFUSED 127.0.0.1:54321",
    "nothing within 10000 ms",
  ])
    it(`stays: ${text}`, () => expect(maskPersonal(text)).to.equal(text));
});
