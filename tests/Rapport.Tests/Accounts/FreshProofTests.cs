using Microsoft.AspNetCore.Identity;
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

        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "/account/password", "/administration/accounts/*?handler=Grant", "/administration/accounts/*?handler=Disable" }, changed.ToHashSet(StringComparer.Ordinal));
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        cast = await Cast.In(host);
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
        where (address.StartsWith("/account", StringComparison.Ordinal) || address.StartsWith("/administration/accounts", StringComparison.Ordinal))
            && !Harmless.Contains(address, StringComparer.Ordinal) && !address.EndsWith("?handler=Invite", StringComparison.Ordinal)
        select (address, (KeyValuePair<string, string>[])[new("Password", "nine purple herons wade"), new("passkey", Convert.ToBase64String(Passkey)), new("name", "Laptop")]);
}
