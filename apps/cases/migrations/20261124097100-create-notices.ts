import { Migration } from '@mikro-orm/migrations';

const notices = [
  `create table notice (
     id uuid constraint notice_pkey primary key,
     case_id uuid not null constraint notice_case_id_fkey references case_file (id),
     kind text not null,
     at timestamptz not null,
     number text not null,
     area_code text not null,
     organization_id uuid,
     due_at timestamptz,
     reason text
   )`,
  `create index notice_at_idx on notice (at)`,
  `create index notice_case_id_idx on notice (case_id, at)`,
  `create table notice_recipient (
     account_id uuid not null,
     notice_id uuid not null constraint notice_recipient_notice_id_fkey references notice (id),
     at timestamptz not null,
     read_at timestamptz,
     constraint notice_recipient_pkey primary key (account_id, notice_id)
   )`,
  `create index notice_recipient_age_idx on notice_recipient (at)`,
  `create index notice_recipient_at_idx on notice_recipient (account_id, at, notice_id)`,
  `create index notice_recipient_unread_idx on notice_recipient (account_id, at, notice_id) where read_at is null`,
  `create index role_assignment_view_resident_id_idx on role_assignment_view (resident_id) where resident_id is not null`,
];

const webhooks = [
  `create table webhook_subscription (
     id uuid constraint webhook_subscription_pkey primary key,
     version int not null default 1,
     name text not null,
     url text not null,
     secret text not null,
     area_code text not null,
     organization_id uuid,
     kinds text[],
     evaluation_page_url text,
     created_at timestamptz not null,
     created_by_account_id uuid,
     ended_at timestamptz
   )`,
  `create index webhook_subscription_active_idx on webhook_subscription (area_code) where ended_at is null`,
  `create table webhook_delivery (
     id uuid constraint webhook_delivery_pkey primary key,
     subscription_id uuid not null constraint webhook_delivery_subscription_id_fkey references webhook_subscription (id),
     notice_id uuid not null constraint webhook_delivery_notice_id_fkey references notice (id),
     payload jsonb not null,
     status text not null constraint webhook_delivery_status_check check (status in ('WAITING', 'DELIVERED', 'PARKED', 'DROPPED')),
     attempts int not null,
     created_at timestamptz not null,
     next_attempt_at timestamptz,
     last_attempt_at timestamptz,
     last_status int,
     last_error text,
     delivered_at timestamptz,
     constraint webhook_delivery_notice_key unique (subscription_id, notice_id)
   )`,
  `create index webhook_delivery_notice_id_idx on webhook_delivery (notice_id)`,
  `create index notice_recipient_notice_id_idx on notice_recipient (notice_id)`,
  `create index webhook_delivery_age_idx on webhook_delivery (created_at) where status in ('DELIVERED', 'DROPPED')`,
  `create index webhook_delivery_created_at_idx on webhook_delivery (subscription_id, created_at, id)`,
];

/** Notices to those concerned, and their delivery by webhook. */
export class CreateNotices extends Migration {
  override up(): void {
    for (const statement of [...notices, ...webhooks]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table webhook_delivery',
      'drop table webhook_subscription',
      'drop index role_assignment_view_resident_id_idx',
      'drop table notice_recipient',
      'drop table notice',
    ]) {
      this.addSql(statement);
    }
  }
}
