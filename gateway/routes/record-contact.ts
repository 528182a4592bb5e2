import type { RecordContact } from "../../core/service/record-contact.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const recordContact = (record: RecordContact) =>
  route("recordContact", {
    allow: ["unit"],
    async handle({ body, ask }) {
      return answered(await record(body, ask), 201, ({ id }) => ({ location: `/v1/contacts/${id}` }));
    },
  });
