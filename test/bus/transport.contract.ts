import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { queues, type QueueName, type ReceivedMessage, type Transport } from "../../bus/transport.ts";
import { eventually } from "../support/eventually.ts";
import { program } from "../support/program.ts";

/** What each implementation brings to the contract test. */
export interface Subject {
  /** A transport on an empty queue, over a wire that can be cut. */
  readonly open: () => Promise<Transport>;
  /** Breaks all its connections at once. */
  readonly cut: () => Promise<void> | void;
  /** Breaks them and lets none through until `restore`. */
  readonly sever: () => void;
  readonly restore: () => void;
  /** Arguments of test/support/holding-consumer.ts for a process of its own on the same queue. */
  readonly processArguments: () => string[];
  readonly close: () => Promise<void>;
}

const message = (text: string) => ({ messageId: randomUUID(), body: Buffer.from(text) });
const texts = (received: readonly ReceivedMessage[]) => received.map(({ body }) => body.toString());
const numbers = (n: number) => Array.from({ length: n }, (_, i) => String(i));

/** The one contract that every transport keeps. */
export function keepsTheContract(start: () => Promise<Subject>): void {
  let subject: Subject;
  let transport: Transport;
  beforeEach(async () => {
    subject = await start();
    transport = await subject.open();
    await eventually("connected", () => transport.isConnected());
  });
  afterEach(async () => {
    await transport.close();
    await subject.close();
  });

  const collect = async (concurrency = 1) => {
    const received: ReceivedMessage[] = [];
    const consumer = await transport.consume(queues.delivery, concurrency, (one) => {
      received.push(one);
      return Promise.resolve();
    });
    return { received, consumer };
  };

  it("hands a confirmed message out once, with its id and body", async () => {
    const sent = message("chuyển hồ sơ");
    const { received } = await collect();
    expect(await transport.publish(queues.delivery, [sent])).to.deep.equal([{ ok: true }]);
    await eventually("received", () => received.length === 1);
    expect(received[0]).to.deep.equal({
      messageId: sent.messageId,
      body: Buffer.from("chuyển hồ sơ"),
      redeliveries: 0,
    });
  });

  it("keeps what is published before anybody consumes", async () => {
    await transport.publish(queues.delivery, [message("early")]);
    const { received } = await collect();
    await eventually("received", () => received.length === 1);
    expect(texts(received)).to.deep.equal(["early"]);
  });

  it("answers an empty publish with nothing", async () => {
    expect(await transport.publish(queues.delivery, [])).to.deep.equal([]);
  });

  it("keeps the order of publishing with concurrency 1", async () => {
    const { received } = await collect(1);
    await transport.publish(queues.delivery, numbers(200).slice(0, 100).map(message));
    await transport.publish(queues.delivery, numbers(200).slice(100).map(message));
    await eventually("received", () => received.length === 200);
    expect(texts(received)).to.deep.equal(numbers(200));
  });

  it("moves 1,000 messages, each exactly once when nothing fails", async () => {
    const { received } = await collect(20);
    const answers = await transport.publish(queues.delivery, numbers(1000).map(message));
    expect(answers.filter((answer) => answer.ok)).to.have.lengthOf(1000);
    await eventually("received", () => received.length >= 1000);
    expect(new Set(texts(received)).size).to.equal(1000);
    expect(received).to.have.lengthOf(1000);
    expect(received.filter(({ redeliveries }) => redeliveries > 0)).to.deep.equal([]);
  });

  it("moves groups larger than a waiting consumer has room for, over growing numbers, each message exactly once", async () => {
    const { received } = await collect(20);
    const sent = numbers(241);
    for (let from = 0; from < sent.length; from = from === 0 ? 1 : from + 30) {
      const group = sent.slice(from, from === 0 ? 1 : from + 30);
      await transport.publish(queues.delivery, group.map(message));
      await eventually("received", () => received.length >= from + group.length);
    }
    expect(texts(received).toSorted((a, b) => Number(a) - Number(b))).to.deep.equal(sent);
    expect(received.filter(({ redeliveries }) => redeliveries > 0)).to.deep.equal([]);
  });

  it("runs no more handlers at a time than asked", async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    await transport.consume(queues.delivery, 3, async () => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      done++;
    });
    await transport.publish(queues.delivery, numbers(30).map(message));
    await eventually("handled", () => done === 30);
    expect(most).to.be.within(1, 3);
  });

  it("says unroutable for a queue that does not exist, and still serves the others", async () => {
    const nowhere = "hub.nowhere" as QueueName;
    const answers = await transport.publish(nowhere, [message("a"), message("b")]);
    expect(answers.map((answer) => (answer.ok ? "ok" : answer.reason))).to.deep.equal(["unroutable", "unroutable"]);
    const { received } = await collect();
    expect(await transport.publish(queues.delivery, [message("c")])).to.deep.equal([{ ok: true }]);
    await eventually("received", () => received.length === 1);
  });

  it("hands a message out again with a raised count when its handler throws, while others flow", async () => {
    const counts: number[] = [];
    const others: string[] = [];
    await transport.consume(queues.delivery, 1, ({ body, redeliveries }) => {
      if (body.toString() !== "bad") others.push(body.toString());
      else {
        counts.push(redeliveries);
        if (counts.length < 4) return Promise.reject(new Error("not yet"));
      }
      return Promise.resolve();
    });
    await transport.publish(queues.delivery, [message("bad"), ...numbers(20).map(message)]);
    await eventually("handled at last", () => counts.length === 4);
    await eventually("the others", () => others.length === 20);
    expect(counts).to.deep.equal([0, 1, 2, 3]);
  });

  it("hands out again what a process held that was killed", async () => {
    await transport.publish(queues.delivery, [message("held")]);
    const child = spawn(
      process.execPath,
      [...program("test/support/holding-consumer.ts"), ...subject.processArguments()],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    expect(said.toString()).to.equal("holding held\n");
    child.kill("SIGKILL");
    await once(child, "exit");
    const { received } = await collect();
    await eventually("received", () => received.length === 1);
    expect(texts(received)).to.deep.equal(["held"]);
    expect(received[0]?.redeliveries).to.be.at.least(1);
  });

  it("loses nothing when the connection is cut in the middle", async () => {
    const { received } = await collect(5);
    const wanted = new Map(numbers(300).map((text) => [text, message(text)]));
    let cuts = 0;
    await eventually(
      "all confirmed",
      async () => {
        const open = [...wanted.values()].slice(0, 100);
        const publishing = transport.publish(queues.delivery, open);
        if (cuts++ < 2) await subject.cut();
        const answers = await publishing;
        open.forEach((sent, i) => {
          if (answers[i]?.ok) wanted.delete(sent.body.toString());
        });
        return wanted.size === 0;
      },
      30_000,
    );
    await eventually("received", () => new Set(texts(received)).size === 300, 30_000);
    expect(new Set(texts(received)).size).to.equal(300);
  });

  it("answers disconnected while the server is away, and works again when it is back", async () => {
    const { received } = await collect();
    subject.sever();
    await eventually("noticed", () => !transport.isConnected());
    const [answer] = await transport.publish(queues.delivery, [message("lost?")]);
    expect(answer).to.include({ ok: false, reason: "disconnected" });
    subject.restore();
    await eventually("back", () => transport.isConnected());
    await eventually("published", async () => (await transport.publish(queues.delivery, [message("back")]))[0]?.ok);
    await eventually("received", () => texts(received).includes("back"));
  });

  it("waits on close for the handlers that run, and starts no new ones", async () => {
    const began: string[] = [];
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const consumer = await transport.consume(queues.delivery, 1, async ({ body }) => {
      began.push(body.toString());
      await gate;
    });
    await transport.publish(queues.delivery, [message("first"), message("second")]);
    await eventually("began", () => began.length === 1);
    let closed = false;
    const closing = consumer.close().then(() => (closed = true));
    await new Promise(setImmediate);
    expect(closed).to.equal(false);
    finish();
    await closing;
    expect(began).to.deep.equal(["first"]);

    const { received } = await collect();
    await eventually("the rest", () => received.length === 1);
    expect(texts(received)).to.deep.equal(["second"]);
  });

  it("closes twice as it closes once", async () => {
    await collect();
    await transport.close();
    await transport.close();
    expect(transport.isConnected()).to.equal(false);
  });
}
