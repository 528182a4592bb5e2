import { spawn } from "node:child_process";
import { expect } from "chai";
import { eventually } from "../support/eventually.ts";
import { program } from "../support/program.ts";

describe("hub stand-in post", () => {
  for (const [profile, paths] of [
    ["VP-1", '{"token":"/token","create":"/order","cancel":"/cancel","tracking":"/tracking"}'],
    ["VP-3", '{"create":"/order"}'],
  ] as const)
    it(`plays ${profile} by itself, says how it is reached, and ends when it is told`, async () => {
      const child = spawn(
        process.execPath,
        [...program("main/cli.ts"), "stand-in", "post", "--profile", profile, "--port", "0"],
        { stdio: ["ignore", "pipe", "pipe"] },
      );
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      const ended = new Promise((resolve) => child.once("exit", resolve));
      try {
        const orders = await eventually("its address", () => /http:\S+\/stand-in\/orders/.exec(said)?.[0], 45_000);
        expect(await (await fetch(orders)).json()).to.deep.equal([]);
        expect(said).to.contain(paths);
      } finally {
        child.kill("SIGTERM");
      }
      expect(await ended, said).to.equal(0);
    });
});
