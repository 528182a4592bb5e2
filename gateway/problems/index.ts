import { catalogue } from "./catalogue.ts";
import { chain } from "./chain.ts";
import { delivery } from "./delivery.ts";
import { door } from "./door.ts";
import { dossier } from "./dossier.ts";
import { files } from "./files.ts";
import { letters } from "./letters.ts";
import { money } from "./money.ts";
import { people } from "./people.ts";
import { portal } from "./portal.ts";
import { post } from "./post.ts";
import type { Problem, ProblemCode } from "./problem.ts";
import { time } from "./time.ts";
import { units } from "./units.ts";

export type { DoorCode, ProblemCode } from "./problem.ts";

/**
 * Every answer that is a problem: its status and its words in both languages. `{name}` is filled from the refusal's
 * values. The one place where the core's codes become HTTP; a code that lacks here does not compile.
 */
export const problems: Readonly<Record<ProblemCode, Problem>> = {
  ...catalogue,
  ...chain,
  ...delivery,
  ...door,
  ...dossier,
  ...files,
  ...letters,
  ...money,
  ...people,
  ...portal,
  ...post,
  ...time,
  ...units,
};

export const fill = (words: string, values: Readonly<Record<string, string>>): string =>
  words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
