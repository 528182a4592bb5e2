import { chainFactsOf, type ChainFacts } from "../domain/chain-guard.ts";
import type { Step } from "../domain/dossier.ts";
import * as chains from "../store/chains.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import type { Reader } from "../../platform/database.ts";

/** What the dossier's chain says to its steps; nothing where none was started. */
export async function chainFacts(db: Reader, stored: StoredDossier): Promise<{ readonly chain?: ChainFacts }> {
  const found = await chains.findChain(db, stored);
  return found ? { chain: chainFactsOf(found.chain) } : {};
}

/** Likewise for one step: only those that a chain can hold back look for it. */
export const chainFactsFor = async (db: Reader, stored: StoredDossier, step: Step) =>
  step === "conclude" || step === "handOver" ? chainFacts(db, stored) : {};
