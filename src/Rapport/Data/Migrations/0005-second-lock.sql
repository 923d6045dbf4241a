-- The second lock. Whatever the application asks for, the database shows it the conversations of the person for whom it
-- asks, and nobody else's: a forgotten filter finds nothing. Who asks is set for each transaction (Data/SecondLock.cs).
-- The owner, who migrates and backs up, and the jobs see everything; they enter by roles of their own.
-- What belongs to whoever asks is looked up once, and compared with from then on.
create function ask_as(viewer uuid, reader uuid) returns void language sql as
$$
  select set_config('rapport.viewer', viewer::text, true),
         set_config('rapport.reader', coalesce(reader::text, ''), true),
         set_config('rapport.own', coalesce((select array_agg(id)::text from series where manager_id = reader or report_id = reader), ''), true),
         set_config('rapport.readable', coalesce((
           select array_agg(id)::text from (
             select id from series where manager_id = reader or report_id = reader
             union all
             select series_id from carry_over where reader_id = reader and withdrawn_at is null) readable), ''), true)
$$;

create function viewer_now() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('rapport.viewer', true), '')::uuid $$;

-- Nobody while the person's conversations are shut to them.
create function reader_now() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('rapport.reader', true), '')::uuid $$;

-- The conversations of which the person is half, and those that somebody carried over to them as well.
create function own_now() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('rapport.own', true), '')::uuid[] $$;
create function readable_now() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('rapport.readable', true), '')::uuid[] $$;

-- A conversation is seen by those who may read it and written by its two people. Its condition stands behind coalesce, so that the
-- planner neither looks rows up by it nor takes it for a rare one: the statements have conditions of their own for that. What is
-- agreed about dates stays visible to its two people while their conversations are shut. Private notes are scrambled as
-- well; they are listed to their author alone. What has no condition for writing is written by whoever sees it.
do $$
declare
  seen constant text := 'coalesce(series_id = any ((select readable_now())::uuid[]), false)';
  own constant text := 'coalesce(series_id = any ((select own_now())::uuid[]), false)';
  dated constant text := 'exists (select from series where series.id = series_id and (select viewer_now()) in (manager_id, report_id))';
  of_meeting constant text := 'exists (select from meeting where meeting.id = meeting_id)';
  locked record;
begin
  for locked in
    select * from (values
      ('meeting', seen, own),
      ('agenda_point', seen, own),
      ('open_loop', seen, own),
      ('decision', seen, own),
      ('shared_text', of_meeting, null),
      ('talk', of_meeting, null),
      ('meeting_move', of_meeting, null),
      ('meeting_reopening', of_meeting, null),
      ('text_change', 'exists (select from shared_text where shared_text.id = text_id)', null),
      ('open_loop_event', 'exists (select from open_loop where open_loop.id = loop_id)', null),
      ('rhythm_proposal', own || ' or ' || dated, dated),
      ('vault', 'person_id = (select reader_now())', null),
      ('vault_wrap', 'vault_id in (select id from vault)', null),
      ('vault_item', 'vault_id in (select id from vault)', null)
    ) as these (name, seen_by, written_by)
  loop
    execute format('alter table %I enable row level security, force row level security', locked.name);
    execute format('create policy of_the_viewer on %I to :"app" using (%s) with check (%s)', locked.name, locked.seen_by, coalesce(locked.written_by, locked.seen_by));
    execute format('create policy of_all on %I to current_user, :"jobs" using (true) with check (true)', locked.name);
  end loop;
end
$$;

-- ── The few things that one may know of conversations one is not part of ───────────────────────────────────────────
create view published_decision as
  select text, published_at as at from decision where published_at is not null;

-- Over all pairs below somebody that they are not half of: how many slots were held, of those held or missed.
create function kept_below(leader uuid, today date, since timestamptz) returns table (pairs int, held int, due int)
  language sql stable security definer set search_path = public as
$$
  with recursive below as (
    select report_id from reporting_line where manager_id = leader and valid_from <= today and (valid_to is null or valid_to > today)
    union
    select line.report_id from reporting_line line join below on line.manager_id = below.report_id
    where line.valid_from <= today and (line.valid_to is null or line.valid_to > today)
  ), pair as (
    select meeting.series_id, count(*) filter (where outcome = 'Held') as held, count(*) as due
    from series
    join meeting on meeting.series_id = series.id and meeting.planned_start >= since and outcome in ('Held', 'Missed') and not is_unplanned
    where series.manager_id in (select report_id from below) and series.report_id <> leader
      and (series.ended_on is null or series.ended_on > today)
    group by meeting.series_id
  )
  select count(*)::int, coalesce(sum(held), 0)::int, coalesce(sum(due), 0)::int from pair
$$;

-- Who has left keeps no promise: said by whoever records the leaving, who sees none of them.
create function end_loops_of_leaver(leaver uuid, at timestamptz) returns void
  language sql security definer set search_path = public as
$$
  with ended as (
    update open_loop set ended_at = at, ended_as = 'Left'
    where owner_id = leaver and ended_at is null and exists (select from person where person.id = leaver and left_on is not null)
    returning id
  )
  insert into open_loop_event (id, loop_id, what, at) select gen_random_uuid(), id, 'Ended', at from ended
$$;

revoke execute on function kept_below(uuid, date, timestamptz), end_loops_of_leaver(uuid, timestamptz) from public;
grant execute on function kept_below(uuid, date, timestamptz), end_loops_of_leaver(uuid, timestamptz) to :"app", :"jobs";
