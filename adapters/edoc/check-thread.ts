import { workerData } from "node:worker_threads";
import { checkOf, type SignatureCheck } from "../../core/domain/letter/signature.ts";
import { readTrust } from "../../mappings/signature/trust.ts";
import { answerQuestions } from "../../platform/own-thread.ts";
import { checkMessageFile, checkPdfFile } from "./check-signatures.ts";
import type { CheckerData, CheckQuestion } from "./checker.ts";

const { pem } = workerData as CheckerData;
const trust = pem === "" ? { roots: [], intermediates: [] } : readTrust(pem);

answerQuestions(async ({ what, path, at }: CheckQuestion): Promise<SignatureCheck> => {
  if (what === "file") return checkPdfFile(path, trust, at);
  const check = await checkMessageFile(path, trust, at);
  const isNothing = check.signatures.length + check.reasons.length + check.notes.length === 0;
  // the reader met one: it stands in what a wrapper holds
  return isNothing ? checkOf([], ["packed"]) : check;
});
