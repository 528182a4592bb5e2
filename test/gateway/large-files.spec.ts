import { once } from "node:events";
import { expect } from "chai";
import { walk2019 } from "../../main/demo/walks.ts";
import { eventually } from "../support/eventually.ts";
import { downloadedHash, hashOf, megabytes, startGatewayProcess, upload } from "../support/file-traffic.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";

describe("large files", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [walk2019.commune]);
  });
  after(() => gateway.close());

  it("of 300 MB come and go without the gateway growing by more than 64 MB", async () => {
    const hub = await startGatewayProcess(gateway.database.url, gateway.folder.root, "commune");
    try {
      const address = hashOf(megabytes(300));
      // the first small one loads what is loaded once
      await upload(hub, hashOf(megabytes(1)), megabytes(1), { "content-length": String(2 ** 20) });
      const before = hub.memory().now;
      const headers = { "content-length": String(300 * 2 ** 20), expect: "100-continue" };
      expect(await upload(hub, address, megabytes(300), headers)).to.equal(201);
      expect(await downloadedHash(hub, address)).to.equal(address);
      expect(hub.memory().most - before).to.be.below(64);
    } finally {
      hub.child.kill("SIGKILL");
    }
  });

  it("survive kill -9 of the gateway in mid-upload: the next process goes on with what is on the disk", async () => {
    const size = 80 * 2 ** 20;
    const address = hashOf(megabytes(80));
    const first = await startGatewayProcess(gateway.database.url, gateway.folder.root, "commune");
    const sent = upload(first, address, endless(megabytes(40)), { "content-length": String(size) });
    await eventually(
      "a part on the disk",
      async () => (await gateway.folder.partSize(`commune ${address}`)) >= 30 * 2 ** 20,
    );
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    expect(await sent).to.equal(undefined);

    const offset = Math.floor((await gateway.folder.partSize(`commune ${address}`)) / 2 ** 20);
    expect(offset).to.be.within(30, 40);
    // the dead process's lease would run out after a minute
    await gateway.database.sql("update file_upload set leased_until = now()");
    const second = await startGatewayProcess(gateway.database.url, gateway.folder.root, "commune");
    try {
      const status = await upload(second, address, megabytes(80, offset), {
        "content-length": String(size - offset * 2 ** 20),
        "content-range": `bytes ${offset * 2 ** 20}-${size - 1}/${size}`,
      });
      expect(status).to.equal(201);
      expect(await downloadedHash(second, address)).to.equal(address);
    } finally {
      second.child.kill("SIGKILL");
    }
  });
});

/** Sends these, and then holds the line. */
async function* endless(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  await new Promise(() => undefined);
}
