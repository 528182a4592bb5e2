import { expect } from "chai";
import { sql } from "kysely";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

/** What the running hub may do to each table. What is not here, it may not. */
const granted: Readonly<Record<string, string>> = {
  administrative_parent: "select insert update",
  administrative_unit: "select insert update",
  amqp_access: "select insert update",
  calendar_day: "select insert", // a version never changes
  calendar_in_force: "select insert",
  calendar_version: "select insert",
  client_assertion: "select insert delete",
  delegation: "select insert",
  delegation_end: "select insert",
  closure: "select insert",
  contact: "select insert",
  contact_person: "select insert delete", // personal data can be erased
  delivery: "select insert update",
  delivery_attempt: "select insert",
  delivery_reopened: "select insert",
  delivery_substitute: "select insert", // both are kept
  digest_asked: "select insert delete",
  digest_difference: "select insert",
  digest_run: "select insert",
  dossier: "select insert update",
  dossier_clock: "select insert update",
  dossier_contact: "select insert",
  dossier_chain: "select insert", // the lead alone may change, by a reform
  dossier_counter: "select insert update",
  dossier_event: "select insert", // history cannot be rewritten
  dossier_file: "select insert delete", // names of people can be erased
  dossier_incident: "select insert",
  dossier_leg: "select insert update",
  dossier_leg_event: "select insert", // history cannot be rewritten
  dossier_national_code: "select insert", // both codes for ever; the account alone may be erased
  dossier_number_void: "select insert",
  dossier_paper: "select insert", // a form is never rewritten
  dossier_paper_person: "select insert delete", // personal data can be erased
  dossier_paper_print: "select insert",
  dossier_party: "select insert",
  dossier_person: "select insert delete", // personal data can be erased
  dossier_result: "select insert", // a correction is a row of its own
  due_change: "select insert", // told_at alone may change
  duty: "select insert", // the substitute alone may change
  fee: "select insert", // its end alone may change
  fee_line: "select insert",
  file: "select insert delete", // times alone may change
  file_upload: "select insert update delete",
  file_uploader: "select insert", // likewise
  evidence_entry: "select", // facts come by triggers, and leave into the chain alone
  evidence_erasure: "select", // the owner's
  evidence_head: "select insert",
  evidence_key: "select insert",
  evidence_outage: "select insert", // its end alone may change
  evidence_record: "select",
  evidence_stamp: "select insert",
  form_set: "select insert",
  idempotency: "select insert delete",
  inbox_counter: "select insert update",
  job_run: "select insert update",
  journal_booking: "select insert", // corrections are bookings of their own
  journal_line: "select insert",
  land_tax: "select insert update",
  lane: "select insert update",
  letter: "select insert update",
  letter_addressee: "select insert update", // follows from what was heard
  letter_agency: "select insert delete", // the axis' list as it is now
  letter_agency_list: "select insert update",
  letter_change: "select insert", // history cannot be rewritten
  letter_check: "select insert", // what was found is found for good
  letter_file: "select insert", // the verdict alone may change
  letter_gate: "select insert update delete", // no row: it is let in
  letter_item: "select insert update",
  letter_look: "select insert update delete", // gone once it is done
  letter_item_decision: "select insert", // history cannot be rewritten
  letter_message: "select insert", // as it came
  letter_parked: "select insert update",
  letter_parked_file: "select insert delete", // until it is settled
  letter_poll: "select insert update",
  letter_status: "select insert", // what was said stays
  letter_task: "select insert update",
  local_procedure_code: "select insert", // printed on papers, for ever
  migration: "select",
  money_case: "select insert update",
  money_case_change: "select insert", // history cannot be rewritten
  money_file: "select insert update",
  money_file_change: "select insert", // history cannot be rewritten
  money_match: "select insert", // its end alone may change
  money_open_line: "select insert delete", // derived, by triggers
  money_open_row: "select insert delete", // derived, by triggers
  money_row: "select insert", // whether it counts, and its text, alone may change
  money_run: "select insert update",
  office_hours_in_force: "select insert",
  office_hours_version: "select insert",
  office_period: "select insert",
  organisation: "select insert update",
  overdue_alert: "select insert",
  overdue_case: "select insert update",
  paper_counter: "select insert update",
  overdue_stamp: "select insert", // the first stamp counts, for good
  outage_alert: "select insert",
  outbox: "select insert", // published_at alone may change
  parked_message: "select insert",
  parked_message_decision: "select insert",
  partner: "select insert update",
  partner_flow: "select insert update",
  partner_unit: "select insert update delete",
  payment: "select insert", // whose it is alone may change
  payment_change: "select insert", // history cannot be rewritten
  payment_report: "select insert", // as it was heard, for ever
  payment_request: "select insert update",
  payment_step: "select insert update",
  payment_stranger: "select insert update",
  poison_trial: "select insert update delete",
  portal_call: "select insert delete", // who called is never rewritten, and let go of in time
  portal_catalogue: "select insert update", // what is listed no more stays
  portal_difference: "select insert",
  portal_dossier: "select insert update",
  portal_feed: "select insert update",
  portal_filing_told: "select insert update", // what was told last takes the place of what was told before
  portal_inbox: "select insert update",
  portal_inbox_file: "select insert delete", // personal data can be erased
  portal_link: "select insert", // for good
  portal_linked_status: "select insert delete", // what they say they lack is told anew
  portal_pull: "select insert",
  portal_push: "select insert update delete", // what surely did not arrive is as if it had never left
  portal_question: "select insert update",
  portal_reconciliation: "select insert update",
  portal_record_status: "select insert",
  portal_step: "select insert update delete", // rows that surely did not arrive are as if they had never left
  post_call: "select insert delete", // who was called is never rewritten, and let go of in time
  post_collection: "select insert", // its settlement is added, its corrections are history of their own
  post_correction: "select insert", // history cannot be rewritten
  post_cursor: "select insert update",
  post_event: "select insert delete", // kept as it came; what is about orders of others is let go of in time
  post_matter: "select insert update",
  post_minute: "select insert", // signatures that lacked alone are added
  post_order: "select insert update",
  post_order_person: "select insert", // the owner erases
  post_packet: "select insert",
  post_quote: "select insert update", // the last price alone
  post_slip: "select insert", // signatures that lacked alone are added
  post_waybill: "select insert", // whose it is alone is added
  procedure: "select insert",
  procedure_change: "select insert",
  procedure_version: "select insert", // its end alone may change
  published_figure: "select insert",
  provincial_centre: "select insert",
  publishing_decision: "select insert",
  queue_leftover: "select insert delete",
  readdressing: "select insert", // evidence
  receipt: "select insert update",
  refund: "select insert update",
  refund_change: "select insert",
  replay: "select insert", // the choice is frozen: its state alone may change
  replay_change: "select insert", // history cannot be rewritten
  replay_item: "select insert", // how each ended alone may change
  register_row: "select insert", // no row is ever deleted
  process: "select insert update",
  process_leg: "select insert delete", // the legs of a draft are written anew
  reserved_number: "select insert", // its dossier alone is added
  setting: "select insert",
  slip_try: "select insert update delete",
  statement: "select insert",
  subscription: "select insert update",
  succession_case: "select insert", // its answer alone may change
  succession_case_dossier: "select insert", // likewise
  succession_rule: "select insert", // a newer one counts
  time_alert: "select insert",
  token_key: "select insert delete",
  transport_message: "select insert update delete",
  urging_letter: "select insert", // evidence of who was urged to what
  urging_letter_dossier: "select insert",
  unit_succession: "select insert update",
};

describe("the application's role", () => {
  let database: TestDatabase;
  before(async () => (database = await freshDatabase()));
  after(() => database.drop());

  it("may do to each table what is written here, and nothing else", async () => {
    const rows = await database.sql<{ name: string; may: string }>(`
      select relname as name, concat_ws(' ',
        case when has_table_privilege('hub_app', oid, 'select') then 'select' end,
        case when has_table_privilege('hub_app', oid, 'insert') then 'insert' end,
        case when has_table_privilege('hub_app', oid, 'update') then 'update' end,
        case when has_table_privilege('hub_app', oid, 'delete') then 'delete' end,
        case when has_table_privilege('hub_app', oid, 'truncate') then 'truncate' end) as may
      from pg_class where relnamespace = 'hub'::regnamespace and relkind in ('r', 'p')`);
    expect(Object.fromEntries(rows.map(({ name, may }) => [name, may]))).to.deep.equal(granted);
  });

  it("owns nothing and can make nothing", async () => {
    const [row] = await database.sql<{ owned: number; creates: boolean }>(`
      select (select count(*)::int from pg_class where relowner = 'hub_app'::regrole) as owned,
             has_schema_privilege('hub_app', 'hub', 'create') as creates`);
    expect(row).to.deep.equal({ owned: 0, creates: false });
  });

  it("is what the hub's pool acts as, whatever login it came with", async () => {
    const { rows } = await sql<{ role: string }>`select current_user as role`.execute(database.db);
    expect(rows[0]?.role).to.equal("hub_app");
  });

  for (const [what, statement] of [
    ["change history", "update dossier_event set reason = 'x'"],
    ["delete history", "delete from dossier_event"],
    ["change the history of a leg", "update dossier_leg_event set reason = 'x'"],
    ["put a chain on another process", "update dossier_chain set process_id = 'x'"],
    ["change the end of a delegation", "update delegation_end set last_day = now()"],
    ["delete a delegation", "delete from delegation"],
    ["take back a message owed", "delete from outbox"],
    ["forge a message owed", "update outbox set envelope = '{}'"],
    ["delete an attempt", "delete from delivery_attempt"],
    ["delete a dossier", "delete from dossier"],
    ["take back what was sent in a message's place", "delete from delivery_substitute"],
    ["change what a replay chose", "update replay set to_at = now()"],
    ["take back what a person said of a replay", "delete from replay_change"],
    ["take back an alert", "delete from outage_alert"],
    ["change where a dossier went in a reform", "update readdressing set to_org = from_org"],
    ["take back a person's decision", "delete from succession_rule"],
    ["delete a paper", "delete from dossier_paper"],
    ["rewrite a paper", "update dossier_paper set data = '{}'"],
    ["delete a row of a register", "delete from register_row"],
    ["change a result", "update dossier_result set number = 'x'"],
    ["change what a dossier refers to", "update dossier_file set sha256 = sha256"],
    ["delete an incident", "delete from dossier_incident"],
    ["change a stamped duty", "update overdue_stamp set at = latest"],
    ["change what a calendar did to a due", "update due_change set fate = 'kept'"],
    ["change a publishing decision", "update publishing_decision set effective = signed_on"],
    ["change the wording of a procedure in force", "update procedure_version set name = 'x'"],
  ] as const)
    it(`may not ${what}`, async () => {
      const refused = await sql
        .raw(statement)
        .execute(database.db)
        .then(
          () => "done",
          (error: unknown) => (error as Error).message,
        );
      expect(refused).to.match(/^permission denied/);
    });
});
