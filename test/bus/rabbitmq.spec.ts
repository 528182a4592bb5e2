import { connect } from "amqplib";
import { expect } from "chai";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { queues } from "../../bus/transport.ts";
import { openLog } from "../../platform/log.ts";
import { amqpUrl, emptyBroker } from "../support/amqp.ts";
import { eventually } from "../support/eventually.ts";
import { openProxy } from "../support/proxy.ts";
import { keepsTheContract } from "./transport.contract.ts";

const log = openLog("silent", "test");

describe("the RabbitMQ transport keeps the contract", () => {
  keepsTheContract(async () => {
    const url = amqpUrl();
    const admin = await connect(url);
    const channel = await admin.createChannel();
    await channel.deleteQueue(queues.delivery);
    const proxy = await openProxy(url);
    return {
      open: () => Promise.resolve(openRabbitTransport({ url: proxy.url, log, restMs: () => 20, longestPauseMs: 200 })),
      cut: proxy.cut,
      sever: proxy.sever,
      restore: proxy.restore,
      processArguments: () => ["rabbitmq", url],
      async close() {
        await proxy.close();
        await admin.close();
      },
    };
  });
});

describe("the RabbitMQ transport on a connection that lives and answers nothing", () => {
  it("says after a while that the message is not confirmed, and makes the connection anew", async () => {
    const proxy = await openProxy(await emptyBroker());
    // so that no heartbeat ends the connection
    const url = `${proxy.url}?heartbeat=600`;
    const transport = openRabbitTransport({ url, log, longestPauseMs: 200, confirmLimitMs: 300 });
    const publish = async () => {
      const [answer] = await transport.publish(queues.delivery, [{ messageId: "one", body: Buffer.from("one") }]);
      return answer;
    };
    try {
      await eventually("it is taken", async () => (await publish())?.ok);
      proxy.stall();
      expect(await publish()).to.include({ ok: false, reason: "disconnected" });
      proxy.flow();
      await eventually("it is taken again", async () => (await publish())?.ok, 30_000);
    } finally {
      proxy.flow();
      await transport.close();
      await proxy.close();
    }
  });
});
