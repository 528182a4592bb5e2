import { readFileSync } from "node:fs";
import type { ErrorObject } from "ajv/dist/2020.js";
import { parse, YAMLParseError } from "yaml";
import type { SweepTimes } from "../../core/domain/payment/sweep.ts";
import type { GatewayConnection } from "../../mappings/payment/settings.ts";
import { allowList } from "../../platform/allow-list.ts";
import { compiledSchema, ofSettings } from "../../platform/compiled-schema.ts";
import { fromRoot } from "../../platform/root.ts";
import { StartError } from "../../platform/start-error.ts";

/** The gateways of this hub, as the operator states them (deploy/payment.example.yaml). */
export interface PaymentConnection {
  readonly gateways: readonly ReadGateway[];
  readonly sweep: SweepTimes;
  /** Days until the text of what gateways said goes. */
  readonly messageDays: number;
  /** Where a VietQR code sends the money; undefined: no codes. */
  readonly account: { readonly bin: string; readonly number: string; readonly name: string } | undefined;
}

export interface ReadGateway extends GatewayConnection {
  readonly mayCallFrom: (address: string) => boolean;
}

interface Said {
  readonly gateways: readonly GatewayConnection[];
  readonly sweep: { readonly firstMinutes: number; readonly everyMinutes: number; readonly lastHours: number };
  readonly keep: { readonly messageDays: number };
  readonly account?: { readonly bin: string; readonly number: string; readonly name: string };
}

const minuteMs = 60_000;

/** @throws {StartError} naming the file and everything that is wrong with it. */
export function readPaymentConnection(file: string): PaymentConnection {
  const said = readYaml(file);
  const judge = compiledSchema<Said>(fromRoot("contracts", "payment", "connection.schema.json"), {
    ...ofSettings,
    discriminator: true,
  });
  if (!judge(said)) throw fault(file, (judge.errors ?? []).map(saidOf).join("; "));
  const names = said.gateways.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index || name === "transfer");
  if (twice !== undefined) throw fault(file, `gateways: ${twice}`);
  const { firstMinutes, everyMinutes, lastHours } = said.sweep;
  return {
    gateways: said.gateways.map((gateway) => {
      const callers = allowList(gateway.callers);
      if (!callers.ok) throw fault(file, `${gateway.name}.callers: ${callers.unfit}`);
      return { ...gateway, mayCallFrom: callers.has };
    }),
    sweep: { firstMs: firstMinutes * minuteMs, everyMs: everyMinutes * minuteMs, lastMs: lastHours * 60 * minuteMs },
    messageDays: said.keep.messageDays,
    account: said.account,
  };
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw fault(
      file,
      error instanceof YAMLParseError ? error.message.split("\n")[0] : ((error as NodeJS.ErrnoException).code ?? "?"),
    );
  }
}

const saidOf = ({ instancePath, message = "", params }: ErrorObject) => {
  const more = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
  return `${instancePath.slice(1).replaceAll("/", ".")} ${message}${more}`.trim();
};

export const fault = (file: string, what = "") =>
  new StartError(
    `Tệp kết nối thanh toán ${file} không dùng được: ${what}. Mẫu: deploy/payment.example.yaml. ` +
      `/ The payment connection file ${file} cannot be used: ${what}. See deploy/payment.example.yaml.`,
  );
