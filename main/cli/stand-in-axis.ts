import { InvalidArgumentError, Option, type Command } from "commander";
import { practiceAxis, startAxisStandIn } from "../../adapters/edoc/stand-in/axis.ts";
import { startLegacy } from "../../adapters/edoc/stand-in/legacy.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";

interface AxisOptions {
  readonly port: number;
  readonly face: "knobstick" | "lgsp";
  readonly unit: readonly string[];
  readonly legacy: readonly string[];
  readonly writes?: boolean;
  readonly refuses?: boolean;
}

const portNumber = (text: string): number => {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) throw new InvalidArgumentError("0–65535.");
  return number;
};
const organId = (text: string, before: readonly string[] = []): readonly string[] => {
  // platforms give their units names of their own, with dots: vxp.saas.02
  const isOne = /^[A-Za-z0-9._-]{1,35}$/.test(text) && (findOrgCode(text) !== undefined || text.includes("."));
  if (isOne) return [...before, text];
  const like = "000.00.10.H99, H99.10";
  throw new InvalidArgumentError(
    `“${text}” không phải mã định danh của đơn vị; ví dụ ${like}. / “${text}” is no agency's identifier; such are ${like}.`,
  );
};

const everyMs = 2_000;

/** `hub stand-in axis`: the document axis with legacy systems on it, until Ctrl+C (docs/edxml-axis.md). */
export function addAxisStandIn(standIns: Command): void {
  standIns
    .command("axis")
    .description("đóng thế trục liên thông văn bản / plays the document axis, with document systems on it")
    .option("--port <number>", "cổng, 0: bất kỳ / port, 0: any free one", portNumber, 8098)
    .addOption(
      new Option("--face <which>", "giao diện / interface").choices(["knobstick", "lgsp"]).default("knobstick"),
    )
    .option("--unit <organId>", "đơn vị của trục này / a unit of the hub; may repeat", organId)
    .option("--legacy <organId>", "đơn vị dùng QLVBĐH đóng thế / an agency whose system is played; may repeat", organId)
    .option("--writes", "mỗi QLVBĐH gửi một văn bản khi bắt đầu / each of these sends a letter at the start")
    .option("--refuses", "từ chối mọi văn bản / they refuse every letter")
    .action(async ({ port, face, unit = practiceAxis.organs, legacy = [], writes, refuses }: Partial<AxisOptions>) => {
      const account = { systemId: practiceAxis.systemId, secret: practiceAxis.secret, organs: unit };
      const axis = await startAxisStandIn(face, { ...(port === undefined ? {} : { port }), account });
      const systems = legacy.map((organ) => startLegacy(axis, { organId: organ }));
      for (const system of systems) {
        if (refuses) system.habits.onLetter = "refuse";
        if (writes) system.send({ to: unit });
      }
      const work = setInterval(() => {
        for (const system of systems) system.turn();
      }, everyMs);
      const { systemId, secret, username, password } = practiceAxis;
      console.log(
        [
          `Trục đóng thế / The axis' stand-in: ${axis.url} (${axis.face})`,
          `  systemId  ${systemId}, secret ${secret}`,
          ...(face === "lgsp" ? [`  login     ${username} / ${password}`] : []),
          `  đơn vị / units: ${unit.join(", ")}; QLVBĐH / document systems: ${legacy.join(", ") || "–"}`,
          `  đang giữ / it holds: ${axis.url}/stand-in/items`,
        ].join("\n"),
      );
      await new Promise<void>((resolve) => {
        process.once("SIGINT", resolve);
        process.once("SIGTERM", resolve);
      });
      clearInterval(work);
      await axis.close();
    });
}
