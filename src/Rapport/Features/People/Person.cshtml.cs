using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>One person: what everybody knows of them, and what only their reporting line and administrators do.</summary>
public sealed class PersonModel(PersonQueries queries, TakeBackLeaving takeBack, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid PersonId { get; set; }

    public PersonPage It { get; private set; } = null!;
    public IReadOnlyList<NamedPerson> Reports { get; private set; } = [];
    public IReadOnlyList<HistoryRow> History { get; private set; } = [];
    public Id<Series>? OneOnOne { get; private set; }
    public IReadOnlyList<SeriesDatesRow> SeriesDates { get; private set; } = [];
    public DateOnly Today { get; private set; }
    public LocalTime Local { get; private set; } = null!;

    public bool IsMe => PersonId == viewer.PersonId.Value;
    public bool MayAdminister => viewer.MayAdminister();
    public string Called => PersonName.Called(It.Name);

    /// <summary>A leaving that lies ahead, for those who may know of it.</summary>
    public DateOnly? LastDay => It.LeftOn is null ? It.Career?.LeftOn?.AddDays(-1) : null;

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPostStay(CancellationToken stop) =>
        Act(() => takeBack.Run(new(PersonId), viewer, stop), $"/people/{PersonId}", stop);

    protected override async Task Load(CancellationToken stop)
    {
        var id = new Id<Person>(PersonId);
        var now = clock.GetUtcNow();
        Today = viewer.Today(now);
        It = await queries.Page(id, viewer, stop);
        Local = LocalTime.Of(It.TimeZone, Today, now);
        Reports = await queries.Reports(id, viewer, stop);
        History = await queries.History(id, viewer, stop);
        if (!IsMe)
            OneOnOne = await queries.SeriesWith(id, viewer, stop);
        if (MayAdminister)
            SeriesDates = await queries.SeriesDates(id, viewer, stop);
    }

    /// <summary>Such as "since 1 April 2026", "18 March 2024 to 31 March 2026", "from 1 May 2026".</summary>
    public string Span(HistoryRow row)
    {
        var from = Date(row.From);
        return row switch
        {
            { To: { } to } when to > Today => row.From > Today ? $"from {from} to {Date(to.AddDays(-1))}" : $"since {from}, until {Date(to.AddDays(-1))}",
            { To: { } to } => $"{from} to {Date(to.AddDays(-1))}",
            _ => row.From > Today ? $"from {from}" : $"since {from}",
        };
    }

    public string Verb(HistoryRow row) => (row.IsReport, row.From > Today, row.To <= Today) switch
    {
        (true, true, _) => "Will report to",
        (true, _, true) => "Reported to",
        (true, _, _) => "Reports to",
        (false, true, _) => "Will manage",
        (false, _, true) => "Managed",
        _ => "Manages",
    };

    /// <summary>Since when the present manager has been so, for those who may know; nothing when the list below says it.</summary>
    public string? Since => OverTime.Count == 0 && History.FirstOrDefault(row => row.IsReport) is { } present ? Date(present.From) : null;

    /// <summary>What the history says beyond who reports to whom today.</summary>
    public IReadOnlyList<HistoryRow> OverTime
    {
        get
        {
            var isMore = History.Any(row => row.To is not null || row.From > Today);
            return [.. History.Where(row => isMore && (row.IsReport || row.To is not null || row.From > Today))];
        }
    }

    public static string Date(DateOnly day) => day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);

    public static string Date(DateTimeOffset at) => Date(DateOnly.FromDateTime(at.UtcDateTime));
}
