using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>What is prepared before a sync: rows, risks, staffing, initiatives, escalations and questions, each by whoever owns it.</summary>
public sealed class PreReadModel(SyncQueries queries, Viewer viewer, TimeProvider clock) : SyncItemsPage(viewer, clock)
{
    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    public override string Here => $"/leadership-sync/{Id}/pre-read";

    protected override Task<Id<Sync>> SyncId(CancellationToken stop) => Task.FromResult(new Id<Sync>(Id));

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        if (await queries.Coming(new(Id), Viewer, stop) is null)
        {
            _ = await queries.One(new(Id), Viewer, stop);
            return LocalRedirect($"/leadership-sync/{Id}");
        }

        await Load(stop);
        return Meeting.IsRunning ? LocalRedirect($"/leadership-sync/meetings/{Meeting.Id}") : Page();
    }

    /// <summary>What the figures of the last syncs show as normal; null while there are too few.</summary>
    public NormalRange? Proposed(OrderRow row, OrderColumn column) =>
        NormalRange.Proposed(Order.Series(row, column).Where(figure => figure.Ago > 0).Select(figure => figure.Value));

    protected override async Task<Id<SyncMeeting>> MeetingId(CancellationToken stop)
    {
        var coming = await queries.Coming(new(Id), Viewer, stop);
        Refusal.Missing(coming is null);
        return coming.Value;
    }

    protected override async Task Load(CancellationToken stop) => LookAt(await queries.Order(await MeetingId(stop), Viewer, stop));
}
