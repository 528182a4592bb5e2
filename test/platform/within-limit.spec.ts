import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { askAuthority } from "../../bus/evidence/ask-authority.ts";
import { StampError } from "../../bus/evidence/stamp.ts";
import { withinLimit } from "../../platform/within-limit.ts";

describe("a limit of time", () => {
  setFlagsFromString("--expose-gc");
  const tidyUp = runInNewContext("gc") as () => void;
  const never = new AbortController().signal;

  it("ends a call to somebody who is silent, however often memory is tidied up meanwhile", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const tidying = setInterval(tidyUp, 5);
    try {
      const asked = askAuthority(`http://127.0.0.1:${port}/`, new Uint8Array(1), 200, never);
      const end = await asked.then(String, (error: unknown) => error);
      expect(end).to.be.instanceOf(StampError);
      expect((end as StampError).message).to.equal("nothing within 200 ms");
    } finally {
      clearInterval(tidying);
      silent.closeAllConnections();
      silent.close();
    }
  });

  it("is over with its work, and ends with who closes", async () => {
    expect(await withinLimit(60_000, never, () => Promise.resolve("done"))).to.equal("done");
    const closing = new AbortController();
    const ended = withinLimit(60_000, closing.signal, (signal) =>
      once(signal, "abort").then(() => signal.reason as unknown),
    );
    closing.abort("closed");
    expect(await ended).to.equal("closed");
  });
});
