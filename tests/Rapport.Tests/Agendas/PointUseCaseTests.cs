using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;
using Rapport.Tests.Meetings;

namespace Rapport.Tests.Agendas;

/// <summary>What is put on an agenda is there afterwards, and what belongs to the past stays as it was.</summary>
public class PointUseCaseTests(Cluster cluster)
{
    [Fact]
    public async Task In_a_series_that_has_ended_not_even_the_author_changes_a_point_or_its_place()
    {
        await using var scene = await MeetingScene.In(cluster);
        var first = await scene.Point(scene.Hanna, "Your first quarter");
        var second = await scene.Point(scene.Hanna, "Your second quarter");
        await scene.Do(async db =>
        {
            (await db.Set<Series>().SingleAsync()).End(new DateOnly(2026, 3, 19), SeriesEnding.ManagerChanged);
            await db.SaveChangesAsync();
        });

        Assert.Equal(RefusalKind.Conflict, await Refused(scene, db => new PlacePoint(db, scene.Clock).Run(second, new(Up: true), scene.Hanna.Viewer, default)));
        Assert.Equal(RefusalKind.Conflict, await Refused(scene, async db =>
        {
            var version = await db.Set<AgendaPoint>().Where(point => point.Id == first).Select(point => EF.Property<uint>(point, "Version")).SingleAsync();
            await new RewritePoint(db, scene.Clock).Run(first, new(PointKind.Point, null, Part.People, "It never happened", null, version), scene.Hanna.Viewer, default);
        }));
        Assert.Equal(["Your first quarter", "Your second quarter"], await Titles(scene));
    }

    [Fact]
    public async Task The_same_form_again_is_the_same_point_and_other_words_in_it_are_not_lost_unsaid()
    {
        await using var scene = await MeetingScene.In(cluster);
        var id = Id<AgendaPoint>.New();

        await Add(scene, scene.Teo, id, "Only I can release");
        await Add(scene, scene.Teo, id, " Only I can release ");
        Assert.Equal(RefusalKind.Conflict, await Refused(scene, db => Add(db, scene, scene.Teo, id, "And nobody deputises")));
        Assert.Equal(["Only I can release"], await Titles(scene));
    }

    [Fact]
    public async Task A_point_goes_up_and_down_and_stays_where_it_is_at_either_end()
    {
        await using var scene = await MeetingScene.In(cluster);
        foreach (var title in (string[])["one", "two", "three", "four"])
            await Add(scene, scene.Teo, Id<AgendaPoint>.New(), title);
        await Add(scene, scene.Hanna, Id<AgendaPoint>.New(), "hers");
        var ids = await scene.Do(db => db.Set<AgendaPoint>().ToDictionaryAsync(point => point.Title, point => point.Id));

        await Place("four", up: true);
        await Place("one", up: false);
        await Place("two", up: true);
        await Place("three", up: false);
        Assert.Equal(["two", "one", "four", "three"], (await Titles(scene)).Except(["hers"]));

        Task Place(string title, bool up) => scene.Do(db => new PlacePoint(db, scene.Clock).Run(ids[title], new(up), scene.Teo.Viewer, default));
    }

    [Fact]
    public async Task Two_points_that_came_at_once_and_share_a_place_can_still_change_places()
    {
        await using var scene = await MeetingScene.In(cluster);
        foreach (var title in (string[])["one", "two", "three"])
        {
            await scene.Do(async db =>
            {
                db.Add(new AgendaPoint(scene.Series.Id, scene.Teo.Id, PointKind.Point, null, Part.People, title, null, 1, 0, scene.Clock.GetUtcNow()));
                await db.SaveChangesAsync();
            });
            scene.Clock.Pass(TimeSpan.FromSeconds(1));
        }

        var last = await scene.Do(db => db.Set<AgendaPoint>().Where(point => point.Title == "three").Select(point => point.Id).SingleAsync());
        await scene.Do(db => new PlacePoint(db, scene.Clock).Run(last, new(Up: true), scene.Teo.Viewer, default));
        Assert.Equal(["one", "three", "two"], await Titles(scene));
    }

    [Fact]
    public async Task An_id_that_is_taken_in_another_series_saves_nothing_and_says_so()
    {
        await using var scene = await MeetingScene.In(cluster);
        var elsewhere = await scene.Cast.Pair(scene.Cast.Ruth, scene.Cast.Omar, SeriesKind.SkipLevel);
        await scene.Do(db => new AddPoint(db, scene.Clock).Run(elsewhere.Id, new(default, PointKind.Point, null, null, "Theirs", null), scene.Cast.Omar.Viewer, default));

        Assert.Equal(RefusalKind.Conflict, await Refused(scene, db => Add(db, scene, scene.Teo, default, "Mine")));
    }

    [Fact]
    public async Task A_decision_sent_from_a_form_that_has_made_another_one_is_not_lost_unsaid()
    {
        await using var scene = await MeetingScene.In(cluster);
        var meeting = await scene.Start(scene.Hanna);
        var id = Id<Decision>.New();

        await Take("Two people release");
        await Take("Two people release");
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => Take("Three people release"))).Kind);

        Task Take(string text) => scene.Do(db => new TakeDecision(db, scene.Clock).Run(meeting, new(id, null, text, null, null), scene.Teo.Viewer, default));
    }

    private static Task Add(MeetingScene scene, Member who, Id<AgendaPoint> id, string title) => scene.Do(db => Add(db, scene, who, id, title));

    private static Task Add(RapportDb db, MeetingScene scene, Member who, Id<AgendaPoint> id, string title) =>
        new AddPoint(db, scene.Clock).Run(scene.Series.Id, new(id, PointKind.Point, null, null, title, null), who.Viewer, default);

    private static async Task<RefusalKind> Refused(MeetingScene scene, Func<RapportDb, Task> act) =>
        (await Assert.ThrowsAsync<Refusal>(() => scene.Do(act))).Kind;

    private static Task<List<string>> Titles(MeetingScene scene) =>
        scene.Do(db => db.Set<AgendaPoint>().OrderBy(point => point.Position).Select(point => point.Title).ToListAsync());
}
