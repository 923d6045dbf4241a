-- ── The leadership sync: who belongs, when it meets ─────────────────────────────────────────────────────────────────
create table sync (
  id uuid primary key,
  name text not null,
  facilitator_id uuid not null references person,
  stand_in_id uuid references person,
  mailing_list text,
  channel_id uuid,
  started_by uuid not null references person,
  started_at timestamptz not null,
  ended_at timestamptz
);

-- Somebody who belongs: attends, or reads the notes only. Leaving is kept, so that it can be told who read what when.
create table sync_member (
  id uuid primary key,
  sync_id uuid not null references sync,
  person_id uuid not null references person,
  attends boolean not null,
  added_by uuid not null references person,
  joined_at timestamptz not null,
  left_at timestamptz
);
create unique index one_place_in_a_sync on sync_member (sync_id, person_id) where left_at is null;
create index sync_member_by_person on sync_member (person_id) where left_at is null;

create table sync_rhythm (
  id uuid primary key,
  sync_id uuid not null references sync,
  cadence text not null,
  weekday text not null,
  at time not null,
  time_zone text not null,
  minutes int not null check (minutes between 15 and 240),
  from_day date not null,
  set_by uuid not null references person,
  set_at timestamptz not null
);
create index sync_rhythm_by_sync on sync_rhythm (sync_id, set_at);

-- From the end of one sync the next one has a row: its pre-read is open.
create table sync_meeting (
  id uuid primary key,
  sync_id uuid not null references sync,
  planned_start timestamptz not null,
  starts_at timestamptz not null,
  minutes int not null,
  window_from timestamptz not null,
  window_to timestamptz not null,
  opened_at timestamptz not null,
  moved_because text,
  started_at timestamptz,
  started_by uuid references person,
  leader_id uuid references person,
  leader_seen_at timestamptz,
  asks_to_lead uuid references person,
  section text,
  item text,
  ended_at timestamptz,
  ended_by uuid references person,
  missed_at timestamptz,
  notes_sent_at timestamptz,
  notes_sent_by uuid references person,
  unique (sync_id, planned_start)
);
create unique index one_coming_sync on sync_meeting (sync_id) where ended_at is null and missed_at is null;
create index sync_meeting_by_end on sync_meeting (sync_id, ended_at desc) where ended_at is not null;
create index sync_meeting_unsent on sync_meeting (ended_at) where ended_at is not null and notes_sent_at is null;

-- ── Metrics: a row for each team, a column for each figure ──────────────────────────────────────────────────────────
create table metric_column (
  id uuid primary key,
  sync_id uuid not null references sync,
  name text not null,
  unit text not null default '',
  position int not null,
  retired_at timestamptz
);
create index metric_column_by_sync on metric_column (sync_id);

create table metric_row (
  id uuid primary key,
  sync_id uuid not null references sync,
  team_id uuid not null references team,
  owner_id uuid not null references person,
  deputy_id uuid references person,
  position int not null,
  retired_at timestamptz
);
create unique index one_row_for_a_team on metric_row (sync_id, team_id) where retired_at is null;

-- What is normal; a change of it is a new line. Null on one side: no bound there.
create table metric_range (
  id uuid primary key,
  row_id uuid not null references metric_row,
  column_id uuid not null references metric_column,
  low numeric,
  high numeric,
  set_by uuid not null references person,
  set_at timestamptz not null,
  check (low <= high)
);
create index metric_range_by_row on metric_range (row_id, column_id, set_at desc);

-- An empty figure has no row here: there was none, and that is not zero.
create table metric_figure (
  meeting_id uuid not null references sync_meeting,
  row_id uuid not null references metric_row,
  column_id uuid not null references metric_column,
  value numeric not null,
  primary key (meeting_id, row_id, column_id)
);
create index metric_figure_by_row on metric_figure (row_id, meeting_id);

create table filled_row (
  meeting_id uuid not null references sync_meeting,
  row_id uuid not null references metric_row,
  filled_by uuid not null references person,
  filled_at timestamptz not null,
  primary key (meeting_id, row_id)
);

-- ── What lives on between two syncs ─────────────────────────────────────────────────────────────────────────────────
create table risk (
  id uuid primary key,
  sync_id uuid not null references sync,
  kind text not null check (kind in ('Risk', 'Debt', 'ControlFailure')),
  summary text not null,
  failure_mode text,
  mitigation text,
  owner_id uuid not null references person,
  target_on date,
  rating text not null check (rating in ('Red', 'Yellow', 'Green')),
  rated_at timestamptz not null,
  red_since timestamptz,
  raised_by uuid not null references person,
  raised_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid references person,
  closed_because text
);
create index risk_open on risk (sync_id) where closed_at is null;
create index risk_by_sync on risk (sync_id, raised_at desc);

create table risk_rating (
  id uuid primary key,
  risk_id uuid not null references risk,
  rating text not null,
  word text,
  rated_by uuid not null references person,
  rated_at timestamptz not null,
  meeting_id uuid references sync_meeting
);
create index risk_rating_by_risk on risk_rating (risk_id, rated_at);

create table initiative (
  id uuid primary key,
  sync_id uuid not null references sync,
  name text not null,
  owner_id uuid not null references person,
  quarter text not null,
  rating text not null check (rating in ('Red', 'Yellow', 'Green')),
  target text,
  actual text,
  blockers text,
  changed text,
  raised_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  closed_as text check (closed_as in ('Finished', 'Stopped')),
  check ((closed_at is null) = (closed_as is null))
);
create index initiative_open on initiative (sync_id) where closed_at is null;

create table staffing_update (
  id uuid primary key,
  sync_id uuid not null references sync,
  team_id uuid not null references team,
  role text not null,
  stage text not null,
  backfill_of text,
  starts_on date,
  target_on date,
  word text,
  owner_id uuid not null references person,
  raised_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz
);
create index staffing_update_open on staffing_update (sync_id) where closed_at is null;

create table escalation (
  id uuid primary key,
  sync_id uuid not null references sync,
  kind text not null check (kind in ('Awareness', 'Decision')),
  text text not null,
  needed text,
  asked_id uuid references person,
  by_day date,
  raised_by uuid not null references person,
  raised_at timestamptz not null,
  answer text,
  answered_by uuid references person,
  answered_at timestamptz,
  closed_at timestamptz
);
create index escalation_open on escalation (sync_id) where closed_at is null;
create index escalation_by_asked on escalation (asked_id) where closed_at is null;

create table escalation_reading (
  escalation_id uuid not null references escalation,
  person_id uuid not null references person,
  at timestamptz not null,
  primary key (escalation_id, person_id)
);

create table open_question (
  id uuid primary key,
  sync_id uuid not null references sync,
  text text not null,
  asked_by uuid not null references person,
  asked_at timestamptz not null,
  came_from uuid references sync,
  answer text,
  closed_at timestamptz
);
create index open_question_open on open_question (sync_id) where closed_at is null;

create table sync_decision (
  id uuid primary key,
  sync_id uuid not null references sync,
  meeting_id uuid not null references sync_meeting,
  text text not null,
  why text,
  condition text,
  executor_id uuid not null references person,
  due date not null,
  taken_by uuid not null references person,
  taken_at timestamptz not null,
  supersedes_id uuid unique references sync_decision
);
create index sync_decision_by_sync on sync_decision (sync_id, taken_at desc);

-- A promise made in a sync; parked ones are talked about elsewhere, by their day.
create table sync_action (
  id uuid primary key,
  sync_id uuid not null references sync,
  meeting_id uuid references sync_meeting,
  risk_id uuid references risk,
  owner_id uuid not null references person,
  promise text not null,
  due date not null,
  is_parked boolean not null,
  made_by uuid not null references person,
  made_at timestamptz not null,
  asked_at timestamptz,
  ended_at timestamptz,
  ended_as text check (ended_as in ('Kept', 'Late', 'NotKept')),
  word text,
  check ((ended_at is null) = (ended_as is null))
);
create index sync_action_open on sync_action (sync_id) where ended_at is null;
create index sync_action_by_owner on sync_action (owner_id) where ended_at is null;
create index sync_action_by_meeting on sync_action (meeting_id);

-- A matter about one person, settled elsewhere: whose it is, by when, and who takes part. No word of it.
create table restricted_matter (
  id uuid primary key,
  sync_id uuid not null references sync,
  owner_id uuid not null references person,
  due date not null,
  people uuid[] not null,
  noted_by uuid not null references person,
  noted_at timestamptz not null,
  ended_at timestamptz,
  check (owner_id = any (people) and noted_by = any (people))
);
create index restricted_matter_open on restricted_matter (sync_id) where ended_at is null;

-- ── Of one sync ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- Whether something is talked about or only acknowledged, as whoever facilitates has marked it. An item is a word and ids.
create table triage (
  meeting_id uuid not null references sync_meeting,
  item text not null,
  treatment text not null check (treatment in ('Discuss', 'Acknowledge')),
  marked_by uuid not null references person,
  marked_at timestamptz not null,
  primary key (meeting_id, item)
);

create table sync_note (
  id uuid primary key,
  meeting_id uuid not null references sync_meeting,
  item text not null,
  text text not null,
  version int not null,
  written_by uuid not null references person,
  written_at timestamptz not null,
  unique (meeting_id, item)
);

create table sync_time (
  id uuid primary key,
  meeting_id uuid not null references sync_meeting,
  section text not null,
  item text,
  colour text check (colour in ('Red', 'Yellow')),
  from_at timestamptz not null,
  to_at timestamptz
);
create index sync_time_by_meeting on sync_time (meeting_id, from_at);
create unique index one_time_runs on sync_time (meeting_id) where to_at is null;

create table attendance (
  meeting_id uuid not null references sync_meeting,
  person_id uuid not null references person,
  came_at timestamptz not null,
  primary key (meeting_id, person_id)
);

create table sync_vote (
  meeting_id uuid not null references sync_meeting,
  person_id uuid not null references person,
  mark int not null check (mark between 1 and 10),
  word text,
  at timestamptz not null,
  primary key (meeting_id, person_id)
);

-- Who takes it on them that a red leaves without an action.
create table red_acceptance (
  meeting_id uuid not null references sync_meeting,
  risk_id uuid not null references risk,
  accepted_by uuid not null references person,
  word text,
  at timestamptz not null,
  primary key (meeting_id, risk_id)
);

-- What a sync showed when it ended. It does not change any more.
create table sync_record (
  meeting_id uuid primary key references sync_meeting,
  content jsonb not null,
  made_at timestamptz not null
);

-- ── The second lock: what a sync says is seen by those who belong to it; that it exists, who belongs and when it meets is a fact ───────────────────────────────────────────────────────
create or replace function ask_as(viewer uuid, reader uuid) returns void language sql as
$$
  select set_config('rapport.viewer', viewer::text, true),
         set_config('rapport.reader', coalesce(reader::text, ''), true),
         set_config('rapport.own', coalesce((select array_agg(id)::text from series where manager_id = reader or report_id = reader), ''), true),
         set_config('rapport.readable', coalesce((
           select array_agg(id)::text from (
             select id from series where manager_id = reader or report_id = reader
             union all
             select series_id from carry_over where reader_id = reader and withdrawn_at is null) readable), ''), true),
         set_config('rapport.syncs', coalesce((select array_agg(sync_id)::text from sync_member where person_id = reader and left_at is null), ''), true)
$$;

create function syncs_now() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('rapport.syncs', true), '')::uuid[] $$;

do $$
declare
  belongs constant text := 'coalesce(sync_id = any ((select syncs_now())::uuid[]), false)';
  of_meeting constant text := 'exists (select from sync_meeting where sync_meeting.id = meeting_id)';
  locked record;
begin
  for locked in
    select * from (values
      ('sync_meeting', belongs),
      ('metric_range', 'exists (select from metric_row where metric_row.id = row_id and ' || belongs || ')'),
      ('metric_figure', of_meeting),
      ('filled_row', of_meeting),
      ('risk', belongs),
      ('risk_rating', 'exists (select from risk where risk.id = risk_id)'),
      ('initiative', belongs),
      ('staffing_update', belongs),
      ('escalation', belongs),
      ('escalation_reading', 'exists (select from escalation where escalation.id = escalation_id)'),
      ('open_question', belongs),
      ('sync_decision', belongs),
      ('sync_action', belongs),
      ('restricted_matter', belongs || ' and (select reader_now()) = any (people)'),
      ('triage', of_meeting),
      ('sync_note', of_meeting),
      ('sync_time', of_meeting),
      ('attendance', of_meeting),
      ('sync_vote', of_meeting),
      ('red_acceptance', of_meeting),
      ('sync_record', of_meeting)
    ) as these (name, seen_by)
  loop
    execute format('alter table %I enable row level security, force row level security', locked.name);
    execute format('create policy of_the_viewer on %I to :"app" using (%s) with check (%s)', locked.name, locked.seen_by, locked.seen_by);
    execute format('create policy of_all on %I to current_user, :"jobs" using (true) with check (true)', locked.name);
  end loop;
end
$$;
