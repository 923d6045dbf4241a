using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Shared;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Brings an item of a sync before others whom the viewer meets: as a point of a one-on-one of theirs, or as a question of another
/// sync that they attend. Both say which sync it came from; the sync itself does not tell where it went.
/// </summary>
public sealed class PassOnModel(SyncQueries queries, AddPoint addPoint, AskQuestion ask, Viewer viewer) : FormPage
{
    private const string OneOnOne = "one-on-one:";
    private const string AnotherSync = "sync:";

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public SyncItem? Item { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? To { get; set; }

    public SyncOrder Order { get; private set; } = null!;

    /// <summary>The viewer's one-on-ones, then the other syncs that they attend.</summary>
    public List<SelectListItem> Places { get; private set; } = [];

    public string Words { get; private set; } = "";

    public string Back => Order.Meeting.IsComing ? $"/leadership-sync/{Order.Sync.Id}/pre-read" : $"/leadership-sync/meetings/{Id}";

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPost(Guid newPoint, CancellationToken stop) => Act(
        async () =>
        {
            await Load(stop);
            if (Place<Series>(OneOnOne) is { } series)
            {
                await addPoint.Run(series, new(new(newPoint), PointKind.Point, null, null, Text, $"From {Order.Sync.Name}."), viewer, stop);
                return Back;
            }

            var sync = Place<Sync>(AnotherSync);
            Refusal.Invalid(sync is null || sync == Order.Sync.Id, "Choose where it goes.");
            await ask.Run(sync.Value, new(new(newPoint), Text, Order.Sync.Id), viewer, stop);
            return Back;
        },
        stop);

    protected override async Task Load(CancellationToken stop)
    {
        Refusal.Missing(Item is null);
        Order = await queries.Order(new(Id), viewer, stop);
        var title = Order.TitleOf(Item);
        Refusal.Missing(title is null);
        Words = TypedWords.Fit(title, AgendaPoint.LongestTitle);
        var (pairs, syncs) = await queries.WhereOneMeets(Order.Sync.Id, viewer, stop);
        Places =
        [
            .. pairs.Select(pair => new SelectListItem($"{pair.Name}, one-on-one", OneOnOne + pair.Id)),
            .. syncs.Select(sync => new SelectListItem($"{sync.Name}, sync", AnotherSync + sync.Id)),
        ];
    }

    private Id<T>? Place<T>(string kind) =>
        To is not null && To.StartsWith(kind, StringComparison.Ordinal) && Guid.TryParse(To.AsSpan(kind.Length), out var id) ? new Id<T>(id) : null;
}
