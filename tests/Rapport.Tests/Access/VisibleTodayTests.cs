using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Today;

namespace Rapport.Tests.Access;

/// <summary>What is read at once for the first page is what <see cref="Visible"/> sees, for everyone.</summary>
public class VisibleTodayTests(Database database) : IClassFixture<Database>
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
                db.Add(new OpenLoop(series.Id, series.ReportId, series.ReportId, "Between us", Today, null, null, Now));
                var kept = new OpenLoop(series.Id, series.ManagerId, series.ManagerId, "Kept", Today, null, null, Now.AddDays(-7));
                kept.Keep(null, Today, Now);
                db.Add(kept);
                db.Add(new Leave(series.ManagerId, Today, Today.AddDays(3)));
                db.Add(Meeting.Unplanned(series.Id, Now, 30));
            }

            // Carried-over history is read on its own pages, not on the reader's day.
            db.Add(new CarryOver(ended.Id, cast.Priya.Id, cast.Hanna.Id, Now));
            (await db.Set<Series>().SingleAsync(series => series.Id == ended.Id)).End(Today, SeriesEnding.ManagerChanged);
            await db.SaveChangesAsync();
        }

        var read = 0;
        foreach (var member in cast.All)
        {
            foreach (var viewer in new[] { member.Viewer, member.Viewer with { IsShut = true } })
            {
                await using var db = cast.Db();
                var seen = db.SeenBy(viewer);
                var questions = new Questions(db, viewer);
                var today = new VisibleToday(questions, viewer);
                var (rows, meetings, loops, away) = (today.Pairs(Today, OpenLoopQueries.CountedFrom(Now)), today.Meetings(Today), today.Loops(), today.Away(Today, Today.AddDays(-30), Today.AddDays(30)));
                await questions.Answer(default);
                var mine = await seen.Series.Select(series => series.Id).ToListAsync();
                var going = await seen.Series.Where(series => series.EndedOn == null || series.EndedOn > Today).Select(series => series.Id).ToListAsync();
                var pairs = rows.Select(row => row.Pair).OfType<PairToday>().ToList();

                Assert.Equivalent(going, pairs.Select(pair => pair.Id), strict: true);
                Assert.Equal(await seen.AgendaPoints.CountAsync(point => going.Contains(point.SeriesId)), pairs.Sum(pair => pair.MyPoints + pair.TheirPoints));
                Assert.Equivalent(
                    await seen.Meetings.Where(meeting => going.Contains(meeting.SeriesId)).Select(meeting => meeting.Id).ToListAsync(),
                    meetings.Select(meeting => meeting.Date.Id), strict: true);
                Assert.Equivalent(
                    await seen.OpenLoops.Where(loop => mine.Contains(loop.SeriesId) && loop.EndedAt == null).Select(loop => loop.Id).ToListAsync(),
                    loops.Select(loop => loop.Id), strict: true);
                Assert.Equal(
                    await seen.FollowThroughLoops.CountAsync(loop => loop.OwnerId == viewer.PersonId && loop.EndedAs == LoopEnding.Kept),
                    rows[0].Kept);
                Assert.Equivalent(
                    (await seen.AwayDays.ToListAsync()).Select(days => (days.PersonId, days.FirstDay)), away.Select(days => (days.PersonId, days.FirstDay)), strict: true);
                read++;
            }
        }

        Assert.True(read >= 10, "Pairs, strangers, readers and the shut were all asked.");
    }
}
