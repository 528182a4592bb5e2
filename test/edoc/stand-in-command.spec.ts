import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { Command, type CommanderError } from "commander";
import { openEdocAxis } from "../../adapters/edoc/client.ts";
import { makeEdocSend } from "../../adapters/edoc/http.ts";
import { dayOf } from "../../core/domain/day.ts";
import { addAxisStandIn } from "../../main/cli/stand-in-axis.ts";
import { fromRoot } from "../../platform/root.ts";
import { edocSettings } from "../support/edoc.ts";
import { eventually } from "../support/eventually.ts";
import { program } from "../support/program.ts";

describe("hub stand-in axis", () => {
  for (const option of ["--unit", "--legacy"])
    it(`says in one sentence that what ${option} names is no agency's identifier`, async () => {
      const told: string[] = [];
      const standIns = new Command("stand-in");
      addAxisStandIn(standIns);
      for (const one of standIns.commands)
        one.exitOverride().configureOutput({ writeErr: (text) => void told.push(text) });
      const asked = standIns.parseAsync(["axis", "--port", "0", option, "zz"], { from: "user" });
      expect(await asked.then(String, (error: unknown) => (error as CommanderError).code)).to.equal(
        "commander.invalidArgument",
      );
      expect(told.join("")).to.contain(
        "“zz” không phải mã định danh của đơn vị; ví dụ 000.00.10.H99, H99.10. / “zz” is no agency's identifier; such are 000.00.10.H99, H99.10.",
      );
    });

  it("plays the axis with a document system on it, until it is told to end", async () => {
    const words = ["--port", "0", "--unit", "000.00.10.H99", "--legacy", "000.00.11.H99", "--writes"];
    const child = spawn(process.execPath, [...program("main/cli.ts"), "stand-in", "axis", ...words], {
      cwd: fromRoot(),
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    try {
      const url = await eventually("its address", () => /http:\/\/127\.0\.0\.1:\d+(?= )/.exec(printed)?.[0], 50_000);
      const axis = openEdocAxis({
        settings: edocSettings(url),
        limits: { messageMegabytes: 1 },
        send: makeEdocSend({ quietMs: 20_000, wholeMs: 20_000 }),
        now: () => new Date(),
      });
      const today = dayOf(new Date());
      const list = await axis.received("edoc", { from: today, to: today }, new AbortController().signal);
      expect(list.kind === "done" && list.items.map(({ from, to }) => [from, to])).to.deep.equal([
        ["000.00.11.H99", ["000.00.10.H99"]],
      ]);
      const held = (await (await fetch(`${url}/stand-in/items`)).json()) as readonly { readonly says: string }[];
      expect(held.map(({ says }) => says)).to.deep.equal(["V/v trả lời (tập)"]);
    } finally {
      child.kill("SIGTERM");
    }
    expect(await ended).to.deep.equal([0, null]);
  }).timeout(60_000);
});
