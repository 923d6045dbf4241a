using Rapport.Features.Outbox;
using Rapport.Features.Syncs;
using Rapport.Jobs;
using Rapport.Tests.Fakes;
using Rapport.Tests.Outbox;

namespace Rapport.Tests.Syncs;

/// <summary>However many nodes look at the same moment, and whoever presses then too: everybody is told once.</summary>
public class NotesOnceTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const int Nodes = 4;

    private readonly FixedClock clock = new(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));
    private SyncScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await SyncScene.In(database, clock);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Notes_that_are_due_go_once_when_several_nodes_and_both_who_facilitate_send_them_at_once()
    {
        for (var round = 1; round <= 5; round++)
        {
            var meeting = await scene.Start();
            await scene.End(meeting);
            clock.Pass(SyncMeeting.NotesByThemselves);
            await Task.WhenAll([.. AllNodes(), Press(scene.Cast.Hanna), Press(scene.Cast.Ruth)]);
            await Task.WhenAll(AllNodes());
            var notes = (await Posted.In(database)).Where(one => one.Kind == MessageKind.SyncNotes && one.Cause.EndsWith(meeting.ToString(), StringComparison.Ordinal)).Select(one => one.Address);
            Assert.Equal(["hanna@example.org", "omar@example.org", "priya@example.org", "ruth@example.org", "teo@example.org"], notes.Order(StringComparer.Ordinal));
            clock.Pass(TimeSpan.FromDays(14) - SyncMeeting.NotesByThemselves);

            Task Press(Member who) => scene.Do(db => new SendNotes(db, clock).Run(meeting, who.Viewer, default));
        }
    }

    [Fact]
    public async Task A_missing_row_is_chased_once_by_several_nodes_at_once()
    {
        await scene.Hold();
        clock.Pass(TimeSpan.FromHours(-12));
        await Task.WhenAll(AllNodes());
        Assert.Equal(["priya@example.org", "teo@example.org"], (await Posted.In(database)).Where(one => one.Kind == MessageKind.PreRead).Select(one => one.Address).Order(StringComparer.Ordinal));
    }

    private IEnumerable<Task> AllNodes() => Enumerable.Range(0, Nodes).Select(async _ =>
    {
        await using var jobs = JobsDb.Open(database.Jobs);
        await new TellOfSyncs(jobs, clock).Run(default);
    });
}
