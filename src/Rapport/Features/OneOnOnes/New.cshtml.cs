using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Starts a one-on-one: with whom, then how often, when and by which guides, prefilled from the policy that holds for the two.</summary>
public sealed class NewModel(
    PairQueries pairs, PolicyQueries policies, StartSeries startSeries, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true)]
    public Guid? With { get; set; }

    [BindProperty]
    public RhythmInput? Input { get; set; }

    [BindProperty]
    public List<Guid> Guides { get; set; } = [];

    public List<Candidate> Candidates { get; private set; } = [];

    public Candidate? Other { get; private set; }

    public List<RoleGuide> AllGuides { get; private set; } = [];

    public RhythmFields Fields { get; private set; } = null!;

    public bool IsShut => viewer.IsShut;

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        await Load(stop);
        return Other?.SeriesId is { } running ? LocalRedirect($"/one-on-ones/{running}") : Page();
    }

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () =>
        {
            Refusal.Missing(With is null || Input is null);
            var series = await startSeries.Run(
                new(new Id<Series>(Input.Id), new Id<Person>(With.Value), Input.Request(), [.. Guides.Select(guide => new Id<RoleGuide>(guide))]), viewer, stop);
            return $"/one-on-ones/{series}";
        },
        stop);

    /// <summary>The same page with what the typed rhythm would cost, for browsers that run no scripts.</summary>
    public async Task<IActionResult> OnPostCost(CancellationToken stop)
    {
        await Load(stop);
        return Page();
    }

    public IEnumerable<SelectListItem> People() => Candidates
        .Where(candidate => candidate.SeriesId is null)
        .Select(candidate => new SelectListItem($"{candidate.Name}, {Relation(candidate.Above)}", candidate.Id.ToString()));

    public static string Relation(int above) => above switch
    {
        1 => "manages you",
        -1 => "reports to you",
        2 => "your manager’s manager",
        -2 => "reports to someone who reports to you",
        > 2 => $"{above} levels above you",
        _ => $"{-above} levels below you",
    };

    protected override async Task Load(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var today = viewer.Today(now);
        Candidates = viewer.IsShut ? [] : await pairs.Candidates(today, viewer, stop);
        if (With is not { } with)
            return;

        Other = Candidates.Find(candidate => candidate.Id.Value == with);
        Refusal.Missing(Other is null);
        var book = await policies.Book(viewer, stop);
        var facts = await policies.Facts(Other.Above > 0 ? viewer.PersonId : Other.Id, today, viewer, stop);
        AllGuides = book.Guides;
        if (Input is null)
            Guides = [.. book.Suggested(facts.Roles).Select(guide => guide.Id.Value)];

        var kind = Math.Abs(Other.Above) == 1 ? SeriesKind.Direct : SeriesKind.SkipLevel;
        var advice = book.Advise(kind, facts, Guides.Select(guide => new Id<RoleGuide>(guide)), today);
        Input ??= new RhythmInput(
            default, advice.Cadence, DayOfWeek.Thursday, new TimeOnly(10, 0), WallClock.Canonical(viewer.TimeZone), advice.Minutes,
            Rhythm.MondayOf(today).AddDays(7), null);
        var others = Other.Above < 0 ? IndexModel.Cost(await pairs.Running(today, viewer, stop), viewer, now) : null;
        Fields = new RhythmFields(Input, advice, others, now);
    }
}
