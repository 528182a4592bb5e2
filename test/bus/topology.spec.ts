import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { connect } from "amqplib";
import { expect } from "chai";
import pino from "pino";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { differenceIn, queues, unitPermissions } from "../../bus/topology.ts";
import { fromRoot } from "../../platform/root.ts";
import { amqpUrl, emptyBroker } from "../support/amqp.ts";
import { eventually } from "../support/eventually.ts";

describe("the topology of RabbitMQ", () => {
  it("is named in one file: no other of the program has a queue's name", async () => {
    const found: string[] = [];
    for (const room of ["adapters", "bus", "core", "gateway", "main", "platform", "scripts"])
      for (const entry of await readdir(fromRoot(room), { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (!entry.isFile() || !/\.m?[tj]s$/.test(file)) continue;
        // the name in quotes; without them it is the table hub.delivery
        if (/["'`](hub\.delivery["'`]|unit\.(\$\{|[a-z"'`]))/.test(await readFile(file, "utf8")))
          found.push(relative(fromRoot("."), file));
      }
    expect(found).to.deep.equal(["bus/topology.ts"]);
  });

  for (const [refusal, sentence] of [
    [
      `PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'hub.delivery' in vhost '/': received the value 'quorum' of type 'longstr' but current is none"`,
      "its x-queue-type is not set, ours would be quorum",
    ],
    [
      `PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received none but current is the value '5' of type 'signedint'"`,
      "its x-max-length is 5, ours would be not set",
    ],
    [
      `PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'"`,
      "its durable is false, ours would be true",
    ],
    ["something else", "something else"],
  ] as const)
    it(`tells a difference in one clause: ${sentence}`, () => {
      expect(differenceIn(refusal)).to.equal(sentence);
    });

  it("tells at the start how a queue that exists differs, and uses it as it is", async () => {
    const url = await emptyBroker();
    const admin = await connect(amqpUrl());
    const lines: string[] = [];
    const log = pino(
      { level: "warn" },
      { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
    );
    const channel = await admin.createChannel();
    await channel.assertQueue(queues.delivery, { durable: true });
    const transport = openRabbitTransport({ url, log });
    try {
      await eventually("connected", () => transport.isConnected());
      expect(await transport.publish(queues.delivery, [{ messageId: "m", body: Buffer.from("m") }])).to.deep.equal([
        { ok: true },
      ]);
      expect(lines[0]).to.match(
        /^the queue hub\.delivery is used as it is, though its x-queue-type is (classic|not set), ours would be quorum$/,
      );
    } finally {
      await transport.close();
      await channel.deleteQueue(queues.delivery);
      await admin.close();
    }
  });

  it("lets a partner read exactly its own queue", () => {
    const { configure, write, read } = unitPermissions("lao-cai-1");
    expect([configure, write]).to.deep.equal(["^$", "^$"]);
    const may = (queue: string) => new RegExp(read).test(queue);
    expect(["unit.lao-cai-1", "unit.lao-cai-10", "unit-lao-cai-1", "hub.delivery", ""].filter(may)).to.deep.equal([
      "unit.lao-cai-1",
    ]);
  });
});
