import { checkOf, type SignatureCheck } from "../../core/domain/letter/signature.ts";
import type { Trust } from "../../mappings/signature/trust.ts";
import { openThread, ThreadOutOfMemory, threadFile } from "../../platform/own-thread.ts";

export interface CheckQuestion {
  /** `message`: its own XML signature; `file`: those of a PDF. */
  readonly what: "message" | "file";
  readonly path: string;
  /** Now. */
  readonly at: Date;
}
export interface CheckerData {
  readonly pem: string;
}

export interface SignatureChecker {
  /** @throws the signal's reason when it is broken off, and whatever the disk throws. */
  readonly check: (question: CheckQuestion, signal: AbortSignal) => Promise<SignatureCheck>;
  readonly close: () => Promise<void>;
}

/** What a check may take beside bytes that are read; the largest letters met take a tenth. */
const mostMegabytes = 384;

/**
 * Looks at signatures in a thread of its own: the libraries read certificates, CMS and XML in one go, which may take seconds. What takes
 * more memory than it may is `tooLarge`.
 */
export function openChecker({ roots, intermediates }: Trust): SignatureChecker {
  const data: CheckerData = { pem: [...roots, ...intermediates].map(String).join("") };
  const thread = openThread<CheckQuestion, SignatureCheck>(threadFile("check-thread", import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  return {
    check: (question, signal) =>
      thread.ask(question, signal).catch((error: unknown) => {
        if (error instanceof ThreadOutOfMemory) return checkOf([], ["tooLarge"]);
        throw error;
      }),
    close: thread.close,
  };
}
