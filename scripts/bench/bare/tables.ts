/** What a bare pipeline keeps, and nothing more. */
export const tables = `
  create table dossier (code text primary key, data jsonb not null, moves integer not null);
  create table event (id bigint generated always as identity primary key, code text not null, data jsonb not null,
                      at timestamptz not null default now());
  create table outbox (id bigint generated always as identity primary key, message_id uuid not null unique,
                       lane text not null, sequence integer not null, data jsonb not null, published_at timestamptz);
  create index outbox_unpublished on outbox (id) where published_at is null;
  create table receipt (message_id uuid primary key, at timestamptz not null default now());`;

export interface Message {
  readonly messageId: string;
  readonly lane: string;
  readonly sequence: number;
  readonly data: object;
}
