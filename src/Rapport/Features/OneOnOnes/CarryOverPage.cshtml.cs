using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Where the report opens a former series to their manager, or closes it again. For everybody else there is nothing here.</summary>
public sealed class CarryOverModel(
    SeriesQueries seriesQueries, PairQueries pairs, CarryOverHistory carryOverHistory, TakeBackHistory takeBackHistory, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid SeriesId { get; set; }

    public SeriesPage Pair { get; private set; } = null!;

    /// <summary>Whom the viewer reports to now.</summary>
    public Candidate? Manager { get; private set; }

    /// <summary>Who reads this history now, besides the two.</summary>
    public string? Reader { get; private set; }

    public DateOnly Today { get; private set; }

    public bool ManagerIsHalf => Manager?.Id == Pair.Manager.Id;

    private string Here => $"/one-on-ones/{SeriesId}/carry-over";

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(() => carryOverHistory.Run(new(SeriesId), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostBack(CancellationToken stop) => Act(() => takeBackHistory.Run(new(SeriesId), viewer, stop), Here, stop);

    protected override async Task Load(CancellationToken stop)
    {
        Today = viewer.Today(clock.GetUtcNow());
        Pair = await seriesQueries.Page(new(SeriesId), viewer, stop);
        Refusal.Missing(Pair.Series.ReportId != viewer.PersonId || !Pair.Series.HasEnded(Today));
        Manager = (await pairs.Candidates(Today, viewer, stop)).Find(candidate => candidate.Above == 1);
        Reader = await pairs.Reader(new Id<Series>(SeriesId), viewer, stop) is { } name ? PersonName.Called(name) : null;
    }
}
