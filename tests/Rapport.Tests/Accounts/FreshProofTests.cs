using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Audit;
using Rapport.Tests.Access;

namespace Rapport.Tests.Accounts;

/// <summary>
/// What protects an account changes only in the hands of somebody who has just shown who they are: every form about accounts is
/// sent by somebody who showed it a quarter of an hour ago, and by somebody who did just now.
/// </summary>
public class FreshProofTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    /// <summary>Forms that protect nothing, or only ever less is open after them.</summary>
    private static readonly string[] Harmless =
        ["/account", "/account?handler=Theme", "/account?handler=End", "/account?handler=Everywhere", "/administration/accounts", "/administration/accounts?handler=Withdraw"];

    private static readonly byte[] Passkey = [1, 2, 3];

    private const string Sample = "/people/import/sample.csv";

    private RouteScene scene = null!;
    private Cast cast = null!;

    [Fact]
    public async Task Later_than_a_quarter_of_an_hour_nothing_of_it_changes()
    {
        foreach (var (address, fields) in Sensitive())
        {
            using var robin = await cast.Browser(host, cast.Robin);
            var token = await robin.FormToken();
            host.Clock.Pass(TimeSpan.FromMinutes(15.1));
            var before = await Digest.Of(host.Database);
            using var answer = await robin.Ask(HttpMethod.Post, address, token: token, fields: fields);
            Assert.Empty(Digest.Changed(before, await Digest.Of(host.Database)));
            Assert.True(answer.Headers.Location?.ToString().StartsWith("/sign-in/again", StringComparison.Ordinal) is true || (int)answer.StatusCode is 403 or 404 or 400, $"{address}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Just_now_it_does()
    {
        var changed = new List<string>();
        foreach (var (address, fields) in Sensitive())
        {
            using var robin = await cast.Browser(host, cast.Robin);
            var token = await robin.FormToken();
            var before = await Digest.Of(host.Database);
            using var answer = await robin.Ask(HttpMethod.Post, address, token: token, fields: fields);
            if (Digest.Changed(before, await Digest.Of(host.Database)).Any())
                changed.Add(address.Replace(cast.Teo.Id.ToString(), "*", StringComparison.Ordinal));
        }

        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "/account/password", "/administration/accounts/*?handler=Grant", "/administration/accounts/*?handler=Disable", "/administration/mail", "/administration/mail/forget", "/administration/chat", "/administration/chat/inside" }, changed.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whatever address answers with a file: somebody who left their screen alone loses none to whoever sits down at it.</summary>
    [Fact]
    public async Task What_is_taken_along_as_a_file_wants_it_too_and_leads_back_to_its_page()
    {
        var files = new List<string>();
        foreach (var who in new[] { cast.Hanna, cast.Robin })
        {
            foreach (var (_, address, _) in Served.Addresses(host, scene.Id).Where(one => Served.Takes(one.Endpoint, "GET")))
            {
                using var browser = await cast.Browser(host, who);
                using var fresh = await browser.Ask(HttpMethod.Get, address);
                if (fresh.Content.Headers.ContentDisposition?.DispositionType != "attachment" || address == Sample)
                    continue;

                files.Add(Path.GetExtension(address));
                host.Clock.Pass(TimeSpan.FromMinutes(15.1));
                var before = await Digest.Of(host.Database);
                using var later = await browser.Ask(HttpMethod.Get, address);
                Assert.Equal("/sign-in/again?returnUrl=" + Uri.EscapeDataString(Path.ChangeExtension(address, null)), later.Headers.Location?.ToString());
                using var program = await browser.Ask(HttpMethod.Get, address, "application/json");
                Assert.Equal(HttpStatusCode.Forbidden, program.StatusCode);
                Assert.Empty(Digest.Changed(before, await Digest.Of(host.Database)));
                using var page = await browser.Ask(HttpMethod.Get, Path.ChangeExtension(address, null)!);
                Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            }
        }

        Assert.Equal([".md", ".csv", ".csv"], files);
    }

    [Fact]
    public async Task Private_notes_are_not_taken_along_from_a_screen_that_somebody_left()
    {
        using var teo = await cast.Browser(host, cast.Teo);
        Assert.Equal(HttpStatusCode.NoContent, (await teo.PostAsJsonAsync("/vault/takeouts", new { })).StatusCode);
        host.Clock.Pass(TimeSpan.FromMinutes(15.1));
        Assert.Equal(HttpStatusCode.Forbidden, (await teo.PostAsJsonAsync("/vault/takeouts", new { })).StatusCode);
        await using var db = cast.Db();
        Assert.Equal(1, await db.Set<AuditEvent>().CountAsync(item => item.Kind == AuditKind.TookNotesAlong));
    }

    public async ValueTask InitializeAsync()
    {
        scene = await RouteScene.In(host);
        cast = scene.Cast;
        await using var db = cast.Db();
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = cast.Robin.Account.Id, CredentialId = Passkey,
            Data = new IdentityPasskeyData { Name = "Laptop", PublicKey = [1], AttestationObject = [1], ClientDataJson = [1], CreatedAt = host.Clock.GetUtcNow() },
        });
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<(string Address, KeyValuePair<string, string>[] Fields)> Sensitive() =>
        from address in Served.Taking(host.Services, hole => hole == "person" ? cast.Teo.Id.Value : Guid.NewGuid())
        where (address.StartsWith("/account", StringComparison.Ordinal) || address.StartsWith("/administration/accounts", StringComparison.Ordinal)
            || address.StartsWith("/administration/mail", StringComparison.Ordinal) || address.StartsWith("/administration/chat", StringComparison.Ordinal))
            && !Harmless.Contains(address, StringComparer.Ordinal) && !address.EndsWith("?handler=Invite", StringComparison.Ordinal)
        select (address, (KeyValuePair<string, string>[])[new("Password", "nine purple herons wade"), new("passkey", Convert.ToBase64String(Passkey)), new("name", "Laptop"),
            new("Input.Host", "mail.example.org"), new("Input.Port", "587"), new("Input.SenderAddress", "rapport@example.org"), new("Input.LinkBase", "https://rapport.example.org"),
            new("Input.Id", Guid.NewGuid().ToString()), new("Input.Kind", "Slack"), new("Input.Name", "eng-leads"), new("Input.Webhook", "https://hooks.example.com/x"), new("hosts", "chat.example.org")]);
}
