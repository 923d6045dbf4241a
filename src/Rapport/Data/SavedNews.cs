using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Data;

/// <summary>
/// Says of which series something has just been saved, whoever saved it, and only once it is committed; and what a live
/// text took by it, for those who have that text open. The news itself carries no content, so whoever hears it has to ask
/// for it under their own rights.
/// </summary>
public sealed class SavedNews : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, HashSet<Id<Series>>> waiting = [];
    private readonly ConditionalWeakTable<DbContext, List<SharedText>> written = [];

    /// <summary>Hears every series of which something was saved. It must not take long.</summary>
    public Action<Id<Series>> Listener { get; set; } = _ => { };

    /// <summary>Hears what each live text took. It must not take long.</summary>
    public Action<TextPlace, IReadOnlyList<TextChange>> TextListener { get; set; } = (_, _) => { };

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db)
        {
            waiting.GetOrCreateValue(db).UnionWith(Changed(db));
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
            written.Remove(db);
        }

        return Task.CompletedTask;
    }

    private void Tell(DbContext db)
    {
        var changed = waiting.TryGetValue(db, out var series) ? series : [];
        var texts = written.TryGetValue(db, out var known) ? known : [];
        _ = Forget(db);
        foreach (var text in texts.Distinct())
        {
            TextListener(new(text.MeetingId, text.Kind, text.PointId), [.. text.News]);
            text.Fold();
        }

        foreach (var one in changed)
            Listener(one);
    }

    private static List<Id<Series>> Changed(DbContext db)
    {
        var meetings = db.ChangeTracker.Entries<Meeting>().ToDictionary(entry => entry.Entity.Id, entry => entry.Entity.SeriesId);
        return
        [
            .. db.ChangeTracker.Entries()
                .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
                .Select(entry => entry.Entity switch
                {
                    Series series => series.Id,
                    Meeting meeting => meeting.SeriesId,
                    AgendaPoint point => point.SeriesId,
                    OpenLoop loop => loop.SeriesId,
                    Decision decision => decision.SeriesId,
                    SharedText text => Of(text.MeetingId),
                    Talk talk => Of(talk.MeetingId),
                    _ => null,
                })
                .OfType<Id<Series>>(),
        ];

        Id<Series>? Of(Id<Meeting> meeting) => meetings.TryGetValue(meeting, out var series) ? series : null;
    }
}
