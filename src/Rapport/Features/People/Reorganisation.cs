using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// A change of who reports to whom from one day on, made in turn and inside a transaction. It refuses circles, and ends
/// the series that no longer follow a line: with a former manager, and a skip-level's when its two are no longer above and
/// below each other. Nothing passes to the new manager.
/// </summary>
internal sealed class Reorganisation
{
    private const int MostNamesInAChain = 8;

    private readonly RapportDb db;
    private readonly Viewer viewer;
    private readonly DateTimeOffset now;
    private readonly DateOnly today;
    private readonly DateOnly from;
    private readonly HashSet<Id<Person>> haveManaged;
    private readonly List<(Id<Person> Report, Id<Person>? Former, Id<Person>? Next)> changes = [];

    private Reorganisation(RapportDb db, Viewer viewer, DateTimeOffset now, DateOnly from, ReportingStructure structure, HashSet<Id<Person>> haveManaged) =>
        (this.db, this.viewer, this.now, today, this.from, Structure, this.haveManaged) = (db, viewer, now, viewer.Today(now), from, structure, haveManaged);

    public ReportingStructure Structure { get; }

    /// <param name="from">The day of the change; it may lie ahead.</param>
    public static async Task<Reorganisation> Begin(RapportDb db, DateTimeOffset now, DateOnly from, Viewer viewer, CancellationToken stop)
    {
        var day = viewer.Today(now);
        Refusal.Forbidden(!viewer.MayAdminister(), "Only an administrator changes who reports to whom.");
        Refusal.Invalid(from > day.AddYears(2), "Choose a day within the next two years.");
        await db.OrganisationInTurn(stop);

        var seen = db.SeenBy(viewer);
        var earliest = from < day ? from : day;
        var lines = await seen.ReportingHistory(day).Where(line => line.ValidTo == null || line.ValidTo >= earliest).ToListAsync(stop);
        var leaving = await seen.People.Where(person => person.LeftOn != null)
            .Select(person => new { person.Id, LeftOn = person.LeftOn!.Value }).ToDictionaryAsync(person => person.Id, person => person.LeftOn, stop);
        var managers = await seen.ReportingHistory(day).Select(line => line.ManagerId).Distinct().ToListAsync(stop);
        return new(db, viewer, now, from, new(lines, leaving, day), [.. managers]);
    }

    /// <summary>These people led before Rapport knew them: their first line makes them no new manager.</summary>
    public void LedBefore(IEnumerable<Id<Person>> people) => haveManaged.UnionWith(people);

    public void Change(Id<Person> report, Id<Person>? manager)
    {
        var former = Structure.Change(report, manager, from);
        changes.Add((report, former, manager));
        if (former != manager)
            db.Add(new AuditEvent(AuditKind.ChangedManager, viewer.PersonId, now, report));
    }

    /// <summary>What was ended ahead of its day goes on; it is looked at with the rest.</summary>
    public void Continue(ReportingLine line)
    {
        Structure.Continue(line);
        changes.Add((line.ReportId, null, line.ManagerId));
    }

    public async Task Save(CancellationToken stop)
    {
        var days = Structure.DaysOfChange(from);
        foreach (var (report, _, _) in changes)
            await RefuseCircle(report, days, stop);

        db.AddRange(Structure.Begun);
        await MakeManagers(stop);
        await SettleSeries(stop);
        if (from <= today)
            await WithdrawHistories(stop);
        await db.SaveChangesAsync(stop);
    }

    private async Task RefuseCircle(Id<Person> report, IReadOnlyList<DateOnly> days, CancellationToken stop)
    {
        if (Structure.Circle(report, days) is not { } circle)
            return;

        var shown = circle.Take(MostNamesInAChain).ToList();
        var names = await db.SeenBy(viewer).People.Where(person => shown.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.Name, stop);
        var chain = string.Join(" → ", shown.Select(person => names[person])) + (circle.Count > shown.Count ? " → …" : "");
        throw new Refusal(RefusalKind.Conflict, $"The reporting lines would go round in a circle: {chain}.");
    }

    private async Task MakeManagers(CancellationToken stop)
    {
        var ids = Structure.Begun.Where(line => !line.NeverHeld).Select(line => line.ManagerId).Distinct().ToList();
        if (ids.Count == 0)
            return;
        foreach (var manager in await db.SeenBy(viewer).People.Where(person => ids.Contains(person.Id)).ToListAsync(stop))
            manager.BeginManaging(haveManaged.Contains(manager.Id) ? null : from);
    }

    private async Task SettleSeries(CancellationToken stop)
    {
        var former = changes.Where(change => change.Former is not null).ToLookup(change => change.Report, change => change.Former!.Value);
        var moved = changes.Where(change => change.Next is not null).SelectMany(change => Structure.WithBelow(change.Report, from)).ToHashSet();
        var people = changes.Select(change => change.Report).Concat(moved).Distinct();
        foreach (var series in await db.Upkeep().SeriesGoingOn(people, today).ToListAsync(stop))
        {
            if (series is { EndedBecause: SeriesEnding.ManagerChanged, EndedOn: { } ahead } && ahead > today && Follows(series, ahead))
                await GoOn(series, stop);
            else if (series.Kind == SeriesKind.Direct ? former[series.ReportId].Contains(series.ManagerId) : moved.Contains(series.ReportId) && !Follows(series, from))
                End(series, from, SeriesEnding.ManagerChanged);
        }
    }

    /// <summary>What was carried over to a manager is shut for them with their next click; a change that lies ahead shuts it on its day.</summary>
    private async Task WithdrawHistories(CancellationToken stop)
    {
        var former = changes.Where(change => change.Former is not null && change.Former != change.Next).ToLookup(change => change.Report, change => change.Former!.Value);
        foreach (var carry in await db.Upkeep().HistoriesOpenedBy(former.Select(reports => reports.Key)).ToListAsync(stop))
        {
            if (former[carry.ReportId].Contains(carry.ReaderId))
                carry.Withdraw(now);
        }
    }

    private bool Follows(Series series, DateOnly day) => series.Kind == SeriesKind.Direct
        ? Structure.ManagerOf(series.ReportId, day) == series.ManagerId
        : Structure.Above(series.ReportId, day).Contains(series.ManagerId);

    /// <summary>Ends a series on a day, unless it ends before; one that began later ends with the day on which it began.</summary>
    public static void End(Series series, DateOnly day, SeriesEnding because)
    {
        var began = DateOnly.FromDateTime(series.StartedAt.UtcDateTime);
        if (day < began)
            day = began;
        if (series.EndedOn is null || series.EndedOn > day)
            series.End(day, because);
    }

    /// <summary>An end that was planned is taken back, unless the two have begun another series since.</summary>
    public async Task GoOn(Series series, CancellationToken stop)
    {
        if (!await db.Upkeep().RunningSeriesOf(series.ManagerId, series.ReportId).AnyAsync(stop))
            series.GoOn(today);
    }
}
