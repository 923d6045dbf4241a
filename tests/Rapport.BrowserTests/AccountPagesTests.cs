using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Accounts;

namespace Rapport.BrowserTests;

/// <summary>The pages of accounts as they are served: axe finds nothing, the console is silent, nothing is cut at the side.</summary>
public sealed class AccountPagesTests(Browser browser, Server server) : IClassFixture<Server>
{
    [Theory]
    [InlineData("/account", Sight.Light)]
    [InlineData("/account", Sight.PhoneDark)]
    [InlineData("/account/password", Sight.Light)]
    [InlineData("/account/passkeys/new", Sight.Light)]
    [InlineData("/sign-in/again", Sight.Phone)]
    [InlineData("/sign-out", Sight.Light)]
    [InlineData("/administration/accounts", Sight.Light)]
    [InlineData("/administration/accounts", Sight.PhoneDark)]
    [InlineData("/administration", Sight.Light)]
    [InlineData("/administration", Sight.Phone)]
    [InlineData("/administration/series", Sight.Phone)]
    [InlineData("/administration/messages", Sight.Light)]
    [InlineData("/administration/messages", Sight.PhoneDark)]
    [InlineData("/administration/mail", Sight.Light)]
    [InlineData("/administration/mail", Sight.PhoneDark)]
    [InlineData("/administration/chat", Sight.Light)]
    [InlineData("/administration/chat", Sight.PhoneDark)]
    public async Task Pages_behind_the_door(string address, Sight sight)
    {
        await using var window = await server.Open(browser, server.Cast.Robin, sight);
        await Look(window, address, $"{address.Trim('/').Replace('/', '-')}-{sight}");
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Phone)]
    public async Task An_invitation(Sight sight)
    {
        await using var db = server.Cast.Db();
        var link = await new InvitePerson(db, TimeProvider.System).Run(
            new InvitePerson.Request("Noor Amiri", "noor@example.org", InvitePerson.Relation.Neither), server.Cast.Robin.Viewer, default);
        await using var window = await browser.Open(server.Address, sight);
        await Look(window, link, $"invitation-{sight}");
    }

    private static async Task Look(Window window, string address, string name)
    {
        var answer = await window.Go(address);
        await window.Picture(name);

        Assert.Equal(200, answer.Status);
        Assert.Empty(await window.Axe());
        Assert.Empty(window.Complaints);
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
