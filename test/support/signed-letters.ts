import { openChecker, type SignatureChecker } from "../../adapters/edoc/checker.ts";
import { workLook, type LetterLooking } from "../../adapters/edoc/look.ts";
import { openLetterWorld, type LetterTestWorld } from "./letter-world.ts";
import { aSigner } from "./signers.ts";
import { signedWorld, type SignedWorld } from "./signed-world.ts";
import { xmlSigner } from "./signed-xml.ts";

/** A world of letters whose signatures somebody looks at; its axis notes no hop unless a test says so. */
export interface SignedLetterWorld {
  readonly world: LetterTestWorld;
  readonly signers: SignedWorld;
  readonly checker: SignatureChecker;
  /** By the interior's own certificate. */
  readonly signXml: (xml: string) => string;
  readonly looking: (but?: Partial<LetterLooking>) => LetterLooking;
  /** Looks at all that waits. */
  readonly look: (by?: LetterLooking) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openSignedLetterWorld(): Promise<SignedLetterWorld> {
  const world = await openLetterWorld();
  world.axis.quirks.addsTrace = false;
  const signers = await signedWorld();
  const checker = openChecker(signers.trust);
  const signXml = await xmlSigner(await aSigner({ cn: "Sở Nội vụ Ví Dụ", issuer: signers.root, rsa: 2048 }));
  const looking = (but: Partial<LetterLooking> = {}): LetterLooking => ({
    ...{ checker, trust: signers.trust, limitMs: 30_000 },
    ...but,
  });
  const never = new AbortController().signal;
  return {
    ...{ world, signers, checker, signXml, looking },
    async look(by = looking()) {
      while (await workLook(world.worker.world, by, never));
    },
    async close() {
      await checker.close();
      await world.close();
    },
  };
}
