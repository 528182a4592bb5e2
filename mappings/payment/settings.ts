import type { GatewaySettings } from "../../contracts/payment/connection.ts";

/** A gateway of the connection file, judged by `connection.schema.json` and with its defaults filled in. */
export interface GatewayConnection {
  readonly profile: GatewaySettings["profile"];
  readonly name: string;
  /** Networks that callbacks may come from. */
  readonly callers: readonly string[];
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/**
 * What a profile is made of: each `…Files` is read and becomes `…s`, each `…File` what is in it; what a profile may lack is null.
 * @param secretOf reads a file with nothing but a secret; throws when there is none.
 */
export function toGatewaySettings(said: GatewayConnection, secretOf: (file: string) => string): GatewaySettings {
  const settings = Object.entries(said).map(([name, value]): [string, unknown] => {
    if (name.endsWith("Files")) return [name.replace(/Files$/, "s"), (value as readonly string[]).map(secretOf)];
    return name.endsWith("File") ? [name.replace(/File$/, ""), secretOf(value as string)] : [name, value];
  });
  const nulls = said.profile === "vnptpay" ? { qr: null, queryStatus: null } : {};
  return { ...nulls, ...Object.fromEntries(settings) } as unknown as GatewaySettings;
}
