using Microsoft.EntityFrameworkCore;
using Rapport.Features.Outbox;
using Rapport.Integrations.Chat;
using Rapport.Jobs;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Says by itself what nobody may forget to say: notes that were not sent by 1:45 go, whose row is missing when the pre-read is due hears
/// of it once, and on day seven the owner of a red's action is asked. Each is a row of the outbox, written with the fact that it is done.
/// </summary>
public sealed class TellOfSyncs(JobsDb db, TimeProvider clock)
{
    // Older ones were overtaken by what came after them.
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(30);

    public async Task Run(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await db.SyncMeetings.Where(meeting => meeting.NotesSentAt == null && meeting.EndedAt <= now - SyncMeeting.NotesByThemselves && meeting.EndedAt > now - LooksBack)
            .Select(meeting => meeting.Id).ToListAsync(stop))
            await db.AsOne(() => Send(id, now, stop), stop);
        foreach (var id in await db.SyncMeetings.Where(meeting => meeting.StartedAt == null && meeting.MissedAt == null && meeting.StartsAt <= now + SyncMeeting.PreReadAhead && meeting.StartsAt > now)
            .Select(meeting => meeting.Id).ToListAsync(stop))
            await db.AsOne(() => Chase(id, now, stop), stop);
        foreach (var id in await db.SyncActions.Where(action => action.RiskId != null && action.EndedAt == null && action.AskedAt == null && action.MadeAt <= now - SyncAction.AskedAfter)
            .Select(action => action.Id).ToListAsync(stop))
            await db.AsOne(() => Ask(id, now, stop), stop);
    }

    private async Task Send(Id<SyncMeeting> id, DateTimeOffset now, CancellationToken stop)
    {
        var meeting = await db.SyncMeetingInTurn(id, stop);
        if (!meeting.SendNotes(null, now))
            return;
        var sync = await db.Syncs.SingleAsync(sync => sync.Id == meeting.SyncId, stop);
        var channel = await db.ChatChannels.FirstOrDefaultAsync(known => known.Id == sync.ChannelId && known.ClosedAt == null, stop);
        var messages = await new SyncReaders(db.SyncRecords, db.SyncMeetings, db.SyncMembers, db.People).AfterTheEnd(
            sync, meeting, channel is null ? null : (channel.Id, channel.Name), DateOnly.FromDateTime(now.UtcDateTime), now, stop);
        foreach (var message in messages)
            db.Add(message);
    }

    private async Task Chase(Id<SyncMeeting> id, DateTimeOffset now, CancellationToken stop)
    {
        var meeting = await db.SyncMeetingInTurn(id, stop);
        var cause = $"pre-read/{id}";
        if (await db.OutgoingMessages.AnyAsync(message => message.Cause == cause, stop))
            return;
        var sync = await db.Syncs.SingleAsync(sync => sync.Id == meeting.SyncId, stop);
        var missing = await (from row in db.MetricRows
                             where row.SyncId == sync.Id && row.RetiredAt == null && !db.FilledRows.Any(filled => filled.MeetingId == id && filled.RowId == row.Id)
                             join team in db.Teams on row.TeamId equals team.Id
                             orderby row.Position
                             select new { row.OwnerId, row.DeputyId, team.Name }).ToListAsync(stop);
        var asked = missing.SelectMany(row => new[] { (Person: row.OwnerId, row.Name), (Person: row.DeputyId ?? row.OwnerId, row.Name) }).Distinct().ToLookup(row => row.Person, row => row.Name);
        var ids = asked.Select(person => person.Key).ToList();
        foreach (var person in await db.People.Where(person => ids.Contains(person.Id) && person.LeftOn == null).ToListAsync(stop))
            db.Add(SyncMessages.PreRead(sync, meeting, person, [.. asked[person.Id]], now));
    }

    private async Task Ask(Id<SyncAction> id, DateTimeOffset now, CancellationToken stop)
    {
        var action = await db.SyncActions.SingleAsync(action => action.Id == id, stop);
        var risk = await db.Risks.SingleAsync(risk => risk.Id == action.RiskId, stop);
        action.Ask(now);
        if (risk.IsOpen && await db.People.FirstOrDefaultAsync(person => person.Id == action.OwnerId && person.LeftOn == null, stop) is { } owner)
            db.Add(SyncMessages.AskAbout(action, risk, owner, now));
    }
}
