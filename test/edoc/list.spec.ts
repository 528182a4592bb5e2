import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { openEdocAxis } from "../../adapters/edoc/client.ts";
import { makeEdocSend } from "../../adapters/edoc/http.ts";
import { dayOf } from "../../core/domain/day.ts";
import { edocSettings } from "../support/edoc.ts";

const today = dayOf(new Date());

/** What the list is, where the axis answers so. */
async function listOf(answer: string): Promise<unknown> {
  const server = createServer((request, response) => {
    request.resume();
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const client = openEdocAxis({
      settings: edocSettings(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      limits: { messageMegabytes: 1 },
      send: makeEdocSend({ quietMs: 20_000, wholeMs: 20_000 }),
      now: () => new Date(),
    });
    const read = await client.received("edoc", { from: today, to: today }, new AbortController().signal);
    return read.kind === "done" ? [read.items.map(({ docId }) => docId), read.strange] : read;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe("a list of the axis", () => {
  for (const [answer, read] of [
    ['{"status":"OK","ErrorCode":"0","data":[{"docId":"a"},{"DOCID":"b"}]}', [["a", "b"], 0]],
    ['{"data":[{"docid":"a"}],"status":"OK"}', [["a"], 0]],
    ['[{"docId":"a"}]', [["a"], 0]],
    ['{"status":"OK","data":"[{\\"doc_id\\":\\"a\\"}]"}', [["a"], 0]],
    ['{"status":"OK","data":[]}', [[], 0]],
    ['{"status":"OK","data":null}', [[], 0]],
    ['{"status":"OK","data":""}', [[], 0]],
    ['{"status":"OK","data":{"items":[{"docId":"a"}]}}', [["a"], 0]],
    ['{"status":"OK","data":[{"docId":"a"},{"name":"x"},7,null]}', [["a"], 3]],
    ['{"status":"OK","data":[{"docId":"a","to":["]","}\\"{"],"x":{"y":[[1]]}}]}', [["a"], 0]],
  ] as const)
    it(`${answer} has ${JSON.stringify(read)}`, async () => {
      expect(await listOf(answer)).to.deep.equal(read);
    });

  for (const answer of [
    "",
    "{}",
    '{"status":"OK","data":{"count":3}}',
    '{"status":"OK","data":7}',
    '{"status":"OK","data":"không"}',
    '{"status":"OK","data":[{"docId":"a"}',
    '{"status":"OK","data":[{"docId":"a"]}}',
    '"OK"',
    `{"status":"OK","data":[${"[".repeat(100)}`,
    "{".repeat(200),
    `{"status":"OK","data":[{"docId":"${"x".repeat(300_000)}"}]}`,
  ])
    it(`${answer.slice(0, 60)} is not taken for an empty list`, async () => {
      expect(await listOf(answer)).to.include({ kind: "retry", fault: "unreadable" });
    });
});
