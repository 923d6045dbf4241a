using System.Text;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class ImportPeopleTests(Database database) : IClassFixture<Database>
{
    private const string Header = "Name,E-mail,Manager's e-mail,Team,Title,Level,Start date,Time zone\n";

    [Fact]
    public async Task Everybody_comes_in_with_team_and_manager_and_again_nothing_changes()
    {
        var org = await Organisation.In(database);
        var file = File("Ana,ana@x,,Platform,CTO,L9,2019-04-01,Europe/Berlin", "Ben,ben@x,ANA@x,platform,Head,,,UTC", "Cara,cara@x,ben@x,Data,,,,UTC");

        await Import(org, file);

        await using var db = database.Db();
        var ben = await db.Set<Person>().SingleAsync(person => person.Email == "ben@x");
        Assert.Equal([PersonRole.Manager], ben.Roles);
        Assert.Null(ben.ManagingSince);
        Assert.Equal(2, await db.Set<Team>().CountAsync());
        Assert.Equal(2, await db.Set<ReportingLine>().CountAsync(line => line.ValidFrom == Organisation.Today));
        Assert.Equal((0, 0, 3), await Counts(org, file));
    }

    [Fact]
    public async Task A_new_manager_in_the_file_is_a_change_of_manager_with_all_that_follows()
    {
        var org = await Organisation.In(database);
        var series = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);

        await Import(org, File("Teo Marković,teo@example.org,omar@example.org,,,,,Europe/Berlin"));

        Assert.Equal("Hanna 2024-01-01..2026-03-19, Omar 2026-03-19..", await org.History(org.Cast.Teo));
        Assert.Equal(SeriesEnding.ManagerChanged, (await org.Read(series)).EndedBecause);
        Assert.Equal(Organisation.Today, (await org.Read(org.Cast.Omar)).ManagingSince);
    }

    [Fact]
    public async Task What_was_not_previewed_is_not_imported()
    {
        var org = await Organisation.In(database);
        var file = File("Teo M.,teo@example.org,hanna@example.org,,,,,Europe/Berlin");
        var seen = await Plan(org, file);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, Organisation.Today);

        var refused = await Assert.ThrowsAsync<Refusal>(() => Import(org, file, seen.Fingerprint));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Equal("Teo Marković", (await org.Read(org.Cast.Teo)).Name);
    }

    [Fact]
    public async Task One_problem_keeps_all_rows_out()
    {
        var org = await Organisation.In(database);
        var file = File("New,new@x,,,,,,UTC", "Other,other@x,nobody@x,,,,,UTC");
        var refused = await Assert.ThrowsAsync<Refusal>(async () => await Import(org, file));

        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        await using var db = database.Db();
        Assert.False(await db.Set<Person>().AnyAsync(person => person.Email == "new@x"));
    }

    [Fact]
    public async Task A_circle_with_what_is_planned_keeps_all_rows_out()
    {
        var org = await Organisation.In(database);
        await org.ChangeManager(org.Cast.Ruth, org.Cast.Omar, new(2026, 5, 1));
        var file = File("Omar Haddad,omar@example.org,teo@example.org,,,,,Africa/Cairo", "New,new@x,,,,,,UTC");
        await Assert.ThrowsAsync<Refusal>(async () => await Import(org, file));

        await using var db = database.Db();
        Assert.False(await db.Set<Person>().AnyAsync(person => person.Email == "new@x"));
    }

    [Fact]
    public async Task The_same_import_twice_at_once_happens_once()
    {
        var org = await Organisation.In(database);
        var file = File("New,new@x,ruth@example.org,Fresh,,,,UTC");
        var seen = await Plan(org, file);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Record.ExceptionAsync(() => Import(org, file, seen.Fingerprint)).AsTask()));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(3, outcomes.Count(outcome => outcome is Refusal { Kind: RefusalKind.Conflict }));
    }

    [Fact]
    public async Task Five_thousand_people_come_in_within_seconds()
    {
        var org = await Organisation.In(database);
        var rows = Enumerable.Range(0, 5000).Select(at => $"Person {at},p{at}@x,{(at == 0 ? "" : $"p{(at - 1) / 7}@x")},Team {at % 90},Engineer,L{at % 9},2024-03-18,UTC");
        var started = System.Diagnostics.Stopwatch.StartNew();
        await Import(org, File([.. rows]));

        Assert.True(started.Elapsed < TimeSpan.FromSeconds(30), $"It took {started.Elapsed}.");
        Assert.Equal((0, 0, 5000), await Counts(org, File([.. rows])));
    }

    [Fact]
    public async Task Only_administrators_import()
    {
        var org = await Organisation.In(database);
        await using var db = database.Db();
        var import = new ImportPeople(db, new(db, org.Clock), org.Clock);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => import.Run(new(File("New,new@x,,,,,,UTC"), ""), org.Cast.Ruth.Viewer, default))).Kind);
    }

    private static byte[] File(params string[] rows) => Encoding.UTF8.GetBytes(Header + string.Join('\n', rows));

    private async Task<ImportPlan> Plan(Organisation org, byte[] file)
    {
        await using var db = database.Db();
        return ImportPlan.Make(PeopleFile.Read(file), await new PersonQueries(db, org.Clock).Known(org.Cast.Robin.Viewer, default), Organisation.Today);
    }

    private async Task Import(Organisation org, byte[] file, string? seen = null)
    {
        seen ??= (await Plan(org, file)).Fingerprint;
        await using var db = database.Db();
        await new ImportPeople(db, new(db, org.Clock), org.Clock).Run(new(file, seen), org.Cast.Robin.Viewer, default);
    }

    private async Task<(int New, int Updated, int Unchanged)> Counts(Organisation org, byte[] file)
    {
        var plan = await Plan(org, file);
        return (plan.New, plan.Updated, plan.Unchanged);
    }
}
