using System.Text.Json;
using System.Text.Json.Serialization;
using Rapport.Data;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// What the pre-read and the running order of a sync read, in one statement that answers with one document. The rules are those
/// of <see cref="Visible"/>, written out: all of it hangs on the viewer's own place in the sync, and a restricted matter on being
/// named in it. The tests of who may read a sync go through both: everybody opens the running order (here) and every other page (there).
/// </summary>
public sealed class VisibleSync(Questions questions, Viewer viewer)
{
    // $1 is the meeting, $2 the viewer, $3 now. The document is written once, as text: kept as jsonb in between it took twice as long.
    private const string OrderSql =
        """
        with here as materialized (
          select meeting.*, seat.attends, sync.name, sync.facilitator_id, sync.stand_in_id, sync.ended_at as sync_ended_at, sync.xmin as sync_version
          from sync_meeting meeting
          join sync on sync.id = meeting.sync_id
          join sync_member seat on seat.sync_id = sync.id and seat.person_id = $2 and seat.left_at is null
          where meeting.id = $1
        ), past as materialized (
          select earlier.id, row_number() over (order by earlier.planned_start desc)::int as ago
          from here join sync_meeting earlier on earlier.sync_id = here.sync_id and earlier.planned_start < here.planned_start and earlier.ended_at is not null
          order by earlier.planned_start desc limit 8
        ), ends as materialized (
          select coalesce(array_agg(earlier.ended_at order by earlier.ended_at), '{}') as at
          from here join sync_meeting earlier on earlier.sync_id = here.sync_id and earlier.planned_start < here.planned_start and earlier.ended_at is not null
        )
        select json_build_object(
          'sync', json_build_object('id', here.sync_id, 'name', here.name, 'facilitator_id', here.facilitator_id, 'stand_in_id', here.stand_in_id,
            'ended_at', here.sync_ended_at, 'version', here.sync_version::text::bigint),
          'meeting', json_build_object('id', here.id, 'planned_start', here.planned_start, 'starts_at', here.starts_at, 'minutes', here.minutes, 'opened_at', here.opened_at,
            'moved_because', here.moved_because, 'started_at', here.started_at, 'leader_id', here.leader_id, 'leader_seen_at', here.leader_seen_at,
            'asks_to_lead', here.asks_to_lead, 'section', here.section, 'item', here.item, 'ended_at', here.ended_at, 'missed_at', here.missed_at,
            'notes_sent_at', here.notes_sent_at, 'notes_sent_by', here.notes_sent_by),
          'attends', here.attends,
          'members', (select coalesce(json_agg(one order by one.name), '[]') from (
            select member.person_id, person.name, member.attends, member.left_at is null as belongs, member.joined_at, attendance.came_at
            from sync_member member join person on person.id = member.person_id
            left join attendance on attendance.meeting_id = here.id and attendance.person_id = member.person_id
            where member.sync_id = here.sync_id) one),
          'columns', (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'unit', unit) order by position), '[]')
            from metric_column where sync_id = here.sync_id and retired_at is null),
          'rows', (select coalesce(json_agg(one order by one.position), '[]') from (
            select metric_row.id, metric_row.team_id, team.name as team, owner_id, deputy_id, filled_by, filled_at, position
            from metric_row join team on team.id = metric_row.team_id
            left join filled_row on filled_row.meeting_id = here.id and filled_row.row_id = metric_row.id
            where metric_row.sync_id = here.sync_id and metric_row.retired_at is null) one),
          'cells', (select coalesce(json_agg(one), '[]') from (
            select row_id, column_id, low, high, coalesce(ago, '{}') as ago, coalesce(reported, '{}') as reported
            from (select distinct on (metric_range.row_id, column_id) metric_range.row_id, column_id, low, high
                  from metric_row join metric_range on metric_range.row_id = metric_row.id
                  where metric_row.sync_id = here.sync_id and metric_row.retired_at is null
                  order by metric_range.row_id, column_id, set_at desc) normal
            full join (select row_id, column_id, array_agg(ago) as ago, array_agg(value) as reported
                       from (select here.id, 0 as ago union all select id, ago from past) asked join metric_figure on metric_figure.meeting_id = asked.id
                       group by row_id, column_id) known using (row_id, column_id)) one),
          'teams', (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by name), '[]') from team),
          'staffing', (select coalesce(json_agg(one order by one.team, one.raised_at), '[]') from (
            select update.id, update.team_id, team.name as team, role, stage, backfill_of, starts_on, target_on, word, owner_id, raised_at, changed_at, closed_at,
                   update.xmin::text::bigint as version
            from staffing_update update join team on team.id = update.team_id
            where update.sync_id = here.sync_id and (closed_at is null or closed_at >= here.opened_at)) one),
          'risks', (select coalesce(json_agg(one), '[]') from (
            select risk.id, kind, summary, failure_mode, mitigation, owner_id, target_on, rating, rated_at, red_since, raised_at, closed_at, closed_because,
                   -- Those that ended since: all of them but those that ended before.
                   1 + cardinality(ends.at) - width_bucket(red_since - interval '1 microsecond', ends.at) as age,
                   (select accepted_by from red_acceptance where meeting_id = here.id and risk_id = risk.id) as accepted_by,
                   exists (select from past join red_acceptance on red_acceptance.meeting_id = past.id where past.ago = 1 and risk_id = risk.id) as was_accepted,
                   risk.xmin::text::bigint as version
            from risk cross join ends where risk.sync_id = here.sync_id and (closed_at is null or closed_at >= here.opened_at)) one),
          'initiatives', (select coalesce(json_agg(one order by one.rank, one.quarter, one.name), '[]') from (
            select id, name, owner_id, quarter, rating, target, actual, blockers, changed, changed_at, closed_at, closed_as, xmin::text::bigint as version,
                   array_position(array['Red', 'Yellow', 'Green'], rating) as rank
            from initiative where sync_id = here.sync_id and (closed_at is null or closed_at >= here.opened_at)) one),
          'decisions', (select coalesce(json_agg(one order by one.taken_at), '[]') from (
            select decision.id, decision.text, decision.why, decision.condition, decision.executor_id, decision.due, decision.taken_at, old.text as supersedes
            from sync_decision decision left join sync_decision old on old.id = decision.supersedes_id
            where decision.meeting_id = here.id) one),
          'earlier', (select coalesce(json_agg(json_build_object('id', id, 'text', left(text, 91)) order by taken_at desc), '[]') from (
            select * from sync_decision decision
            where decision.sync_id = here.sync_id and not exists (select from sync_decision newer where newer.supersedes_id = decision.id)
            order by taken_at desc limit 50) one),
          'escalations', (select coalesce(json_agg(one order by one.kind desc, one.raised_at), '[]') from (
            select id, kind, text, needed, asked_id, by_day, raised_by, raised_at, answer, answered_at, closed_at,
                   (select count(*) from escalation_reading where escalation_id = escalation.id) as seen_by,
                   exists (select from escalation_reading where escalation_id = escalation.id and person_id = $2) as seen_by_me
            from escalation where sync_id = here.sync_id and (closed_at is null or closed_at >= here.opened_at)) one),
          'questions', (select coalesce(json_agg(one order by one.asked_at), '[]') from (
            select question.id, question.text, asked_by, asked_at, origin.name as came_from, answer, closed_at
            from open_question question left join sync origin on origin.id = question.came_from
            where question.sync_id = here.sync_id and (closed_at is null or closed_at >= here.opened_at)) one),
          'actions', (select coalesce(json_agg(one order by one.due, one.made_at), '[]') from (
            select id, risk_id, owner_id, promise, due, is_parked, made_at, coalesce(meeting_id = here.id, false) as is_of_this, ended_at, ended_as, word
            from sync_action where sync_id = here.sync_id and (ended_at is null or meeting_id = here.id or ended_at >= here.opened_at)) one),
          'matters', (select coalesce(json_agg(one order by one.due), '[]') from (
            select id, owner_id, due, people, noted_by from restricted_matter where sync_id = here.sync_id and ended_at is null and $2 = any (people)) one),
          'triages', (select coalesce(json_agg(json_build_object('item', item, 'treatment', treatment)), '[]') from triage where meeting_id = here.id),
          'notes', (select coalesce(json_agg(json_build_object('item', item, 'text', text, 'version', version, 'written_by', written_by)), '[]')
            from sync_note where meeting_id = here.id),
          'times', (select coalesce(json_agg(one), '[]') from (
            select section, colour, sum(extract(epoch from greatest(coalesce(to_at, $3) - from_at, interval '0'))) as seconds, bool_or(to_at is null) as runs
            from sync_time where meeting_id = here.id group by section, colour) one),
          'vote', (select json_build_object('mark', mark, 'word', word) from sync_vote where meeting_id = here.id and person_id = $2))::text
        from here
        """;

    // $1 is the viewer, $2 until when a meeting is near, $3 until which day an action presses.
    private const string PressingSql =
        """
        with seat as materialized (
          select sync.id, sync.name, coming.id as meeting_id, coming.starts_at, coming.started_at
          from sync_member member
          join sync on sync.id = member.sync_id and sync.ended_at is null
          left join sync_meeting coming on coming.sync_id = sync.id and coming.ended_at is null and coming.missed_at is null
          where member.person_id = $1 and member.left_at is null
        )
        select case when started_at is null then 'Coming' else 'Running' end as kind, meeting_id as id, seat.id as sync_id, name,
          (select string_agg(team.name, ', ' order by metric_row.position)
           from metric_row join team on team.id = metric_row.team_id
           where metric_row.sync_id = seat.id and metric_row.retired_at is null and $1 in (metric_row.owner_id, metric_row.deputy_id)
             and not exists (select from filled_row where filled_row.meeting_id = seat.meeting_id and filled_row.row_id = metric_row.id)) as words,
          starts_at, null::date as day
        from seat where meeting_id is not null and starts_at < $2
        union all
        select 'Escalation', escalation.id, seat.id, name, escalation.text, null, by_day
        from seat join escalation on escalation.sync_id = seat.id
        where asked_id = $1 and answer is null and closed_at is null
        union all
        (select 'Action', sync_action.id, seat.id, name, promise, null, due
        from seat join sync_action on sync_action.sync_id = seat.id
        where owner_id = $1 and sync_action.ended_at is null and due <= $3)
        order by kind desc, starts_at, day, id
        limit 40
        """;

    private const string OwnActionsSql =
        """
        select 'Action', sync_action.id, sync.id, sync.name, promise, null::timestamptz, due
        from sync_member member
        join sync on sync.id = member.sync_id
        join sync_action on sync_action.sync_id = sync.id
        where member.person_id = $1 and member.left_at is null and sync_action.owner_id = $1 and sync_action.ended_at is null
        order by due, sync_action.id
        limit 200
        """;

    private static readonly JsonSerializerOptions Shape = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(), new IdConverters() },
    };

    /// <summary>One sync as it comes or runs; nothing, for whoever does not belong.</summary>
    public List<SyncOrder> Order(Id<SyncMeeting> id, DateTimeOffset now) => viewer.IsShut
        ? []
        : questions.Ask(OrderSql, row => row.Document<SyncOrder>(Shape), id.Value, viewer.PersonId.Value, now);

    /// <summary>What of the viewer's syncs presses: what runs or comes soon, what waits for their answer, what they took on and is due.</summary>
    public List<PressingInSync> Pressing(DateTimeOffset until, DateOnly due) => viewer.IsShut || !viewer.IsInSync
        ? []
        : questions.Ask(PressingSql, ReadPressing, viewer.PersonId.Value, until, due);

    /// <summary>All that the viewer took on in syncs and has not ended, by date.</summary>
    public List<PressingInSync> OwnActions() => viewer.IsShut ? [] : questions.Ask(OwnActionsSql, ReadPressing, viewer.PersonId.Value);

    private static PressingInSync ReadPressing(Row row) =>
        new(row.Choice<PressingKind>(), row.Id<object>().Value, row.Id<Sync>(), row.Text(), row.TextOrNull(), row.MomentOrNull(), row.DayOrNull());

    /// <summary>An <see cref="Id{T}"/> as PostgreSQL writes it in a document.</summary>
    private sealed class IdConverters : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Id<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(typeToConvert.GenericTypeArguments))!;
    }

    private sealed class IdConverter<T> : JsonConverter<Id<T>>
    {
        public override Id<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
