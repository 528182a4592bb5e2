import { makePost } from "../http.ts";
import type { Message } from "./tables.ts";

/** HTTP out, each lane in its order; resolves when the receiver said yes. */
export function makeDeliver(receiverUrl: string): (message: Message) => Promise<void> {
  const post = makePost(32);
  const url = new URL(receiverUrl);
  const lanes = new Map<string, Promise<void>>();
  return (message) => {
    const before = lanes.get(message.lane);
    const mine = (async () => {
      await before;
      const { status } = await post(url, { "content-type": "application/json" }, JSON.stringify(message));
      if (status !== 200) throw new Error(`the receiver said ${status}`);
    })();
    lanes.set(message.lane, mine);
    void mine.finally(() => {
      if (lanes.get(message.lane) === mine) lanes.delete(message.lane);
    });
    return mine;
  };
}
