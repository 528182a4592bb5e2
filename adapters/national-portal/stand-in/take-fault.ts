import type { Prepared } from "./asked.ts";
import type { Fault } from "./faults.ts";
import { done, refused, said, type Outcome, type Reply } from "./outcome.ts";

/** Does a call, as its faults let it, and answers it, if they let it. */
export async function takeFault(options: {
  readonly faults: readonly Fault[];
  readonly call: Prepared;
  readonly codeAs: "text" | "number";
  readonly endSessions: () => void;
  readonly send: (reply: Reply) => void;
  readonly drip: (reply: Reply, everyMs: number) => Promise<void>;
  readonly reset: () => void;
}): Promise<void> {
  const { faults, call, endSessions, send } = options;
  const has = (wanted: Fault["kind"]) => faults.some(({ kind }) => kind === wanted);

  const early = faults.find((fault) => breaksOff(fault) && !isAfter(fault));
  if (early) {
    breakOff(early, options);
    return;
  }
  const outcome = say(faults, await work(faults, call));
  if (has("session-ends-after")) endSessions();
  const late = faults.find((fault) => breaksOff(fault));
  if (late) {
    breakOff(late, options);
    return;
  }
  const codeAs = has("code-as-number") ? "number" : has("code-as-text") ? "text" : options.codeAs;
  const reply = call.encode(outcome, codeAs);
  const slow = faults.find((fault) => fault.kind === "slow");
  if (slow) await options.drip(reply, slow.everyMs ?? 1_000);
  else send(reply);
}

/** The service does it, or a fault says in its place that it did not. */
async function work(faults: readonly Fault[], call: Prepared): Promise<Outcome> {
  for (const fault of faults)
    switch (fault.kind) {
      case "session-expired":
        if (call.expire) return call.expire();
        break;
      case "failure-text":
        return done(fault.text ?? said.failure);
      case "undecided":
        return refused(said.undecided);
      case "poison":
        return refused(`Bản ghi ${fault.row === undefined ? "cuối" : fault.row + 1}: ${said.illogical}`);
      case "twice":
        await call.perform();
        break;
      default:
    }
  return call.perform();
}

function say(faults: readonly Fault[], outcome: Outcome): Outcome {
  let { message } = outcome;
  for (const { kind } of faults) {
    if (kind === "no-success-word" && outcome.code === "0") message = "OK";
    if (kind === "nfd") message = message.normalize("NFD");
    if (kind === "capitals") message = message.toUpperCase();
  }
  return { ...outcome, message };
}

/** No answer that a dialect wrote comes back. */
const breaksOff = ({ kind }: Fault) =>
  ["timeout-before", "timeout-after", "empty", "braces", "html", "status", "reset"].includes(kind);

const isAfter = (fault: Fault) => fault.kind === "timeout-after" || ("after" in fault && fault.after);

function breakOff(
  fault: Fault,
  { send, reset }: { readonly send: (reply: Reply) => void; readonly reset: () => void },
): void {
  const answer = (text: string, type = "application/json;charset=UTF-8", status = 200) => {
    send({ status, type, text });
  };
  if (fault.kind === "reset") reset();
  else if (fault.kind === "empty") answer("");
  else if (fault.kind === "braces") answer("{}");
  else if (fault.kind === "html") answer(page("Hệ thống đang bảo trì"), "text/html;charset=UTF-8");
  else if (fault.kind === "status") answer(page("Bad Gateway"), "text/html", fault.status);
  // of the timeouts nothing is ever heard; the socket stays until the caller gives up
}

const page = (words: string) => `<!DOCTYPE html><html><head><title>${words}</title></head><body>${words}</body></html>`;
