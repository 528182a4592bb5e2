import { refuse, type Refusal } from "../domain/refusal.ts";
import { findContact } from "../store/contacts.ts";
import { paperOfContact } from "../store/papers.ts";
import type { Reader } from "../../platform/database.ts";
import { paperView } from "./paper-view.ts";
import { procedureView } from "./views.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findContact>>>;

const contactView = (contact: Found, paper: Awaited<ReturnType<typeof paperOfContact>>) => ({
  id: contact.id,
  unit: contact.unit as string,
  procedure: procedureView(contact.procedure),
  channel: contact.channel,
  at: contact.at.toISOString(),
  items: contact.items,
  reason: contact.reason,
  officer: contact.officer,
  /** The dossier it led to. */
  dossier: contact.dossier,
  applicant: contact.applicant,
  paper: paper ? paperView(paper, true) : null,
});
export type ContactView = ReturnType<typeof contactView>;

/** A contact of one of the caller's units; whoever guided nobody there learns nothing (P12). */
export async function readContact(
  db: Reader,
  id: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly contact: ContactView } | Refusal> {
  const found = await findContact(db, id, [...units]);
  if (!found) return refuse("contact-unknown", { contact: id });
  return { ok: true, contact: contactView(found, await paperOfContact(db, id)) };
}
