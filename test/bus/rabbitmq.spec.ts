import { connect } from "amqplib";
import { expect } from "chai";
import { makeRabbitConsumer } from "../../bus/rabbitmq-consumer.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { topology } from "../../bus/topology.ts";
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

  it("a consumer notices that nothing is answered, and makes the connection anew", async () => {
    const proxy = await openProxy(await emptyBroker());
    const transport = openRabbitTransport({
      ...{ url: `${proxy.url}?heartbeat=600`, log, longestPauseMs: 200, confirmLimitMs: 600_000, watchMs: 200 },
    });
    const came: string[] = [];
    try {
      await eventually("connected", () => transport.isConnected());
      await transport.consume(queues.delivery, 4, ({ messageId }) => Promise.resolve(void came.push(messageId)));
      await eventually("served", async () => {
        await transport.publish(queues.delivery, [{ messageId: "one", body: Buffer.from("one") }]);
        return came.includes("one");
      });
      proxy.stall();
      // nothing is published, no heartbeat is due: only the consumer's own look can find it
      await eventually("the consumer's connection is given up", () => !transport.isConnected(), 30_000);
      proxy.flow();
      await eventually("connected again", () => transport.isConnected(), 30_000);
      await eventually("served again", async () => {
        await transport.publish(queues.delivery, [{ messageId: "two", body: Buffer.from("two") }]);
        return came.includes("two");
      });
    } finally {
      proxy.flow();
      await transport.close();
      await proxy.close();
    }
  });

  it("a consumer to which the broker sends none of what waits asks for a new connection; one that is served does not", async () => {
    const model = await connect(await emptyBroker());
    const asked: string[] = [];
    const came: string[] = [];
    const consumer = makeRabbitConsumer({
      ...{ queue: queues.delivery, concurrency: 1, log, restMs: () => 20, watchMs: 1_000 },
      handle: ({ messageId }) => Promise.resolve(void came.push(messageId)),
      renew: (why) => asked.push(why),
    });
    try {
      const admin = await model.createConfirmChannel();
      await admin.assertQueue(queues.delivery, topology[queues.delivery]);
      const send = async (messageId: string) => {
        admin.sendToQueue(queues.delivery, Buffer.from("x"), { messageId });
        await admin.waitForConfirms();
      };
      // the broker forgets the consumer, and the channel lives: what bugs of brokers have looked like
      let forget: () => Promise<unknown> = () => Promise.resolve();
      const watched = Object.create(model) as typeof model;
      watched.createChannel = async () => {
        const channel = await model.createChannel();
        const consume = channel.consume.bind(channel);
        channel.consume = async (...given) => {
          const answer = await consume(...given);
          forget = () => channel.cancel(answer.consumerTag);
          return answer;
        };
        return channel;
      };
      await consumer.start(watched);
      for (const messageId of ["one", "two", "three"]) {
        await send(messageId);
        await eventually(`${messageId} came`, () => came.includes(messageId));
      }
      expect(asked).to.deep.equal([]);
      await forget();
      await send("four");
      await eventually("it is noticed", () => asked.length > 0);
      expect(asked).to.deep.equal(["1 messages wait in hub.delivery and none is sent to us"]);
      expect(came).to.deep.equal(["one", "two", "three"]);
    } finally {
      await consumer.close();
      await model.close();
    }
  });
});
