using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class AddPersonTests(Database database) : IClassFixture<Database>
{
    private static readonly PersonDetails Nia = new("Nia Owusu", "nia@example.org", "Africa/Accra", "Engineer", "E3", "Payments", new(2026, 3, 16), [PersonRole.Engineer]);

    [Fact]
    public async Task Somebody_joins_a_team_that_comes_into_being_and_reports_from_today_on()
    {
        var org = await Organisation.In(database);
        var id = Id<Person>.New();
        await Add(org, new(id, Nia, org.Cast.Hanna.Id));
        await Add(org, new(id, Nia, org.Cast.Hanna.Id));

        await using var db = database.Db();
        var page = await new PersonQueries(db, org.Clock).Page(id, org.Cast.Robin.Viewer, default);
        Assert.Equal(("Nia Owusu", "Payments", "Hanna Weiß", "E3"), (page.Name, page.Team!, page.ManagerName!, page.Career!.Level!));
    }

    [Fact]
    public async Task A_form_sent_several_times_at_once_adds_one_person_and_another_name_in_it_is_told_so()
    {
        var org = await Organisation.In(database);
        var id = Id<Person>.New();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Add(org, new(id, Nia, org.Cast.Hanna.Id)))));
        var refused = await Assert.ThrowsAsync<Refusal>(() => Add(org, new(id, Nia with { Name = "Ama Owusu", Email = "ama@example.org" }, null)));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);

        await using var db = database.Db();
        Assert.Equal("Nia Owusu", (await db.Set<Person>().SingleAsync(person => person.Id == id)).Name);
        Assert.Equal(1, await db.Set<ReportingLine>().CountAsync(line => line.ReportId == id));
        Assert.False(await db.Set<Person>().AnyAsync(person => person.Email == "ama@example.org"));
    }

    [Fact]
    public async Task A_team_is_known_by_its_name_whatever_its_capitals()
    {
        var org = await Organisation.In(database);
        await Add(org, new(Id<Person>.New(), Nia, null));
        await Add(org, new(Id<Person>.New(), Nia with { Email = "nia2@example.org", Team = "PAYMENTS" }, null));

        await using var db = database.Db();
        var team = Assert.Single(await new PersonQueries(db, org.Clock).Teams(org.Cast.Teo.Viewer, default));
        Assert.Equal(("Payments", 2), (team.Name, team.People));
    }

    [Fact]
    public async Task An_address_belongs_to_one_person()
    {
        var org = await Organisation.In(database);
        var refused = await Assert.ThrowsAsync<Refusal>(() => Add(org, new(Id<Person>.New(), Nia with { Email = "TEO@example.org" }, null)));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        await Assert.ThrowsAsync<Refusal>(() => Revise(org, org.Cast.Priya, Nia with { Email = "Teo@example.org" }));
    }

    [Theory]
    [InlineData("", "a@b.example", "UTC")]
    [InlineData("Nia", "no address", "UTC")]
    [InlineData("Nia", "a@b.example", "Mars/Olympus")]
    [InlineData("Nia\u0000", "a@b.example", "UTC")]
    public async Task What_cannot_be_is_refused(string name, string email, string zone)
    {
        var org = await Organisation.In(database);
        var refused = await Assert.ThrowsAsync<Refusal>(() => Add(org, new(Id<Person>.New(), Nia with { Name = name, Email = email, Zone = zone }, null)));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
    }

    [Fact]
    public async Task A_correction_on_top_of_somebody_elses_is_a_conflict()
    {
        var org = await Organisation.In(database);
        var version = await Version(org, org.Cast.Teo);
        await Revise(org, org.Cast.Teo, Nia with { Email = "teo@example.org" }, version);

        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => Revise(org, org.Cast.Teo, Nia with { Email = "teo@example.org", Name = "Teo" }, version))).Kind);
        Assert.Equal("Nia Owusu", (await org.Read(org.Cast.Teo)).Name);
    }

    [Fact]
    public async Task A_team_is_renamed_but_not_into_another()
    {
        var org = await Organisation.In(database);
        await Add(org, new(Id<Person>.New(), Nia, null));
        await Add(org, new(Id<Person>.New(), Nia with { Email = "nia2@example.org", Team = "Data" }, null));
        await using var db = database.Db();
        var data = await db.Set<Team>().SingleAsync(team => team.Name == "Data");

        await new RenameTeam(database.Db(), TimeProvider.System).Run(data.Id, "DATA", org.Cast.Robin.Viewer, default);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => new RenameTeam(database.Db(), TimeProvider.System).Run(data.Id, "payments", org.Cast.Robin.Viewer, default))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => new RenameTeam(database.Db(), TimeProvider.System).Run(data.Id, "Mine", org.Cast.Ruth.Viewer, default))).Kind);
    }

    [Fact]
    public async Task Only_administrators_add_and_correct_people()
    {
        var org = await Organisation.In(database);
        await using var db = database.Db();
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => new AddPerson(db, org.Clock).Run(new(Id<Person>.New(), Nia, null), org.Cast.Ruth.Viewer, default))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => new RevisePerson(db, org.Clock).Run(org.Cast.Teo.Id, new(Nia, 0), org.Cast.Teo.Viewer, default))).Kind);
    }

    [Fact]
    public async Task The_account_follows_the_address_and_nobody_changes_it_without_showing_who_they_are()
    {
        var org = await Organisation.In(database);
        var details = new PersonDetails("Teo Marković", "teodor@example.org", "Europe/Berlin", null, null, null, null, []);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => Revise(org, org.Cast.Teo, details, hasProved: false))).Kind);
        Assert.Equal("teo@example.org", (await org.Read(org.Cast.Teo)).Email);

        await Revise(org, org.Cast.Teo, details);
        await using var db = database.Db();
        var account = await db.Set<Account>().SingleAsync(account => account.PersonId == org.Cast.Teo.Id);
        Assert.Equal(("teodor@example.org", "TEODOR@EXAMPLE.ORG"), (account.Email, account.NormalizedEmail));
        Assert.Equal(("teodor@example.org", "TEODOR@EXAMPLE.ORG"), (account.UserName, account.NormalizedUserName));
        Assert.NotEqual(org.Cast.Teo.Account.ConcurrencyStamp, account.ConcurrencyStamp);
    }

    private async Task Add(Organisation org, AddPerson.Request request)
    {
        await using var db = database.Db();
        await new AddPerson(db, org.Clock).Run(request, org.Cast.Robin.Viewer, default);
    }

    private async Task Revise(Organisation org, Member who, PersonDetails details, uint? version = null, bool hasProved = true)
    {
        version ??= await Version(org, who);
        await using var db = database.Db();
        var robin = hasProved ? org.Cast.Robin.Viewer with { ProvedAt = Organisation.Now } : org.Cast.Robin.Viewer;
        await new RevisePerson(db, org.Clock).Run(who.Id, new(details, version.Value), robin, default);
    }

    private async Task<uint> Version(Organisation org, Member who)
    {
        await using var db = database.Db();
        return (await new PersonQueries(db, org.Clock).Page(who.Id, org.Cast.Robin.Viewer, default)).Career!.Version;
    }
}
