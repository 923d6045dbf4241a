using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Features.Meetings;
using Rapport.Hosting;
using Rapport.Tests.Access;

namespace Rapport.Tests.House;

/// <summary>What people type stands in no log, whatever goes wrong with it; nor does what opens a door.</summary>
public class LogsTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Canary = "canary-77301";

    private RouteScene scene = null!;
    private Cast cast = null!;
    private PairThings things = null!;

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "alter table agenda_point add constraint refused check (title !~ 'canary') not valid")]
    [InlineData(2, "revoke insert, update on agenda_point, open_loop, shared_text, decision, person, organisation, account, account_session, guess_budget from rapport_app")]
    public async Task Nothing_that_was_typed_and_no_token_stands_in_a_log(int turn, string? trouble)
    {
        var heard = new Heard();
        await using var app = await Host.Start(new ServerOptions(), host.Database, host.Clock, change: builder =>
        {
            // As much as the program itself logs, and to nobody else.
            Logs.Configure(builder.Logging);
            builder.Logging.ClearProviders().AddProvider(heard);
        });
        var tokens = new List<string>();
        if (trouble is not null)
        {
            await using var command = host.Database.Owner.CreateCommand(trouble);
            await command.ExecuteNonQueryAsync();
        }

        var fields = Served.Fields().Select(field => new KeyValuePair<string, string>(field.Name, Typed(field))).ToList();
        Member[] people = [cast.Hanna, cast.Teo, cast.Robin];
        foreach (var (who, share) in people.Among(Served.Addresses(app.Services, scene.Id).Select(one => one.Address), turn))
        {
            using var browser = Host.Browser(app, cookies: Cast.Cookie(app.Services, await cast.SignIn(who, host.Clock.GetUtcNow())));
            foreach (var address in share)
            {
                using var looked = await browser.Ask(HttpMethod.Get, $"{address}?q={Canary}&from=/{Canary}%0d%0aforged&returnUrl=/{Canary}");
            }
        }

        foreach (var (who, share) in people.Among(Served.Taking(app.Services, scene.Id), turn))
        {
            using var signedIn = new Steady(async () =>
            {
                var cookie = Cast.Cookie(app.Services, await cast.SignIn(who, host.Clock.GetUtcNow()));
                tokens.Add(cookie.Value);
                return Host.Browser(app, cookies: cookie);
            });
            foreach (var address in share)
            {
                using var sent = await signedIn.Post($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}q={Canary}", fields);
                tokens.Add(signedIn.Token);
            }
        }

        Assert.Equal(trouble is not null, heard.Lines.Any(line => line.Contains("Unexpected trouble", StringComparison.Ordinal)));
        Assert.DoesNotContain(heard.Lines, line => line.Contains("canary", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(heard.Lines, line => tokens.Any(token => line.Contains(token, StringComparison.Ordinal)));
    }

    public async ValueTask InitializeAsync()
    {
        scene = await RouteScene.In(host);
        (cast, things) = (scene.Cast, scene.Things);
    }

    public async ValueTask DisposeAsync()
    {
        await using var mend = host.Database.Owner.CreateCommand(
            "alter table agenda_point drop constraint if exists refused; grant insert, update on agenda_point, open_loop, shared_text, decision, person, organisation, account, account_session, guess_budget to rapport_app");
        await mend.ExecuteNonQueryAsync();
    }

    private string Typed((string Name, Type Type) field)
    {
        var usual = UsualFields.Of(field.Name, field.Type, cast, things);
        return usual == "Words" ? $"{Canary}\r\n2026-03-19T09:00:00Z crit: forged" : usual.Replace("somebody@", $"{Canary}@", StringComparison.Ordinal);
    }
}
