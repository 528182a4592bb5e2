import type { makeRecordPrint } from "../../core/service/read-papers.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const recordPrint = (record: ReturnType<typeof makeRecordPrint>) =>
  route("recordPrint", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await record(path.code, path.paper, body, ask), 201);
    },
  });
