import { once, EventEmitter } from "node:events";
import { expect } from "chai";
import type { Log } from "../../platform/log.ts";
import { startLoop } from "../../platform/loop.ts";

describe("a loop", () => {
  const told: string[] = [];
  const log = { warn: (_: object, sentence: string) => void told.push(sentence) } as unknown as Log;
  const of = (pauseMs: number) => ({ pauseMs, log, sentence: "cannot be worked on" });
  beforeEach(() => void (told.length = 0));

  it("goes on at once while there is more, and looks again after its pause", async () => {
    const seen = new EventEmitter();
    const answers = [true, true, false];
    let rounds = 0;
    const close = startLoop(() => {
      const answer = answers.shift() ?? false;
      if (answers.length === 0 && ++rounds === 2) seen.emit("again");
      return Promise.resolve(answer);
    }, of(1));
    await once(seen, "again");
    await close();
    expect(answers).to.deep.equal([]);
  });

  it("tells a failure once until it works again, and tries again", async () => {
    const seen = new EventEmitter();
    const fails = [true, true, false, true];
    const close = startLoop(() => {
      const isFailing = fails.shift();
      if (isFailing === undefined) seen.emit("over");
      return isFailing ? Promise.reject(new Error("away")) : Promise.resolve(false);
    }, of(1));
    await once(seen, "over");
    await close();
    expect(told).to.deep.equal(["cannot be worked on", "cannot be worked on"]);
  });

  it("ends after what is under way, and begins nothing more", async () => {
    const seen = new EventEmitter();
    let [begun, ended] = [0, 0];
    const close = startLoop(async () => {
      begun += 1;
      seen.emit("begun");
      await new Promise((resolve) => setImmediate(resolve));
      ended += 1;
      return true;
    }, of(1));
    await close();
    expect([begun, ended]).to.deep.equal([1, 1]);
  });
});
