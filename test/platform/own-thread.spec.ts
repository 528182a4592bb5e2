import { expect } from "chai";
import { openThread, threadFile, ThreadOutOfMemory, type OwnThread } from "../../platform/own-thread.ts";

describe("a thread for what would hold up everything else", function () {
  this.timeout(60_000);
  let thread: OwnThread<string, string>;
  const never = new AbortController().signal;
  const end = (question: string, signal = never) => thread.ask(question, signal).catch((error: unknown) => error);
  before(() => {
    thread = openThread(threadFile("../support/answering-thread", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 32 },
    });
  });
  after(() => thread.close());
  // whatever came before, the next question is answered
  afterEach(async () => expect(await thread.ask("xin chào", never)).to.equal("xin chào!"));

  it("answers, one question after the other", async () => {
    expect(await thread.ask("một", never)).to.equal("một!");
    expect(await thread.ask("hai", never)).to.equal("hai!");
  });
  it("is not asked while it answers", async () => {
    const first = thread.ask("một", never);
    expect(await end("hai")).to.be.instanceOf(Error);
    expect(await first).to.equal("một!");
  });
  it("what it throws is thrown", async () => {
    const error = await end("fail");
    expect(error).to.be.instanceOf(RangeError);
    expect((error as RangeError).message).to.equal("trouble");
  });
  it("is ended from outside in the midst of what never ends, by the reason given", async () => {
    const closing = new AbortController();
    const asked = end("for ever", closing.signal);
    // it is at work: its loop has nothing that would let go
    await new Promise((resolve) => setImmediate(resolve));
    closing.abort("closing");
    expect(await asked).to.equal("closing");
  });
  it("is not begun by whom it is ended already", async () => {
    expect(await end("một", AbortSignal.abort("closed"))).to.equal("closed");
  });
  it("more memory than it may have ends the thread alone", async () => {
    expect(await end("much")).to.be.instanceOf(ThreadOutOfMemory);
  });
  it("that ends by itself is an error, and no silence", async () => {
    expect(String(await end("end"))).to.equal("Error: the thread ended");
  });
  it("closed twice is closed once", async () => {
    await thread.close();
    await thread.close();
  });
});
