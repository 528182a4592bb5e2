import http from "node:http";
import https from "node:https";
import axios, { type AxiosInstance } from "axios";

/**
 * A client for a partner's service, over kept connections: not redirected, not through a proxy of the environment, nothing
 * repeated by itself, every status an answer, bodies as they are.
 * @param answerLimit bytes of an answer at most: the rest is not read.
 */
export function openKeptClient(connections: number, answerLimit: number): AxiosInstance {
  const agent = { keepAlive: true, maxSockets: connections };
  return axios.create({
    httpAgent: new http.Agent(agent),
    httpsAgent: new https.Agent(agent),
    responseType: "arraybuffer",
    maxRedirects: 0,
    maxContentLength: answerLimit,
    proxy: false,
    validateStatus: () => true,
    transformRequest: (body: unknown) => body,
  });
}

/** Codes of errors that come before the first byte of the request has left. */
export const neverLeft = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;

/** What OpenSSL and Node say of a certificate they do not take. */
export const untrusted =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|HOSTNAME_MISMATCH)/;
