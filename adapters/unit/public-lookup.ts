import { lookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPrivateAddress } from "../../platform/private-address.ts";

/**
 * Resolves names and lets only public addresses through. It is asked at the moment of connecting, so a name cannot
 * be public when checked and private when used.
 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) {
      done(error, "");
      return;
    }
    const bad = addresses.find(({ address }) => isPrivateAddress(address));
    const [first] = addresses;
    if (bad || !first) done(Object.assign(new Error(`${hostname} is not a public address`), { code: "EPRIVATE" }), "");
    else if (options.all) done(null, addresses);
    else done(null, first.address, first.family);
  });
};
