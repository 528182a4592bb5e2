import { expect } from "chai";
import type { State } from "../../core/domain/state.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import { filingOwed, type FilingRecord } from "../../mappings/national-portal/owed-filings.ts";

const stepsOf = (states: readonly State[]): ToldStep[] =>
  states.map((state, i) => ({ revision: i + 1, state, at: new Date(Date.UTC(2026, 10, 16, i)) }) as ToldStep);
const owed = (
  service: "filed" | "linked",
  states: readonly State[],
  record: Partial<FilingRecord>,
  outcome: "granted" | "refused" | null = null,
) => {
  const dossier = { state: states.at(-1), outcome } as ToldDossier;
  const full = { service, told: [], linked: [], dropped: [], announced: states.length, ...record };
  const { ours, theirs, untold, differs, again } = filingOwed(dossier, stepsOf(states), full);
  return `${ours ?? "–"} ${theirs ?? "–"} [${untold.join()}] ${differs ? "differs" : "same"} [${again.join()}]`;
};
const told = (...revisions: readonly number[]) => revisions.map((revision) => ({ revision, status: null }));

/** ours, theirs, [untold], whether it differs, [what its messages tell again]. */
describe("what a filing's service is owed beside what it acknowledged", () => {
  for (const [what, states, record, said] of [
    ["nothing to tell yet", ["draft", "submitted"], {}, "– – [] same []"],
    ["nothing acknowledged", ["draft", "submitted", "accepted"], {}, "2 – [3] same [3]"],
    ["not announced yet", ["draft", "submitted", "accepted"], { announced: 2 }, "– – [] same []"],
    ["a person let it drop", ["draft", "submitted", "accepted"], { dropped: [3] }, "2 – [] same []"],
    ["told, nobody kept with what", ["draft", "submitted", "accepted"], { told: told(3) }, "2 – [] same []"],
    [
      "the second is missing",
      ["draft", "submitted", "accepted", "processing"],
      { told: [{ revision: 3, status: "2" }] },
      "2 2 [4] same [4]",
    ],
    [
      "the first is missing behind the second",
      ["draft", "submitted", "accepted", "processing"],
      { told: [{ revision: 4, status: "2" }] },
      "2 2 [3] same []",
    ],
    [
      "a word that its state has no longer",
      ["draft", "submitted", "accepted", "waitingForPayment"],
      {
        told: [
          { revision: 3, status: "2" },
          { revision: 4, status: "5" },
        ],
      },
      "2 5 [] differs []",
    ],
  ] as const)
    it(`filed on the portal: ${what}`, () => expect(owed("filed", states, record)).to.equal(said));

  const toSupplement = ["draft", "submitted", "accepted", "supplement"] as const;
  for (const [what, states, record, said] of [
    [
      "nothing acknowledged: the last fills in what it passed",
      ["draft", "submitted", "accepted"],
      {},
      "3 – [2,3] same [3]",
    ],
    ["all taken", ["draft", "submitted", "accepted"], { linked: ["1", "3"], told: told(2, 3) }, "3 3 [] same []"],
    [
      "the order filled in, no row of its own",
      ["draft", "submitted", "accepted", "done"],
      { linked: ["1", "3", "7", "4"], told: told(4) },
      "4 4 [] same []",
    ],
    [
      "a supplement that was asked for is told",
      toSupplement,
      { linked: ["1", "3", "2"], told: told(2, 3, 4) },
      "2 2 [] same []",
    ],
    [
      "a second request is not the first",
      [...toSupplement, "accepted", "supplement"],
      { linked: ["1", "3", "2", "3"], told: told(2, 3, 4, 5) },
      "2 3 [6] same [6]",
    ],
    [
      "a request that is over and was never told is a person's",
      [...toSupplement, "accepted"],
      { linked: ["1", "3"], told: told(2, 3) },
      "3 3 [4] same []",
    ],
    [
      "further than it ever was",
      ["draft", "submitted", "accepted"],
      { linked: ["1", "3", "7"], told: told(2, 3) },
      "3 7 [] differs []",
    ],
    [
      "a refusal that never was",
      ["draft", "submitted", "accepted"],
      { linked: ["1", "3", "6"], told: told(2, 3) },
      "3 6 [] differs []",
    ],
  ] as const)
    it(`linked: ${what}`, () => expect(owed("linked", states, record, "granted")).to.equal(said));
});
