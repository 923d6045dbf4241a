using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Accounts;

namespace Rapport.BrowserTests;

/// <summary>Passkeys in a real browser with a virtual device, which can also keep the vault's secret (PRF).</summary>
public sealed class PasskeyTests(Browser browser, Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task One_joins_with_a_passkey_signs_in_with_it_and_removes_it_and_no_secret_of_it_is_sent()
    {
        var link = await Invite();
        await using var window = await browser.Open(Here);
        var posted = new List<string>();
        window.Page.Request += (_, request) => posted.Add(request.PostData ?? "");

        var watching = await VaultTests.Watch(window);
        await window.Go(link);
        await VaultTests.AddDevice(window, hasPrf: true);
        Assert.Equal("Europe/Berlin", await window.Page.GetByLabel("Time zone").InputValueAsync());
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/private-notes");
        await using (var db = server.Cast.Db())
        {
            var account = await db.Set<Account>().SingleAsync(account => account.Email == "noor@example.org");
            Assert.Null(account.PasswordHash);
        }

        await window.Go("/account");
        await Assertions.Expect(window.Page.GetByText("This one")).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await window.Page.WaitForURLAsync("**/sign-in");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await window.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await window.Go("/account");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("That has changed meanwhile");

        await window.Go("/account/password");
        await window.Page.GetByLabel("New password").FillAsync("kQ7#vR2p-and-more");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Set password" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/account");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" })).ToHaveCountAsync(0);

        var credentials = posted.Select(Credential).OfType<JsonNode>().ToList();
        Assert.True(credentials.Count >= 2);
        // The browser held a secret that its own way of writing a credential would have sent along.
        Assert.NotEmpty(watching.Computed);
        Assert.All(watching.Computed.SelectMany(VaultTests.Written), written => Assert.DoesNotContain(posted, body => body.Contains(written, StringComparison.OrdinalIgnoreCase)));
        foreach (var credential in credentials)
        {
            Assert.Equal(["clientExtensionResults", "id", "rawId", "response", "type"], credential.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));
            Assert.Empty(credential["clientExtensionResults"]!.AsObject());
        }
    }

    private static JsonNode? Credential(string body) =>
        body.Split('&').FirstOrDefault(field => field.StartsWith("Credential=", StringComparison.Ordinal)) is { Length: > 11 } field
            ? JsonNode.Parse(Uri.UnescapeDataString(field["Credential=".Length..]))
            : null;

    private Uri Here => new($"http://localhost:{server.Address.Port}");

    private async Task<string> Invite()
    {
        await using var db = server.Cast.Db();
        return await new InvitePerson(db, TimeProvider.System).Run(
            new InvitePerson.Request("Noor Amiri", "noor@example.org", InvitePerson.Relation.Neither), server.Cast.Robin.Viewer, default);
    }
}
