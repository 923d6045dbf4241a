using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// What has to change when people leave or change manager, although whoever says so may not see it: series end, a leaver's
/// promises end. It is changed and never shown; a test names the few who may use it.
/// </summary>
public sealed class Upkeep(RapportDb db)
{
    /// <summary>The series of these people that go on after a day, held until the transaction ends.</summary>
    public IQueryable<Series> SeriesGoingOn(IEnumerable<Id<Person>> people, DateOnly after)
    {
        var ids = people.Select(person => person.Value).ToArray();
        return db.Set<Series>().FromSql(
            $"""
            select *, xmin from series
            where (ended_on is null or ended_on > {after}) and (manager_id = any ({ids}) or report_id = any ({ids}))
            order by id for no key update
            """);
    }

    /// <summary>The series of a person that end on one day, held until the transaction ends.</summary>
    public IQueryable<Series> SeriesEndingOn(Id<Person> person, DateOnly day) => db.Set<Series>().FromSql(
        $"""
        select *, xmin from series
        where ended_on = {day} and (manager_id = {person.Value} or report_id = {person.Value})
        order by id for no key update
        """);

    /// <summary>Whether these two have a series that has no end.</summary>
    public IQueryable<Series> RunningSeriesOf(Id<Person> one, Id<Person> other) => db.Set<Series>().Where(series => series.EndedOn == null
        && ((series.ManagerId == one && series.ReportId == other) || (series.ManagerId == other && series.ReportId == one)));

    public IQueryable<CarryOver> HistoriesOpenedBy(IEnumerable<Id<Person>> reports) =>
        db.Set<CarryOver>().Where(carry => reports.Contains(carry.ReportId) && carry.WithdrawnAt == null);

    /// <summary>Ends what a leaver has promised. Their leaving has to be saved by then, in the same transaction.</summary>
    public Task EndLoopsOf(Id<Person> leaver, DateTimeOffset at, CancellationToken stop) =>
        db.Database.ExecuteSqlAsync($"select end_loops_of_leaver({leaver.Value}, {at})", stop);
}

public static class UpkeepAccess
{
    public static Upkeep Upkeep(this RapportDb db) => new(db);
}
