import type { StampOverdue } from "../../core/service/stamp-overdue.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const stampOverdue = (stamp: StampOverdue) =>
  route("stampOverdue", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await stamp(path.code, body, ask), 201);
    },
  });
