import { expect } from "chai";
import { network } from "../../platform/network.ts";

describe("the network of an address", () => {
  for (const [address, expected] of [
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2"],
    ["2001:db8::9", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["", ""],
  ] as const)
    it(`${address || "(none)"} is of ${expected || "(none)"}`, () => expect(network(address)).to.equal(expected));
});
