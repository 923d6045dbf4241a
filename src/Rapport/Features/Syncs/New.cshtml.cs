using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Starts a sync; for whoever leads people, and for administrators on behalf of them.</summary>
public sealed class NewModel(SyncQueries queries, FoundSync found, Viewer viewer, TimeProvider clock) : FormPage
{
    // More than that and the list is no list any more: those who lead come first.
    private const int MostShown = 400;

    public sealed record NewSync(
        Guid Id, string? Name, Guid? Facilitator, Guid? StandIn, Cadence? Cadence, int? Minutes, DayOfWeek? Weekday, TimeOnly? At, string? Zone, DateOnly? From, Guid[]? Attending, Guid[]? Reading);

    [BindProperty]
    public NewSync Input { get; set; } = null!;

    public List<People.NamedPerson> Candidates { get; private set; } = [];

    private HashSet<Id<Person>> leaders = [];

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        if (!await queries.MayStart(viewer, stop))
            return NotFound();
        await Load(stop);
        var usual = RhythmOfSync.Usual(viewer.TimeZone, viewer.Today(clock.GetUtcNow()));
        var facilitator = leaders.Contains(viewer.PersonId) ? viewer.PersonId.Value : (Guid?)null;
        Input = new(default, null, facilitator, null, usual.Cadence, usual.Minutes, usual.Weekday, usual.At, usual.Zone, usual.From, null, null);
        return Page();
    }

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () =>
        {
            var id = new Id<Sync>(Input.Id);
            Refusal.Invalid(Input.Facilitator is null, "Choose who facilitates.");
            var rhythm = new RhythmOfSync(Input.Cadence, Input.Weekday, Input.At, Input.Zone, Input.Minutes, Input.From);
            await found.Run(
                new(id, Input.Name, rhythm, new(Input.Facilitator.Value), Input.StandIn is { } standIn ? new(standIn) : null, People(Input.Attending), People(Input.Reading)), viewer, stop);
            return (await queries.Mine(viewer, stop)).Exists(sync => sync.Id == id) ? $"/leadership-sync/{id}/settings" : "/leadership-sync";
        },
        stop);

    public IEnumerable<SelectListItem> Choices(Guid? chosen, string? nobody = null)
    {
        var people = Candidates.Select(person => new SelectListItem(person.Name, person.Id.ToString(), person.Id.Value == chosen));
        return nobody is null ? chosen is null ? people.Prepend(new("Choose somebody", "")) : people : people.Prepend(new(nobody, ""));
    }

    public IEnumerable<SelectListItem> Zones() => WallClock.Zones(clock.GetUtcNow()).Select(zone => new SelectListItem(zone.Label, zone.Id));

    public bool IsAttending(Id<Person> person) => Input.Attending?.Contains(person.Value) ?? (Request.Method == HttpMethods.Get && leaders.Contains(person));

    public bool IsReading(Id<Person> person) => Input.Reading?.Contains(person.Value) ?? false;

    protected override async Task Load(CancellationToken stop)
    {
        leaders = [.. await queries.Leaders(viewer, stop)];
        Candidates = [.. (await queries.People(viewer, stop)).OrderByDescending(person => leaders.Contains(person.Id)).Take(MostShown)];
    }

    private static List<Id<Person>> People(Guid[]? ids) => [.. (ids ?? []).Select(id => new Id<Person>(id))];
}
