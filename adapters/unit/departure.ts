import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";

/** Watches one request closely enough to say whether a connection stood, so that its bytes may have left. */
export interface Departure {
  /** For axios. */
  readonly transport: { request: typeof http.request };
  readonly hasLeft: () => boolean;
}

export function watchDeparture(secure: boolean): Departure {
  let left = false;
  const depart = () => (left = true);
  const request = (options: https.RequestOptions, answer: (response: http.IncomingMessage) => void) => {
    const sending = (secure ? https : http).request(options, answer);
    sending.once("socket", (socket: Socket) => {
      // a kept connection stands already
      if (!socket.connecting) depart();
      // until TLS is agreed nothing of the message is sent
      else socket.once(secure ? "secureConnect" : "connect", depart);
    });
    return sending;
  };
  return { transport: { request: request as typeof http.request }, hasLeft: () => left };
}
