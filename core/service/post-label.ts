import type { OrderState, PostParty } from "../domain/post/order.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { findOrder, peopleOf } from "../store/post-orders.ts";
import { unitsOfCode } from "../store/units.ts";
import type { Database } from "../../platform/database.ts";
import type { PostDesk } from "./post-desk.ts";
import { findForParties, worksOn } from "./read-dossier.ts";

/** Who is printed on a label, line by line: name and telephone, house and street, commune and province (two levels). */
export interface LabelParty {
  readonly name: string;
  readonly phone: string;
  readonly lines: readonly string[];
}

/** What is stuck on a packet. Of the dossier it says its order's number alone, and no secret (§1.6). */
export interface PostLabel {
  readonly number: string;
  readonly waybill: string | null;
  /** What its code says: the waybill, else our number. */
  readonly code: string;
  /** The code as SVG. */
  readonly picture: string;
  readonly sender: LabelParty;
  readonly receiver: LabelParty;
  readonly contents: string;
  readonly weightGrams: number;
  readonly collectVnd: number | null;
  /** The post's own label as a PDF in base64, where its interface gives one (VP-4). */
  readonly pdf: string | null;
}

/** The post has the order, and its packet is still to be told from others. */
const printable: readonly OrderState[] = ["ordered", "cancelPending", "underway"];

/** The label of an order, for those who work on its dossier; to others the order is not there (P12). */
export async function readPostLabel(
  { db, now }: { readonly db: Database; readonly now: () => Date },
  { drawCode, desk }: { readonly drawCode: (code: string) => string; readonly desk: PostDesk | undefined },
  number: string,
  units: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly label: PostLabel } | Refusal> {
  const unknown = refuse("post-order-unknown", { number });
  const order = await findOrder(db, number);
  if (!order) return unknown;
  const found = await findForParties(db, order.dossierCode, units, now());
  if (!found || !(await worksOn(db, found.stored, found.parties))) return unknown;
  const people = await peopleOf(db, order.id);
  if (!people || !printable.includes(order.state))
    return refuse("post-label-not-yet", { number, orderState: order.state });
  const { waybill, weightGrams, collect, account } = order;
  const code = waybill ?? number;
  const party = async ({ name, phone, address }: PostParty): Promise<LabelParty> => {
    const [commune, province] = [
      await nameOf(db, address.communeCode, "commune"),
      await nameOf(db, address.provinceCode, "province"),
    ];
    return { name, phone, lines: [address.line, `${commune}, ${province}`] };
  };
  return {
    ok: true,
    label: {
      ...{ number, waybill, code, picture: drawCode(code), weightGrams },
      ...{ sender: await party(people.sender), receiver: await party(people.receiver), contents: people.contents },
      collectVnd: collect === null ? null : Number(collect),
      pdf: waybill === null ? null : ((await desk?.label(account, waybill, signal)) ?? null),
    },
  };
}

/** As it is called now; a code that is not in the registry stands for itself. */
async function nameOf(db: Database, code: string, level: "commune" | "province"): Promise<string> {
  return (await unitsOfCode(db, code, level)).at(-1)?.name ?? code;
}
