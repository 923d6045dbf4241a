using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Access;

/// <summary>What is read at once for a pair's page is what <see cref="Visible"/> sees, for everyone.</summary>
public class VisiblePairTests(Database database) : IClassFixture<Database>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 19);

    [Fact]
    public async Task They_agree_for_pairs_strangers_administrators_readers_and_the_shut()
    {
        var cast = await Cast.In(database, Now);
        var running = await cast.Pair(cast.Hanna, cast.Teo);
        var ended = await cast.Pair(cast.Omar, cast.Priya);
        await using (var db = cast.Db())
        {
            foreach (var series in new[] { running, ended })
            {
                db.Add(new AgendaPoint(series.Id, series.ReportId, PointKind.Point, null, Part.People, "Between us", null, 1, 0, Now));
                db.Add(new AgendaPoint(series.Id, series.ManagerId, PointKind.Point, null, Part.People, "From the manager", null, 1, 0, Now));
                db.Add(new OpenLoop(series.Id, series.ReportId, series.ReportId, "Between us", Today, null, null, Now));
                db.Add(Kept(series));
                db.Add(Meeting.Unplanned(series.Id, Now, 30));
                db.Add(new Leave(series.ManagerId, Today, Today.AddDays(3)));
            }

            db.Add(new CarryOver(ended.Id, cast.Priya.Id, cast.Hanna.Id, Now));
            (await db.Set<Series>().SingleAsync(series => series.Id == ended.Id)).End(Today, SeriesEnding.ManagerChanged);
            await db.SaveChangesAsync();
        }

        var read = 0;
        foreach (var member in cast.All)
        {
            foreach (var viewer in new[] { member.Viewer, member.Viewer with { IsShut = true } })
            {
                foreach (var id in new[] { running.Id, ended.Id })
                {
                    await using var db = cast.Db();
                    var (seen, questions) = (db.SeenBy(viewer), new Questions(db, viewer));
                    var pair = new VisiblePair(questions, viewer, id);
                    var rows = pair.Page(Today, OpenLoopQueries.CountedFrom(Now));
                    var (meetings, days, points, loops) = (pair.Meetings(DateTimeOffset.MaxValue, 10, 6), pair.Away(Today), pair.OpenPoints(), pair.OpenLoops());
                    await questions.Answer(default);

                    Assert.Equal(
                        await seen.Series.AnyAsync(series => series.Id == id) || await seen.CarriedSeries.AnyAsync(series => series.Id == id),
                        rows.Count > 0);
                    Assert.Equivalent(
                        await seen.Meetings.Where(meeting => meeting.SeriesId == id).Select(meeting => meeting.Id).ToListAsync(),
                        meetings.Select(meeting => meeting.Date.Id), strict: true);
                    Assert.Equivalent(
                        await seen.AgendaPoints.Where(point => point.SeriesId == id && point.ClosedAt == null).Select(point => point.Id).ToListAsync(),
                        points.Select(point => point.Id), strict: true);
                    Assert.Equivalent(
                        await seen.OpenLoops.Where(loop => loop.SeriesId == id && loop.EndedAt == null).Select(loop => loop.Id).ToListAsync(),
                        loops.Select(loop => loop.Id), strict: true);
                    if (rows.Count == 0)
                        continue;

                    var page = await new SeriesQueries(db, new FixedClock(Now)).Page(id, viewer, default);
                    Assert.Equal(await seen.AgendaPoints.CountAsync(point => point.SeriesId == id), page.RecentPoints);
                    Assert.Equal(
                        await seen.FollowThroughLoops.CountAsync(loop => loop.SeriesId == id && loop.OwnerId == page.Series.ManagerId),
                        page.ManagerDue);
                    Assert.Equal(await seen.RhythmProposals.CountAsync(proposal => proposal.SeriesId == id), page.Proposals.Count);
                    Assert.Subset(
                        (await seen.AwayDays.Select(day => new { day.PersonId, day.FirstDay }).ToListAsync()).Select(day => (day.PersonId, day.FirstDay)).ToHashSet(),
                        days.Select(day => (day.PersonId, day.FirstDay)).ToHashSet());
                    read++;
                }
            }
        }

        Assert.True(read >= 6, "Pairs, readers and the shut were all asked.");
    }

    private static OpenLoop Kept(Series series)
    {
        var loop = new OpenLoop(series.Id, series.ManagerId, series.ManagerId, "Kept", Today, null, null, Now.AddDays(-7));
        loop.Keep(null, Today, Now);
        return loop;
    }
}
