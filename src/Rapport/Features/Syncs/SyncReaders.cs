using Microsoft.EntityFrameworkCore;
using Rapport.Features.People;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Where the notes of a sync and their readers are read when they are sent: by whoever sends them, as far as they may see, or by the jobs.
/// </summary>
public sealed record SyncReaders(IQueryable<SyncRecord> Records, IQueryable<SyncMeeting> Meetings, IQueryable<SyncMember> Members, IQueryable<Person> People)
{
    /// <summary>The messages after the end of a sync, to be added in the transaction that says that they go.</summary>
    /// <param name="today">Whoever has left by then gets none.</param>
    public async Task<IEnumerable<object>> AfterTheEnd(
        Sync sync, SyncMeeting meeting, (Id<ChatChannel> Id, string Name)? channel, DateOnly today, DateTimeOffset now, CancellationToken stop)
    {
        var records = await (from record in Records
                             join of in Meetings on record.MeetingId equals of.Id
                             where of.SyncId == sync.Id && of.PlannedStart <= meeting.PlannedStart
                             orderby of.PlannedStart descending
                             select record).AsNoTracking().Take(2).ToListAsync(stop);
        var readers = await (from member in Members
                             where member.SyncId == sync.Id && member.LeftAt == null
                             join person in People on member.PersonId equals person.Id
                             where person.LeftOn == null || person.LeftOn > today
                             select person).ToListAsync(stop);
        return SyncMessages.AfterTheEnd(sync, meeting, records[0].Read(), records.ElementAtOrDefault(1)?.Read(), readers, channel, now);
    }
}
