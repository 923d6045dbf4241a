using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>The standing page of one sync: the next one and how ready it is, what is yellow or red, what past ones left.</summary>
public sealed class SyncModel(SyncQueries queries, Viewer viewer, TimeProvider clock) : PageModel
{
    // A trend reaches over half a year of syncs.
    private const int InTrend = 13;

    [FromRoute(Name = "id")]
    public Guid SyncId { get; set; }

    [BindProperty(SupportsGet = true)]
    public int At { get; set; }

    public Sync Sync { get; private set; } = null!;

    /// <summary>The one that comes or runs; null once the sync has ended.</summary>
    public SyncOrder? Order { get; private set; }

    public List<PastSync> Past { get; private set; } = [];

    public bool HasMore { get; private set; }

    public IReadOnlyList<PastSync> Trend => [.. Past.Where(past => past.EndedAt is not null).Take(InTrend).Reverse()];

    public Id<Person> Viewer => viewer.PersonId;

    public DateTime Now { get; private set; }

    public DateOnly Today => DateOnly.FromDateTime(Now);

    public bool IsFacilitator => viewer.MayFacilitate(Sync);

    public bool IsDue => Order is { } order && clock.GetUtcNow() >= order.Meeting.PreReadDueAt;

    /// <summary>Its time has come, or nearly.</summary>
    public bool MayStart => IsFacilitator && Order is { Meeting.IsComing: true } order && clock.GetUtcNow() >= order.Meeting.StartsAt.AddHours(-1);

    public async Task OnGet(CancellationToken stop)
    {
        Now = viewer.Local(clock.GetUtcNow());
        At = Math.Clamp(At, 0, 100_000);
        var id = new Id<Sync>(SyncId);
        Sync = await queries.One(id, viewer, stop);
        if (await queries.Coming(id, viewer, stop) is { } coming)
            Order = await queries.Order(coming, viewer, stop);
        Past = await queries.Past(id, At, SyncQueries.PageSize + 1, viewer, stop);
        HasMore = Past.Count > SyncQueries.PageSize;
        Past = [.. Past.Take(SyncQueries.PageSize)];
    }

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));

    public string Name(Id<Person> person) => person == viewer.PersonId ? "you" : Order!.NameOf(person);
}
