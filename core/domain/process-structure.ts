import { ClockFault } from "./clock/fault.ts";
import { checkLimit } from "./clock/limit.ts";
import { isPart, waitedFor, type LegAgency, type Process, type ProcessLeg } from "./process.ts";

export type StructureFaultCode =
  | "no-legs"
  | "number-twice"
  | "after-unknown"
  | "circle"
  | "several-ends"
  | "opinion-unused"
  | "limit-wrong"
  | "levels-at-once"
  | "procedure-missing";

/** What is wrong with a design, and at which legs. */
export interface StructureFault {
  readonly code: StructureFaultCode;
  readonly legs: readonly number[];
}

const fault = (code: StructureFaultCode, legs: readonly number[] = []): StructureFault => ({ code, legs });

/**
 * Everything that makes a process impossible or unlawful to run, but its length. Empty: sound.
 * @param levelOf the level at which an agency works; undefined where it is not known, and then not judged.
 */
export function structureFaults(
  { legs, linked }: Pick<Process, "legs" | "linked">,
  levelOf: (agency: LegAgency) => string | undefined = () => undefined,
): StructureFault[] {
  if (legs.length === 0) return [fault("no-legs")];
  const numbers = legs.map(({ number }) => number);
  const twice = numbers.filter((number, at) => numbers.indexOf(number) !== at);
  if (twice.length > 0) return [fault("number-twice", [...new Set(twice)])];
  const unknown = legs.filter(({ after }) => after.some((number) => !numbers.includes(number)));
  if (unknown.length > 0) return [fault("after-unknown", numbersOf(unknown))];
  const circle = legs.filter(({ number }) => waitedFor(legs, number).has(number));
  if (circle.length > 0) return [fault("circle", numbersOf(circle))];

  const ends = legs.filter(({ number }) => !legs.some(({ after }) => after.includes(number)));
  const unused = ends.filter(({ kind }) => kind === "consult" || kind === "verify");
  const badLimits = legs.filter(({ limit }) => !isLimit(limit));
  const unnamed = linked ? legs.filter(({ kind, procedure }) => kind === "handle" && procedure === null) : [];
  const parallel = levelsAtOnce(legs, levelOf);
  return [
    ...(ends.length > 1 ? [fault("several-ends", numbersOf(ends))] : []),
    ...(unused.length > 0 ? [fault("opinion-unused", numbersOf(unused))] : []),
    ...(badLimits.length > 0 ? [fault("limit-wrong", numbersOf(badLimits))] : []),
    ...(unnamed.length > 0 ? [fault("procedure-missing", numbersOf(unnamed))] : []),
    ...(parallel.length > 0 ? [fault("levels-at-once", parallel)] : []),
  ];
}

const numbersOf = (legs: readonly ProcessLeg[]) => legs.map(({ number }) => number);

function isLimit(limit: ProcessLeg["limit"]): boolean {
  try {
    checkLimit(limit);
    return true;
  } catch (error) {
    if (error instanceof ClockFault) return false;
    throw error;
  }
}

/** L3: agencies at different levels settle one after the other; an opinion may be asked anywhere at any time. */
function levelsAtOnce(
  legs: readonly ProcessLeg[],
  levelOf: (agency: LegAgency) => string | undefined,
): readonly number[] {
  const settling = legs.filter(({ kind, agency }) => (kind === "handle" || kind === "sign") && !isPart(agency));
  for (const [at, one] of settling.entries())
    for (const other of settling.slice(at + 1)) {
      const [a, b] = [levelOf(one.agency), levelOf(other.agency)];
      const inSequence = waitedFor(legs, one.number).has(other.number) || waitedFor(legs, other.number).has(one.number);
      if (a !== undefined && b !== undefined && a !== b && !inSequence) return [one.number, other.number];
    }
  return [];
}

const words: Readonly<Record<StructureFaultCode, (legs: string) => { readonly vi: string; readonly en: string }>> = {
  "no-legs": () => ({ vi: "chưa có bước nào", en: "there are no legs" }),
  "number-twice": (legs) => ({ vi: `số bước ${legs} bị trùng`, en: `leg number ${legs} is there twice` }),
  "after-unknown": (legs) => ({
    vi: `bước ${legs} chờ một bước không có`,
    en: `leg ${legs} waits for a leg that is not there`,
  }),
  circle: (legs) => ({ vi: `các bước ${legs} chờ nhau vòng tròn`, en: `legs ${legs} wait for each other in a circle` }),
  "several-ends": (legs) => ({
    vi: `có nhiều bước cuối (${legs}); chỉ được một`,
    en: `there are several ends (${legs}); there must be one`,
  }),
  "opinion-unused": (legs) => ({
    vi: `không bước nào dùng kết quả lấy ý kiến hoặc thẩm tra của bước ${legs}`,
    en: `no leg uses the opinion or verification of leg ${legs}`,
  }),
  "limit-wrong": (legs) => ({
    vi: `thời hạn của bước ${legs} không dùng được`,
    en: `the limit of leg ${legs} cannot be used`,
  }),
  "levels-at-once": (legs) => ({
    vi: `bước ${legs} ở khác cấp nên phải làm lần lượt`,
    en: `legs ${legs} are at different levels and must follow each other`,
  }),
  "procedure-missing": (legs) => ({
    vi: `bước ${legs} chưa ghi thủ tục mà bước giải quyết`,
    en: `leg ${legs} does not name the procedure it settles`,
  }),
};

/** Part of a sentence, for the person who designs the process. */
export const wordsOfStructure = ({ code, legs }: StructureFault): { readonly vi: string; readonly en: string } =>
  words[code](legs.join(", "));
