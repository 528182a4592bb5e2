import { connect } from "amqplib";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { queues } from "../../bus/transport.ts";
import { openLog } from "../../platform/log.ts";
import { amqpUrl } from "../support/amqp.ts";
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
