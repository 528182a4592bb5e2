import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StartError } from "../platform/start-error.ts";

export interface HttpServer {
  readonly port: number;
  /** From now on requests are answered by this; until then each gets 503. */
  readonly answerWith: (listener: RequestListener) => void;
  /** Takes in nothing new, lets running requests end within the limit, then cuts what is left. */
  readonly close: () => Promise<void>;
}

const closeLimitMs = 10_000;

/**
 * Opens the port first of all, so that a port in use is said before a database is started.
 * @throws {StartError} when the port cannot be had.
 */
export async function openHttp(port: number, host: string, setting = "PORT"): Promise<HttpServer> {
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { "retry-after": "1", "content-type": "text/plain; charset=utf-8" });
    response.end("Trục đang khởi động. / The hub is starting.\n");
  };
  const server = createServer(
    // a caller that dribbles its headers is cut off here, its body by the gateway: a file may take an hour, and does
    { headersTimeout: 15_000, requestTimeout: 0, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
    (request, response) => listener(request, response),
  );
  // whoever asks first is told to go on only when its body is wanted
  server.on("checkContinue", (request, response) => listener(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portFault(error, port, setting)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    answerWith: (next) => {
      listener = next;
    },
    close: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  const limit = setTimeout(() => server.closeAllConnections(), closeLimitMs);
  // a kept-alive connection becomes idle only when its last answer is out: look again until all are gone
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  clearInterval(idle);
  clearTimeout(limit);
}

function portFault(error: NodeJS.ErrnoException, port: number, setting: string): Error {
  if (error.code === "EADDRINUSE")
    return new StartError(
      `Cổng ${port} đang có chương trình khác dùng; tắt chương trình đó hoặc chạy: ${setting}=${port + 1} npm start. ` +
        `/ Port ${port} is in use; stop what uses it or run: ${setting}=${port + 1} npm start.`,
    );
  if (error.code === "EACCES")
    return new StartError(
      `Không được phép mở cổng ${port}; chọn cổng từ 1024 trở lên, ví dụ ${setting}=8080. ` +
        `/ Not permitted to open port ${port}; choose one from 1024 up, such as ${setting}=8080.`,
    );
  return error;
}
