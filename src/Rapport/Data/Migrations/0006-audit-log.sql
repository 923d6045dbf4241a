-- The audit log: who did what kind of thing, and when; never what was written. Each entry carries a hash over itself and the
-- entry before it, so that whoever changes, drops, adds or swaps one breaks the rest. It is numbered and chained when its
-- transaction commits, by the database, one after the other; nobody but the owner can write the chain.
create table audit_event (
  id uuid primary key,
  number bigint unique,
  at timestamptz not null,
  kind text not null,
  actor_id uuid references person,
  about_id uuid references person,
  series_id uuid references series,
  hash bytea
);
create index audit_event_by_actor on audit_event (actor_id, number) where actor_id is not null;
create index audit_event_by_about on audit_event (about_id, number) where about_id is not null;
create index audit_event_by_series on audit_event (series_id, number) where series_id is not null;
create index audit_event_by_day on audit_event (at);

-- Where the chain stands, and where what is left of it begins: old entries are let go from its beginning.
create table audit_chain (
  is_only boolean primary key default true check (is_only),
  number bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  let_go bigint not null default 0,
  let_go_hash bytea not null default decode(repeat('00', 32), 'hex')
);
insert into audit_chain default values;
create view audit_head as select number, hash from audit_chain;

create function audit_hash(before bytea, entry audit_event) returns bytea language sql immutable as
$$
  select sha256(before || convert_to(concat_ws('|',
    entry.number, (extract(epoch from entry.at) * 1000000)::bigint, entry.kind,
    coalesce(entry.actor_id::text, '-'), coalesce(entry.about_id::text, '-'), coalesce(entry.series_id::text, '-')), 'UTF8'))
$$;

create function chain_audit_event() returns trigger language plpgsql security definer set search_path = public as
$$
declare
  entry audit_event;
  before bytea;
begin
  select * into strict entry from audit_event where id = new.id;
  select number + 1, hash into strict entry.number, before from audit_chain for update;
  entry.hash := audit_hash(before, entry);
  update audit_event set number = entry.number, hash = entry.hash where id = entry.id;
  update audit_chain set number = entry.number, hash = entry.hash;
  return null;
end
$$;
-- At the very end of a transaction, so that the chain is held for an instant and by whoever waits for nothing else.
create constraint trigger chained after insert on audit_event deferrable initially deferred
  for each row when (new.number is null) execute function chain_audit_event();

create function let_go_of_audit_events(before timestamptz) returns void language plpgsql security definer set search_path = public as
$$
declare
  chain audit_chain;
  last bigint;
begin
  select * into strict chain from audit_chain for update;
  select coalesce((select min(number) from audit_event where at >= before), chain.number + 1) - 1 into last;
  if last > chain.let_go then
    update audit_chain set let_go = last, let_go_hash = (select hash from audit_event where number = last);
    delete from audit_event where number <= last;
  end if;
end
$$;
revoke execute on function chain_audit_event(), let_go_of_audit_events(timestamptz) from public;
grant execute on function let_go_of_audit_events(timestamptz) to :"jobs";

-- The plain roles add entries and read them. They neither number nor change nor remove any.
revoke all on audit_chain from :"app", :"jobs";
revoke insert, update, delete on audit_event, audit_head from :"app", :"jobs";
grant insert (id, at, kind, actor_id, about_id, series_id) on audit_event to :"app", :"jobs";

-- Everyone sees what they did and what was done about them or in a conversation of theirs; administrators see the log, but not
-- who takes private notes along. Written it is by whoever acts, before anybody is signed in too.
alter table audit_event enable row level security, force row level security;
create policy of_the_viewer on audit_event for select to :"app" using (
  case when series_id is null
    then (select viewer_now()) in (actor_id, about_id)
    else (select reader_now()) = actor_id or coalesce(series_id = any ((select own_now())::uuid[]), false)
  end
  or kind <> 'TookNotesAlong' and (select exists (select from account where person_id = viewer_now() and is_administrator)));
create policy of_all on audit_event to current_user, :"jobs" using (true) with check (true);
create policy by_anybody on audit_event for insert to :"app" with check (true);
