using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Data;

/// <summary>
/// Says of which series, or of which sync, something has just been saved, whoever saved it, and only once it is committed; and what a live
/// text took by it, for those who have that text open. The news itself carries no content, so whoever hears it has to ask
/// for it under their own rights.
/// </summary>
public sealed class SavedNews : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, HashSet<Id<Series>>> waiting = [];
    private readonly ConditionalWeakTable<DbContext, HashSet<Id<Sync>>> synced = [];
    private readonly ConditionalWeakTable<DbContext, List<SharedText>> written = [];

    /// <summary>Hears every series of which something was saved. It must not take long.</summary>
    public Action<Id<Series>> Listener { get; set; } = _ => { };

    /// <summary>Hears every sync of which something was saved. It must not take long.</summary>
    public Action<Id<Sync>> SyncListener { get; set; } = _ => { };

    /// <summary>Hears what each live text took. It must not take long.</summary>
    public Action<TextPlace, IReadOnlyList<TextChange>> TextListener { get; set; } = (_, _) => { };

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db)
        {
            waiting.GetOrCreateValue(db).UnionWith(Changed(db));
            synced.GetOrCreateValue(db).UnionWith(ChangedSyncs(db));
            written.GetOrCreateValue(db).AddRange(db.ChangeTracker.Entries<SharedText>().Select(entry => entry.Entity).Where(text => text.News.Count > 0));
        }

        return ValueTask.FromResult(result);
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { Database.CurrentTransaction: null } db)
            Tell(db);
        return ValueTask.FromResult(result);
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => Forget(eventData.Context);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db)
            Tell(db);
        return Task.CompletedTask;
    }

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Forget(eventData.Context);

    public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default) =>
        Forget(eventData.Context);

    private Task Forget(DbContext? db)
    {
        if (db is not null)
        {
            waiting.Remove(db);
            synced.Remove(db);
            written.Remove(db);
        }

        return Task.CompletedTask;
    }

    private void Tell(DbContext db)
    {
        var changed = waiting.TryGetValue(db, out var series) ? series : [];
        var syncs = synced.TryGetValue(db, out var moved) ? moved : [];
        var texts = written.TryGetValue(db, out var known) ? known : [];
        _ = Forget(db);
        foreach (var text in texts.Distinct())
        {
            TextListener(new(text.MeetingId, text.Kind, text.PointId), [.. text.News]);
            text.Fold();
        }

        foreach (var one in changed)
            Listener(one);
        foreach (var one in syncs)
            SyncListener(one);
    }

    private static IEnumerable<Id<Series>> Changed(DbContext db)
    {
        return Of<Series>(db, changed => changed switch
        {
            Series series => series.Id,
            Meeting meeting => meeting.SeriesId,
            AgendaPoint point => point.SeriesId,
            OpenLoop loop => loop.SeriesId,
            Decision decision => decision.SeriesId,
            SharedText text => In(text.MeetingId),
            Talk talk => In(talk.MeetingId),
            _ => null,
        });

        Id<Series>? In(Id<Meeting> id) => Tracked<Meeting>(db, meeting => meeting.Id == id)?.SeriesId;
    }

    private static IEnumerable<Id<Sync>> ChangedSyncs(DbContext db)
    {
        return Of<Sync>(db, changed => changed switch
        {
            Sync sync => sync.Id,
            SyncMember member => member.SyncId,
            SyncRhythm rhythm => rhythm.SyncId,
            SyncMeeting meeting => meeting.SyncId,
            MetricColumn column => column.SyncId,
            MetricRow row => row.SyncId,
            MetricRange range => Tracked<MetricRow>(db, row => row.Id == range.RowId)?.SyncId,
            FilledRow row => In(row.MeetingId),
            Risk risk => risk.SyncId,
            Initiative initiative => initiative.SyncId,
            StaffingUpdate update => update.SyncId,
            Escalation escalation => escalation.SyncId,
            EscalationReading reading => Tracked<Escalation>(db, escalation => escalation.Id == reading.EscalationId)?.SyncId,
            OpenQuestion question => question.SyncId,
            SyncDecision decision => decision.SyncId,
            SyncAction action => action.SyncId,
            RestrictedMatter matter => matter.SyncId,
            Triage triage => In(triage.MeetingId),
            SyncNote note => In(note.MeetingId),
            Attendance attendance => In(attendance.MeetingId),
            RedAcceptance acceptance => In(acceptance.MeetingId),
            _ => null,
        });

        Id<Sync>? In(Id<SyncMeeting> id) => Tracked<SyncMeeting>(db, meeting => meeting.Id == id)?.SyncId;
    }

    /// <summary>What changed things belong to; whoever changes a part has the whole at hand, or says nothing.</summary>
    private static IEnumerable<Id<T>> Of<T>(DbContext db, Func<object, Id<T>?> whole) => db.ChangeTracker.Entries()
        .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
        .Select(entry => whole(entry.Entity))
        .OfType<Id<T>>();

    private static T? Tracked<T>(DbContext db, Func<T, bool> wanted)
        where T : class => db.ChangeTracker.Entries<T>().Select(entry => entry.Entity).FirstOrDefault(wanted);
}
