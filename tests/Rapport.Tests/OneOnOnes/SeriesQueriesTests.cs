using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.OneOnOnes;

public class SeriesQueriesTests(Database database) : IClassFixture<Database>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_series_page_is_read_with_its_people_and_their_agreement()
    {
        await using var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(database.Jobs).Options);
        var hanna = new Person("Hanna Lindqvist", "hanna@example.org", "Europe/Berlin", Now);
        var teo = new Person("Teo Adeyemi", "teo@example.org", "Europe/Lisbon", Now);
        var series = new Series(SeriesKind.Direct, hanna.Id, teo.Id, hanna.Id, Now);
        var proposal = new RhythmProposal(series.Id, hanna.Id, new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, new(10, 0), "Europe/Berlin", 30, new(2026, 1, 8)), null, null, Now);
        proposal.Agree(teo.Id, new(2026, 1, 8), Now);
        db.AddRange(hanna, teo, series, proposal, new Leave(teo.Id, new(2026, 3, 25), new(2026, 3, 27)), new PublicHoliday(new(2026, 4, 2), "Day off", "Europe/Berlin"));
        await db.SaveChangesAsync();
        var viewer = new Viewer(teo.Id, Guid.NewGuid(), Id<AccountSession>.New(), teo.Name, teo.TimeZone, false, false, Now);
        var queries = new SeriesQueries(db, new Fakes.FixedClock(Now));

        var page = await queries.Page(series.Id, viewer, default);
        var away = await queries.Away(series.Id, new(2026, 3, 1), viewer, default);
        var meetings = await queries.Meetings(series.Id, null, 26, viewer, default);

        Assert.Equal(("Hanna", "Teo"), (page.Manager.Called, page.Report.Called));
        Assert.Empty(meetings);
        var dates = page.Calendar([], away).From(Now.AddHours(1)).Take(4).Select(meeting => (meeting.StartsAt.Day, meeting.Excused));
        Assert.Equal([(19, null), (26, "leave"), (2, "Day off"), (9, null)], dates);
    }
}
