using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Who belongs to a sync, when it meets and what it asks; changed by whoever facilitates, seen by all who belong.</summary>
public sealed class SettingsModel(SyncQueries queries, Viewer viewer, TimeProvider clock) : FormPage
{
    [FromRoute(Name = "id")]
    public Guid SyncId { get; set; }

    public SyncOrder Order { get; private set; } = null!;

    public OrderSync Sync => Order.Sync;

    public Sync Reach { get; private set; } = null!;

    public IEnumerable<SelectListItem> Channels { get; private set; } = [];

    public Rhythm? Rhythm { get; private set; }

    public RhythmOfSync NewRhythm { get; private set; } = null!;

    public IEnumerable<SelectListItem> Others { get; private set; } = [];

    public IEnumerable<SelectListItem> Teams { get; private set; } = [];

    public Id<Person> Me => viewer.PersonId;

    public bool IsFacilitator => Sync.EndedAt is null && (Sync.FacilitatorId == viewer.PersonId || Sync.StandInId == viewer.PersonId);

    public DateOnly Today => viewer.Today(clock.GetUtcNow());

    public IEnumerable<SelectListItem> Seats => [new("attends and writes", "true"), new("only reads", "false")];

    private Id<Sync> Id => new(SyncId);

    private string Here => $"/leadership-sync/{SyncId}/settings";

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        if (await queries.Coming(Id, viewer, stop) is null)
        {
            // For a moment after one has ended, and for good after the sync itself has.
            _ = await queries.One(Id, viewer, stop);
            return LocalRedirect($"/leadership-sync/{SyncId}");
        }

        await Load(stop);
        return Page();
    }

    public Task<IActionResult> OnPostName(string? name, Guid facilitator, Guid? standIn, uint version, [FromServices] ReviseSync revise, CancellationToken stop) =>
        Act(() => revise.Run(Id, new(name, new(facilitator), standIn is { } person ? new(person) : null, version), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostMembers(Guid person, bool attends, [FromServices] SeatMember seat, CancellationToken stop) =>
        Act(() => seat.Run(Id, new(new(person), attends), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostRemovals(Guid person, [FromServices] RemoveMember remove, CancellationToken stop) => Act(
        async () =>
        {
            await remove.Run(Id, new(person), viewer, stop);
            return person == viewer.PersonId.Value ? "/leadership-sync" : Here;
        },
        stop);

    public Task<IActionResult> OnPostRhythm(
        Cadence? cadence, DayOfWeek? weekday, TimeOnly? time, string? zone, int? minutes, DateOnly? from, [FromServices] SetSyncRhythm set, CancellationToken stop) =>
        Act(() => set.Run(Id, new(cadence, weekday, time, zone, minutes, from), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostMove(DateOnly? day, TimeOnly? at, string? reason, [FromServices] MoveSync move, CancellationToken stop) => Act(
        async () =>
        {
            var coming = await queries.Coming(Id, viewer, stop);
            Refusal.Missing(coming is null);
            await move.Run(coming.Value, new(day, at, reason), viewer, stop);
        },
        Here, stop);

    public Task<IActionResult> OnPostRows(Guid team, Guid owner, Guid? deputy, [FromServices] KeepRow keep, CancellationToken stop) =>
        Act(() => keep.Run(Id, new(new(team), new(owner), deputy is { } person ? new(person) : null), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostRetiredRows(Guid row, [FromServices] RetireMetric retire, CancellationToken stop) =>
        Act(() => retire.Run(Id, new Id<MetricRow>(row), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostColumns(Guid column, string? name, string? unit, [FromServices] KeepColumn keep, CancellationToken stop) =>
        Act(() => keep.Run(Id, new(new(column), name, unit), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostRetiredColumns(Guid column, [FromServices] RetireMetric retire, CancellationToken stop) =>
        Act(() => retire.Run(Id, new Id<MetricColumn>(column), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostReach(string? mailingList, Guid? channel, [FromServices] ReachSync reach, CancellationToken stop) =>
        Act(() => reach.Run(Id, new(mailingList, channel is { } chosen ? new(chosen) : null), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostEnd([FromServices] DisbandSync disband, CancellationToken stop) => Act(() => disband.Run(Id, viewer, stop), $"/leadership-sync/{SyncId}", stop);

    public IEnumerable<SelectListItem> Attending(Id<Person>? chosen, string? nobody) =>
        Choices(Order.Belonging.Where(member => member.Attends), chosen, nobody);

    public IEnumerable<SelectListItem> Belonging(string? nobody) => Choices(Order.Belonging, null, nobody);

    public IEnumerable<SelectListItem> Zones() => WallClock.Zones(clock.GetUtcNow()).Select(zone => new SelectListItem(zone.Label, zone.Id));

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));

    protected override async Task Load(CancellationToken stop)
    {
        var coming = await queries.Coming(Id, viewer, stop);
        Refusal.Missing(coming is null);
        Order = await queries.Order(coming.Value, viewer, stop);
        Reach = await queries.One(Id, viewer, stop);
        Channels = [new("None", ""), .. (await queries.Channels(viewer, stop)).Select(channel => new SelectListItem(channel.Name, channel.Id.ToString(), channel.Id == Reach.ChannelId))];
        Rhythm = await queries.Rhythm(Id, viewer, stop);
        NewRhythm = Rhythm is { } rhythm ? RhythmOfSync.Of(rhythm, Today) : RhythmOfSync.Usual(viewer.TimeZone, Today);
        Teams = [.. (await queries.Teams(viewer, stop)).Select(team => new SelectListItem(team.Name, team.Id.ToString()))];
        var belonging = Order.Belonging.Select(member => member.PersonId).ToHashSet();
        Others = [.. (await queries.People(viewer, stop)).Where(person => !belonging.Contains(person.Id)).Select(person => new SelectListItem(person.Name, person.Id.ToString()))];
    }

    private static IEnumerable<SelectListItem> Choices(IEnumerable<OrderMember> members, Id<Person>? chosen, string? nobody)
    {
        var choices = members.Select(member => new SelectListItem(member.Name, member.PersonId.ToString(), member.PersonId == chosen));
        return nobody is null ? choices : choices.Prepend(new(nobody, ""));
    }
}
