using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>How every change to a promise goes: only its owner makes it, and pressing twice is pressing once.</summary>
internal static class OwnLoop
{
    /// <param name="isDone">Whether the loop is already as the change would leave it, from an earlier press.</param>
    public static async Task ChangeOwn(this RapportDb db, Id<OpenLoop> id, Viewer viewer, Func<OpenLoop, bool> isDone, Action<OpenLoop> change, CancellationToken stop)
    {
        try
        {
            await Once(db, id, viewer, isDone, change, stop);
        }
        catch (Refusal meanwhile) when (meanwhile.Kind == RefusalKind.Conflict)
        {
            // The other press was quicker. Seen anew, either there is nothing left to do, or the loop itself says what stands in the way.
            db.ChangeTracker.Clear();
            await Once(db, id, viewer, isDone, change, stop);
        }
    }

    /// <summary>An ended series stays as it was, but for how its promises end.</summary>
    public static async Task RefuseIfSeriesEnded(this RapportDb db, Id<OpenLoop> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var loop = await seen.OpenLoops.One(loop => loop.Id == id, stop);
        viewer.RefuseUnlessOwner(loop);
        var series = await seen.Series.One(series => series.Id == loop.SeriesId, stop);
        series.RefuseIfEnded(viewer.Today(now));
    }

    private static async Task Once(RapportDb db, Id<OpenLoop> id, Viewer viewer, Func<OpenLoop, bool> isDone, Action<OpenLoop> change, CancellationToken stop)
    {
        var loop = await db.SeenBy(viewer).OpenLoops.One(loop => loop.Id == id, stop);
        viewer.RefuseUnlessOwner(loop);
        if (isDone(loop))
            return;

        change(loop);
        await db.SaveChangesAsync(stop);
    }

    public static void RefuseUnlessOwner(this Viewer viewer, OpenLoop loop) =>
        Refusal.Forbidden(!viewer.MayAnswerFor(loop), "Only the person who promised it says what becomes of it.");
}
