using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;
using Microsoft.EntityFrameworkCore;
using static Rapport.Tests.OneOnOnes.RhythmScene;

namespace Rapport.Tests.OneOnOnes;

/// <summary>A history passes on only if the report carries it over, and only as long as they leave it open.</summary>
public class CarryOverTests(Cluster cluster)
{
    [Fact]
    public async Task Who_manages_them_no_more_reads_it_no_more_with_the_next_click()
    {
        await using var scene = await In(cluster);
        var series = await scene.Cast.Pair(scene.Cast.Ruth, scene.Teo, SeriesKind.SkipLevel);
        await scene.Do(db => new EndSeries(db, scene.Clock).Run(series.Id, scene.Teo.Viewer, default));
        await scene.Do(db => new CarryOverHistory(db, scene.Clock).Run(series.Id, scene.Teo.Viewer, default));
        var today = scene.Cast.Robin.Viewer.Today(scene.Clock.GetUtcNow());

        await Move(today.AddDays(7));
        Assert.Single(await Carried());
        await Move(today);
        Assert.Empty(await Carried());

        Task Move(DateOnly from) => scene.Do(db => new ChangeManager(db, scene.Clock).Run(scene.Teo.Id, new(scene.Cast.Omar.Id, from), scene.Cast.Robin.Viewer, default));
        Task<List<Series>> Carried() => scene.Do(db => db.SeenBy(scene.Hanna.Viewer).CarriedSeries.ToListAsync());
    }

    [Fact]
    public async Task The_report_opens_a_former_series_to_their_manager_and_takes_it_back()
    {
        await using var scene = await In(cluster);
        var series = await scene.Cast.Pair(scene.Cast.Ruth, scene.Teo, SeriesKind.SkipLevel);
        Assert.Equal(RefusalKind.Conflict, await scene.Refused(db => Carry(db, scene.Teo)));
        await scene.Do(db => new EndSeries(db, scene.Clock).Run(series.Id, scene.Teo.Viewer, default));

        Assert.Equal(RefusalKind.Forbidden, await scene.Refused(db => Carry(db, scene.Cast.Ruth)));
        Assert.Equal(RefusalKind.Missing, await scene.Refused(db => Carry(db, scene.Hanna)));
        Assert.Equal([null, null], await scene.AtOnce(db => Carry(db, scene.Teo), db => Carry(db, scene.Teo)));
        Assert.Single(await Carried(scene.Hanna));

        await scene.Do(db => new TakeBackHistory(db, scene.Clock).Run(series.Id, scene.Teo.Viewer, default));
        Assert.Empty(await Carried(scene.Hanna));

        Task Carry(Rapport.Data.RapportDb db, Member who) => new CarryOverHistory(db, scene.Clock).Run(series.Id, who.Viewer, default);
        Task<List<Series>> Carried(Member who) => scene.Do(db => db.SeenBy(who.Viewer).CarriedSeries.ToListAsync());
    }
}
