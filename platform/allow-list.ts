import { BlockList, isIP } from "node:net";

/**
 * Whether an address is of these networks; an IPv4 address inside an IPv6 one is that IPv4 address.
 * @returns text: a network that is none. One of everybody (/0) is no allow-list.
 */
export function networkOf(networks: readonly string[]): ((address: string) => boolean) | string {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits, more] = network.split("/");
    const family = isIP(address);
    const width = family === 4 ? 32 : 128;
    const prefix = bits === undefined ? width : Number(bits);
    if (family === 0 || more !== undefined || !Number.isInteger(prefix) || prefix < 1 || prefix > width) return network;
    list.addSubnet(address, prefix, family === 4 ? "ipv4" : "ipv6");
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 4 ? "ipv4" : "ipv6");
  };
}
