using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Features.Accounts;
using Rapport.Features.People;

namespace Rapport.Tests.Accounts;

public partial class InvitationTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Password = "nine purple herons wade";
    private const string Accounts = "/administration/accounts";

    private Cast _cast = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var tidy = host.Database.Owner.CreateCommand("truncate person, account, guess_budget cascade"))
            await tidy.ExecuteNonQueryAsync();
        _cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Two_people_start_without_importing_anybody()
    {
        await using (var empty = host.Database.Owner.CreateCommand("truncate person, account cascade"))
            await empty.ExecuteNonQueryAsync();
        var link = await FirstLink();
        using var ada = host.Browser();
        using var founded = await ada.Submit(link!, "Join", ("Name", "Ada"), ("Email", "ada@example.org"), ("Zone", "Europe/Berlin"), ("Password", Password));
        Assert.Equal("/private-notes", founded.Headers.Location?.ToString());
        Assert.Null(await FirstLink());

        var invitation = await Invite(ada, ("Name", "Ben"), ("Email", "ben@example.org"), ("Relation", "ReportsToMe"));
        using var ben = host.Browser();
        Assert.Contains("Ada invites you", Forms.Text(await ben.GetStringAsync(invitation)), StringComparison.Ordinal);
        using var joined = await ben.Submit(invitation, "Join", ("Zone", "Asia/Kolkata"), ("Password", Password));
        Assert.Equal("/private-notes", joined.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync(Accounts)).StatusCode);

        await using var db = _cast.Db();
        var line = await db.Set<ReportingLine>().SingleAsync();
        Assert.Equal("Ben", (await db.Set<Person>().SingleAsync(person => person.Id == line.ReportId)).Name);
        Assert.Contains(PersonRole.Manager, (await db.Set<Person>().SingleAsync(person => person.Id == line.ManagerId)).Roles);
        Assert.Equal("Asia/Kolkata", (await db.Set<Person>().SingleAsync(person => person.Id == line.ReportId)).TimeZone);
        Assert.False((await db.Set<Account>().SingleAsync(account => account.PersonId == line.ReportId)).IsAdministrator);
    }

    [Fact]
    public async Task A_new_start_replaces_the_first_link_and_an_installation_with_accounts_has_none()
    {
        Assert.Null(await FirstLink());
        await using (var empty = host.Database.Owner.CreateCommand("truncate person, account cascade"))
            await empty.ExecuteNonQueryAsync();

        var (old, present) = (await FirstLink(), await FirstLink());
        using var browser = host.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(old)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(present)).StatusCode);
    }

    [Fact]
    public async Task A_link_works_once_and_then_says_what_to_do()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var link = await Invite(robin, ("Name", "Zoé"), ("Email", "zoe@example.org"));
        using var zoe = host.Browser();
        await zoe.Submit(link, "Join", ("Zone", "Europe/Paris"), ("Password", Password));

        using var again = await host.Browser().GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Contains("ask whoever gave you the link for a new one", Forms.Text(await again.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_clicks_at_once_make_one_account_and_both_end_signed_in()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var link = await Invite(robin, ("Name", "Zoé"), ("Email", "zoe@example.org"));
        using var zoe = host.Browser();
        var html = await zoe.GetStringAsync(link);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => zoe.Submit(link, html, "Join", ("Zone", "Europe/Paris"), ("Password", Password))));

        Assert.All(answers, answer => Assert.Equal("/private-notes", answer.Headers.Location?.ToString()));
        await using var db = _cast.Db();
        Assert.Equal(1, await db.Set<Account>().CountAsync(account => account.Email == "zoe@example.org"));
    }

    [Fact]
    public async Task A_used_link_in_other_hands_opens_nothing()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var link = await Invite(robin, ("Name", "Zoé"), ("Email", "zoe@example.org"));
        using var thief = host.Browser();
        var form = await thief.GetStringAsync(link);
        await host.Browser().Submit(link, "Join", ("Zone", "Europe/Paris"), ("Password", Password));

        using var answer = await thief.Submit(link, form, "Join", ("Zone", "Europe/Paris"), ("Password", "another fine flock of geese"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task A_used_link_is_no_place_to_guess_passwords_and_the_retry_of_its_owner_is_no_guess()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var link = await Invite(robin, ("Name", "Zoé"), ("Email", "zoe@example.org"));
        using var zoe = host.Browser();
        using var thief = host.Browser();
        var (form, copy) = (await zoe.GetStringAsync(link), await thief.GetStringAsync(link));
        for (var press = 0; press < 15; press++)
            Assert.Equal("/private-notes", (await Join(zoe, form, Password)).Headers.Location?.ToString());

        for (var guess = 0; guess < 10; guess++)
            Assert.Equal(HttpStatusCode.NotFound, (await Join(thief, copy, $"wrong and wrong again {guess}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Join(thief, copy, Password)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await thief.Submit("/sign-in", "Sign in", ("Email", "zoe@example.org"), ("Password", Password))).StatusCode);

        Task<HttpResponseMessage> Join(HttpClient browser, string page, string password) => browser.Submit(link, page, "Join", ("Zone", "Europe/Paris"), ("Password", password));
    }

    [Fact]
    public async Task Withdrawn_replaced_and_old_links_are_worthless()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var first = await Invite(robin, ("Name", "Zoé"), ("Email", "zoe@example.org"));
        var second = await Invite(robin, ("Name", "Zoé"), ("Email", "ZOE@example.org"));
        using var stranger = host.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(second)).StatusCode);

        await robin.Submit(Accounts, "Withdraw");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(second)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/invitations/" + new string('A', 43))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/invitations/x")).StatusCode);

        var invitation = new Invitation(InvitationKind.Join, _cast.Teo.Id, [1], null, host.Clock.GetUtcNow());
        Assert.True(invitation.IsGood(host.Clock.GetUtcNow().AddDays(6.9)));
        Assert.False(invitation.IsGood(host.Clock.GetUtcNow().AddDays(7)));
        Assert.False(new Invitation(InvitationKind.Recovery, _cast.Teo.Id, [1], null, host.Clock.GetUtcNow()).IsGood(host.Clock.GetUtcNow().AddDays(1)));
    }

    [Fact]
    public async Task A_weak_password_keeps_what_was_typed_and_the_link()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var link = await Invite(robin, ("Name", "Zoé"), ("Email", "zoe@example.org"));
        using var zoe = host.Browser();
        using var refused = await zoe.Submit(link, "Join", ("Name", "Zoé Blanc"), ("Zone", "Europe/Paris"), ("Password", "passwordpassword"));
        var page = await refused.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("first that somebody would try", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Zoé Blanc\"", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        using var joined = await zoe.Submit(link, page, "Join", ("Password", Password));
        Assert.Equal("/private-notes", joined.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Somebody_with_an_account_or_who_has_left_gets_no_invitation()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        using var has = await robin.Submit(Accounts, "Make an invitation link", ("Name", "Teo"), ("Email", "teo@example.org"));
        Assert.Equal(HttpStatusCode.Conflict, has.StatusCode);
        Assert.Contains("has an account already", Forms.Text(await has.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hanna")]
    [InlineData("omar")]
    public async Task Only_administrators_find_the_page_and_its_acts(string who)
    {
        using var browser = await _cast.Browser(host, _cast.All.Single(member => member.Account.Email!.StartsWith(who, StringComparison.Ordinal)));
        using var page = await browser.GetAsync(Accounts);
        using var nowhere = await browser.GetAsync("/administration/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(await nowhere.Content.ReadAsStringAsync(), await page.Content.ReadAsStringAsync());
        foreach (var act in (string[])["", "?handler=Withdraw", $"/{_cast.Omar.Id}?handler=Invite", $"/{_cast.Omar.Id}?handler=Restore", $"/{_cast.Omar.Id}?handler=Grant", $"/{_cast.Omar.Id}?handler=Disable"])
            Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(Accounts + act, null)).StatusCode);
    }

    private async Task<string?> FirstLink()
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FirstAdministratorLink>().Issue(default);
    }

    private static async Task<string> Invite(HttpClient administrator, params (string, string)[] fields)
    {
        using var made = await administrator.Submit(Accounts, "Make an invitation link", fields);
        Assert.Equal(Accounts, made.Headers.Location?.ToString());
        var shown = Link().Match(await administrator.GetStringAsync(Accounts)).Value;
        Assert.NotEmpty(shown);
        Assert.DoesNotContain("/invitations/", await administrator.GetStringAsync(Accounts), StringComparison.Ordinal);
        return shown;
    }

    [GeneratedRegex("/invitations/[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
