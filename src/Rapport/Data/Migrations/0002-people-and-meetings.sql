-- One organisation lives in one database.
create table organisation (
  id smallint primary key default 1 check (id = 1),
  name text not null,
  onboarding_days int not null default 90 check (onboarding_days between 0 and 366),
  new_manager_days int not null default 90 check (new_manager_days between 0 and 366),
  horizon_weeks int not null default 12 check (horizon_weeks between 1 and 52),
  incident_since timestamptz
);
insert into organisation (name) values ('Our organisation');

-- ── People ─────────────────────────────────────────────────────────────────────────────────────────────────────────
create table team (
  id uuid primary key,
  name citext not null unique
);

create table person (
  id uuid primary key,
  name text not null,
  email citext not null unique,
  title text,
  level text,
  team_id uuid references team,
  start_date date,
  time_zone text not null,
  roles text[] not null default '{}',
  managing_since date,
  onboarding_ended_on date,
  left_on date,
  created_at timestamptz not null
);
create index person_by_team on person (team_id);
create index person_by_name on person (name, id);

create table reporting_line (
  id uuid primary key,
  report_id uuid not null references person,
  manager_id uuid not null references person,
  valid_from date not null,
  valid_to date,
  check (report_id <> manager_id),
  check (valid_to is null or valid_to >= valid_from),
  constraint one_manager_at_a_time exclude using gist (report_id with =, daterange(valid_from, valid_to) with &&)
    deferrable initially deferred
);
create index reporting_line_by_manager on reporting_line (manager_id);

create table leave (
  id uuid primary key,
  person_id uuid not null references person,
  first_day date not null,
  last_day date not null,
  check (last_day >= first_day)
);
create index leave_by_person on leave (person_id, last_day);

create table public_holiday (
  id uuid primary key,
  day date not null,
  name text not null,
  time_zone text,
  unique nulls not distinct (day, time_zone)
);

-- Both in one list, so that a page asks once who is away.
create view away_days with (security_invoker = true) as
  select person_id, null::text as zone, first_day, last_day, 'leave' as because from leave
  union all
  select null, time_zone, day, day, name from public_holiday;

-- ── Accounts ───────────────────────────────────────────────────────────────────────────────────────────────────────
create table account (
  id uuid primary key,
  person_id uuid not null unique references person,
  email citext not null unique,
  normalized_email text not null unique,
  user_name text not null,
  normalized_user_name text not null unique,
  password_hash text,
  security_stamp text not null,
  concurrency_stamp text not null,
  is_administrator boolean not null default false,
  created_at timestamptz not null,
  disabled_at timestamptz
);

create table account_passkey (
  credential_id bytea primary key,
  user_id uuid not null references account on delete cascade,
  data jsonb not null
);
create index account_passkey_by_user on account_passkey (user_id);

create table account_session (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  proved_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  browser text not null,
  network text not null
);
create index account_session_by_account on account_session (account_id) where ended_at is null;

-- What signs cookies and forms, sealed with the key file, so that every server with that file knows the same keys.
create table signing_key (
  name text primary key,
  sealed_with text not null,
  content text not null,
  made_at timestamptz not null default now()
);

create table known_browser (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  secret_hash bytea not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index known_browser_by_account on known_browser (account_id);

-- A token bucket for guesses: one row for an account as seen from unknown browsers, one for a known browser, one for a network.
create table guess_budget (
  key text primary key,
  tokens double precision not null,
  refilled_at timestamptz not null
);

create table invitation (
  id uuid primary key,
  kind text not null check (kind in ('FirstAdministrator', 'Join', 'Recovery')),
  person_id uuid references person,
  secret_hash bytea not null unique,
  issued_by uuid references person,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  withdrawn_at timestamptz,
  check (kind = 'FirstAdministrator' or person_id is not null)
);
create index invitation_by_person on invitation (person_id);

-- A sign-in that an administrator restored. Pair content stays shut from used_at until a counterpart confirms.
create table recovery (
  id uuid primary key,
  person_id uuid not null references person,
  invitation_id uuid not null references invitation,
  issued_by uuid not null references person,
  issued_at timestamptz not null,
  used_at timestamptz,
  confirmed_by uuid references person,
  confirmed_at timestamptz
);
create index recovery_by_person on recovery (person_id);

-- ── Policies: rows that an administrator edits ─────────────────────────────────────────────────────────────────────
create table role_guide (
  id uuid primary key,
  key text not null unique,
  name text not null,
  role text not null,
  cadence text,
  rarest text,
  minutes int,
  minutes_from int not null default 30,
  minutes_to int not null default 60,
  topics text[] not null default '{}',
  documents text[] not null default '{}',
  position int not null default 0
);

create table agenda_template (
  id uuid primary key,
  name text not null,
  text text not null
);

create table relationship_policy (
  key text primary key check (key in ('Direct', 'Onboarding', 'NewManager', 'Incident', 'SkipLevel')),
  cadence text not null,
  rarest text not null,
  minutes int not null,
  minutes_from int not null,
  minutes_to int not null
);

-- ── Series and meetings ────────────────────────────────────────────────────────────────────────────────────────────
create table series (
  id uuid primary key,
  kind text not null check (kind in ('Direct', 'SkipLevel')),
  manager_id uuid not null references person,
  report_id uuid not null references person,
  started_by uuid not null references person,
  started_at timestamptz not null,
  ended_on date,
  ended_because text check (ended_because in ('Left', 'ManagerChanged', 'Ended')),
  has_parts boolean not null default true,
  has_status_marks boolean not null default true,
  meetings_held int not null default 0,
  settled_until timestamptz,
  check (manager_id <> report_id),
  check ((ended_on is null) = (ended_because is null))
);
create unique index one_running_series_per_pair on series (least(manager_id, report_id), greatest(manager_id, report_id)) where ended_on is null;
create index series_by_manager on series (manager_id);
create index series_by_report on series (report_id);

create table series_guide (
  series_id uuid not null references series,
  guide_id uuid not null references role_guide,
  primary key (series_id, guide_id)
);

create table rhythm_proposal (
  id uuid primary key,
  series_id uuid not null references series,
  proposed_by uuid not null references person,
  proposed_at timestamptz not null,
  cadence text not null,
  weekday text not null,
  at time not null,
  time_zone text not null,
  minutes int not null check (minutes between 5 and 240),
  from_day date not null,
  reason text,
  departs_from text,
  answer text check (answer in ('Agreed', 'Countered', 'Withdrawn')),
  answered_by uuid references person,
  answered_at timestamptz,
  check ((answer is null) = (answered_at is null)),
  check (departs_from is null or reason is not null)
);
create index rhythm_proposal_by_series on rhythm_proposal (series_id, from_day);
create unique index one_open_proposal_per_series on rhythm_proposal (series_id) where answered_at is null;

create table meeting (
  id uuid primary key,
  series_id uuid not null references series,
  planned_start timestamptz not null,
  starts_at timestamptz not null,
  minutes int not null,
  window_from timestamptz not null,
  window_to timestamptz not null,
  is_unplanned boolean not null default false,
  moves int not null default 0,
  started_at timestamptz,
  started_by uuid references person,
  opening text check (opening in ('Loops', 'Points')),
  current_point_id uuid,
  closed_at timestamptz,
  closed_by uuid references person,
  first_closed_at timestamptz,
  asked_at timestamptz,
  manager_says_met boolean,
  report_says_met boolean,
  manager_skipped text,
  report_skipped text,
  outcome text check (outcome in ('Held', 'Missed', 'Excused')),
  excused_because text,
  settled_at timestamptz,
  unique (series_id, planned_start)
);
create index meeting_to_settle on meeting (window_to) where outcome is null;
create unique index one_running_meeting_per_series on meeting (series_id) where started_at is not null and closed_at is null and outcome is null;

create table meeting_move (
  id uuid primary key,
  meeting_id uuid not null references meeting,
  moved_by uuid not null references person,
  moved_at timestamptz not null,
  from_start timestamptz not null,
  to_start timestamptz not null,
  reason text not null
);
create index meeting_move_by_meeting on meeting_move (meeting_id);

create table meeting_reopening (
  id uuid primary key,
  meeting_id uuid not null references meeting,
  reopened_by uuid not null references person,
  reopened_at timestamptz not null
);
create index meeting_reopening_by_meeting on meeting_reopening (meeting_id);

-- What the two talked about, and for how long: the quiet timer reads it.
create table talk (
  id uuid primary key,
  meeting_id uuid not null references meeting,
  point_id uuid,
  part text not null check (part in ('People', 'Product', 'Process')),
  from_at timestamptz not null,
  to_at timestamptz
);
create index talk_by_meeting on talk (meeting_id);
create unique index one_running_talk_per_meeting on talk (meeting_id) where to_at is null;

create table agenda_point (
  id uuid primary key,
  series_id uuid not null references series,
  author_id uuid not null references person,
  kind text not null,
  sub_kind text,
  part text not null check (part in ('People', 'Product', 'Process')),
  title text not null,
  details text not null default '',
  position double precision not null,
  raised_at timestamptz not null,
  raised_after int not null,
  closed_at timestamptz,
  closed_by uuid references person,
  closed_as text check (closed_as in ('Discussed', 'Answered', 'Unblocked', 'Dropped')),
  closing_word text,
  closed_in uuid references meeting
);
create index agenda_point_open on agenda_point (series_id) where closed_at is null;
create index agenda_point_by_series on agenda_point (series_id, raised_at desc);
create index agenda_point_by_meeting on agenda_point (closed_in) where closed_in is not null;

-- Everything that both write: the notes under a point, the concern, the last words, the two promises while they are typed.
create table shared_text (
  id uuid primary key,
  meeting_id uuid not null references meeting,
  kind text not null check (kind in ('Note', 'Concern', 'LastWords', 'ReportPromise', 'ManagerPromise', 'Details')),
  point_id uuid references agenda_point,
  text text not null,
  version int not null,
  authorship text not null,
  written_by uuid not null references person,
  written_at timestamptz not null,
  unique nulls not distinct (meeting_id, kind, point_id)
);

-- What a text took while people typed; deleted soon after, and in no backup.
create table text_change (
  text_id uuid not null references shared_text,
  version int not null,
  client text not null,
  author_id uuid not null references person,
  change text not null,
  written_at timestamptz not null,
  primary key (text_id, version)
);

create table open_loop (
  id uuid primary key,
  series_id uuid not null references series,
  owner_id uuid not null references person,
  proposed_by uuid not null references person,
  promise text not null,
  due date not null,
  first_due date not null,
  point_id uuid references agenda_point,
  meeting_id uuid references meeting,
  proposed_at timestamptz not null,
  accepted_at timestamptz,
  postponements int not null default 0,
  ended_at timestamptz,
  ended_as text check (ended_as in ('Kept', 'Late', 'NotKept', 'Declined', 'Left')),
  word text,
  check ((ended_at is null) = (ended_as is null))
);
create index open_loop_open_by_series on open_loop (series_id) where ended_at is null;
create index open_loop_open_by_owner on open_loop (owner_id, due) where ended_at is null;
create index open_loop_ended_by_owner on open_loop (owner_id, ended_at) where ended_at is not null;
create index open_loop_ended_by_series on open_loop (series_id, ended_at) where ended_at is not null;
create index open_loop_by_meeting on open_loop (meeting_id);

create table open_loop_event (
  id uuid primary key,
  loop_id uuid not null references open_loop,
  what text not null check (what in ('Proposed', 'Accepted', 'Declined', 'Postponed', 'Ended', 'Reopened')),
  by_id uuid references person,
  at timestamptz not null,
  from_due date,
  to_due date,
  word text
);
create index open_loop_event_by_loop on open_loop_event (loop_id);

create table decision (
  id uuid primary key,
  series_id uuid not null references series,
  meeting_id uuid references meeting,
  point_id uuid references agenda_point,
  text text not null,
  failure_mode text,
  review_on date,
  taken_at timestamptz not null,
  written_by uuid not null references person,
  manager_publishes_at timestamptz,
  report_publishes_at timestamptz,
  published_at timestamptz
);
create index decision_by_series on decision (series_id, taken_at desc);
create index decision_by_meeting on decision (meeting_id);
create index decision_published on decision (published_at desc) where published_at is not null;

-- The report's own act: a former series, opened to the manager who came after.
create table carry_over (
  id uuid primary key,
  series_id uuid not null references series,
  report_id uuid not null references person,
  reader_id uuid not null references person,
  carried_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index carry_over_once on carry_over (series_id, reader_id) where withdrawn_at is null;
create index carry_over_by_reader on carry_over (reader_id) where withdrawn_at is null;
