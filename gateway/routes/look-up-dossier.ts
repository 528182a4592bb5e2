import type { lookUpDossier as lookUp } from "../../core/service/read-dossier.ts";
import type { readSlip } from "../../core/service/read-slip.ts";
import { ok, problem } from "../reply.ts";
import { openRoute } from "../route.ts";

interface LookUps {
  readonly lookUp: (code: string) => ReturnType<typeof lookUp>;
  readonly readSlip: (code: string, secret: string, address: string) => ReturnType<typeof readSlip>;
}

export const lookUpDossier = ({ lookUp, readSlip }: LookUps) =>
  openRoute("lookUpDossier", async ({ path, headers, address }) => {
    const found = await lookUp(path.code);
    if (!found.ok) return problem(found);
    const { code, completion } = found;
    const secret = headers["slip-secret"];
    if (secret === undefined) return ok({ code, completion });
    const read = await readSlip(code, secret, address);
    if (read.ok) return ok({ code, completion, slip: read.slip });
    const { seconds } = read.values;
    return { ...problem(read), ...(seconds === undefined ? {} : { headers: { "retry-after": seconds } }) };
  });
