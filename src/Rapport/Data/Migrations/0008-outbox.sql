-- Everything that leaves: mail and chat. A message is saved with what caused it, leased by whoever sends it, and keeps its state,
-- kind, address and times; what it says lies apart and is deleted as soon as it was sent.
create table outbox_settings (
  id smallint primary key check (id = 1),
  link_base text,
  host text,
  port int not null,
  user_name text,
  has_password boolean not null,
  sender_address text,
  sender_name text,
  internal_hosts text[] not null
);

create table chat_channel (
  id uuid primary key,
  kind text not null,
  name text not null,
  shown text not null,
  made_at timestamptz not null,
  closed_at timestamptz
);

-- Passwords and addresses that are secrets, sealed with a key that is not in the database.
create table outgoing_secret (
  key text primary key,
  box bytea not null
);

create table outgoing_message (
  id uuid primary key,
  way text not null,
  kind text not null,
  cause text not null,
  destination text not null,
  receiver text not null,
  address text not null,
  name text,
  person_id uuid references person,
  channel_id uuid references chat_channel,
  time_zone text not null,
  turn bigint not null,
  made_at timestamptz not null,
  is_urgent boolean not null,
  not_before timestamptz not null,
  stale_at timestamptz not null,
  state text not null,
  tries int not null,
  first_tried_at timestamptz,
  last_tried_at timestamptz,
  again_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  lease uuid,
  leased_until timestamptz,
  check ((state = 'Waiting') = (ended_at is null)),
  check ((lease is null) = (leased_until is null))
);
create unique index outgoing_message_cause on outgoing_message (cause, receiver);
create index outgoing_message_waiting on outgoing_message (destination, turn) where state = 'Waiting';
create index outgoing_message_in_order on outgoing_message (receiver, turn) where state = 'Waiting';
create index outgoing_message_by_state on outgoing_message (state, turn);
create index outgoing_message_by_turn on outgoing_message (turn);
create index outgoing_message_by_end on outgoing_message (ended_at) where ended_at is not null;

create table outgoing_content (
  message_id uuid primary key references outgoing_message on delete cascade,
  text text not null
);

-- Whoever sends hears of it at the commit, on every node.
create function tell_of_outgoing_message() returns trigger language plpgsql as
$$
begin
  perform pg_notify('rapport_outbox', '');
  return null;
end
$$;
create trigger told after insert on outgoing_message for each statement execute function tell_of_outgoing_message();

-- What was said is forgotten with the end, whoever sets it. What has failed can still be sent by hand.
create function forget_outgoing_content() returns trigger language plpgsql security definer set search_path = public as
$$
begin
  delete from outgoing_content where message_id = new.id;
  return null;
end
$$;
create trigger forgotten after update of state on outgoing_message for each row
  when (new.state in ('Sent', 'Stale', 'GivenUp')) execute function forget_outgoing_content();
revoke execute on function forget_outgoing_content() from public;

-- The application writes what a message says and what is secret, and reads neither: only the jobs' role does.
revoke select, update, delete on outgoing_content from :"app";
revoke select, update on outgoing_secret from :"app";
grant select (key), update (box) on outgoing_secret to :"app";
revoke delete on outgoing_message, chat_channel from :"app";

-- How far messages are, and through what they leave, administrators see. Anybody's act may cause one.
create function administers_now() returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from account where person_id = viewer_now() and is_administrator and disabled_at is null) $$;

do $$
declare
  locked record;
begin
  for locked in select * from (values ('outgoing_message'), ('outgoing_content'), ('outgoing_secret'), ('outbox_settings')) as these (name)
  loop
    execute format('alter table %I enable row level security, force row level security', locked.name);
    execute format('create policy of_all on %I to current_user, :"jobs" using (true) with check (true)', locked.name);
  end loop;
end
$$;
create policy by_anybody on outgoing_message for insert to :"app" with check (true);
create policy of_administrators on outgoing_message for select to :"app" using ((select administers_now()));
create policy changed_by_administrators on outgoing_message for update to :"app" using ((select administers_now()));
create policy by_anybody on outgoing_content for insert to :"app" with check (true);
create policy of_administrators on outgoing_secret to :"app" using ((select administers_now())) with check ((select administers_now()));
create policy of_administrators on outbox_settings to :"app" using ((select administers_now())) with check ((select administers_now()));
