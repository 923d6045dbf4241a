using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Kernel;
using Rapport.Tests.OneOnOnes;

namespace Rapport.Tests.Absences;

/// <summary>Days away and holidays are entered once, however often and however quickly a form is sent.</summary>
public class EnteringDaysTests(Cluster cluster) : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2026, 4, 6);

    private RhythmScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await RhythmScene.In(cluster);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Leave_sent_again_and_at_once_is_entered_once()
    {
        var id = Id<Leave>.New();
        Assert.All(await _scene.AtOnce([.. Enumerable.Repeat<Func<RapportDb, Task>>(db => Away(db, id, Monday, Monday.AddDays(4)), 6)]), Assert.Null);
        await _scene.Do(db => Away(db, id, Monday, Monday.AddDays(4)));
        await _scene.Do(db => Away(db, Id<Leave>.New(), Monday.AddDays(1), null));

        var leave = Assert.Single(await _scene.Do(db => db.Set<Leave>().ToListAsync()));
        Assert.Equal((Monday, Monday.AddDays(4)), (leave.FirstDay, leave.LastDay));
    }

    [Fact]
    public async Task Other_days_from_a_form_that_has_been_sent_are_not_lost_unsaid()
    {
        var id = Id<Leave>.New();
        await _scene.Do(db => Away(db, id, Monday, null));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => Away(db, id, Monday.AddDays(21), null)));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => new AddLeave(db).Run(new(id, Monday, null), _scene.Hanna.Viewer, default)));
    }

    [Fact]
    public async Task A_holiday_sent_again_and_at_once_is_entered_once_and_another_from_the_same_form_is_told_so()
    {
        var id = Id<PublicHoliday>.New();
        Assert.All(await _scene.AtOnce([.. Enumerable.Repeat<Func<RapportDb, Task>>(db => Holiday(db, id, "Easter Monday"), 6)]), Assert.Null);
        await _scene.Do(db => Holiday(db, id, " Easter Monday"));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => Holiday(db, id, "Spring")));

        Assert.Equal("Easter Monday", Assert.Single(await _scene.Do(db => db.Set<PublicHoliday>().ToListAsync())).Name);
    }

    [Fact]
    public async Task Of_two_administrators_who_enter_one_day_at_once_one_reads_that_it_is_there()
    {
        var outcomes = await _scene.AtOnce([.. Enumerable.Range(0, 4).Select<int, Func<RapportDb, Task>>(_ => db => Holiday(db, Id<PublicHoliday>.New(), "Easter Monday"))]);
        Assert.Equal([null, RefusalKind.Conflict, RefusalKind.Conflict, RefusalKind.Conflict], outcomes.Order());
    }

    private Task Away(RapportDb db, Id<Leave> id, DateOnly first, DateOnly? last) => new AddLeave(db).Run(new(id, first, last), _scene.Teo.Viewer, default);

    private Task Holiday(RapportDb db, Id<PublicHoliday> id, string name) => new AddHoliday(db, TimeProvider.System).Run(new(id, Monday, name, null), _scene.Cast.Robin.Viewer, default);
}
