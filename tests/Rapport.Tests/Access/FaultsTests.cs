using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Hosting;

namespace Rapport.Tests.Access;

/// <summary>
/// When the code or the tables that say who may do what break, nobody may do anything: no page opens, nothing is written, and
/// neither the page nor the log tells a word of what people wrote.
/// </summary>
public sealed class FaultsTests(Cluster cluster) : IAsyncLifetime
{
    private const string Canary = "Only I can release";
    private const string InCode = "the check itself throws";

    private readonly Heard _heard = new();
    private readonly Fakes.FixedClock _clock = new(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));
    private Database _database = null!;
    private RouteScene _scene = null!;

    public static TheoryData<string> Faults =>
    [
        InCode,
        "revoke select on account_session from rapport_app",
        "revoke select on account from rapport_app",
        "revoke select on recovery from rapport_app",
        "revoke select on series from rapport_app",
        "alter function ask_as(uuid, uuid) rename to asked_once",
        "create or replace function readable_now() returns uuid[] language plpgsql stable as $$ begin raise exception 'It broke.'; end $$",
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_check_that_breaks_opens_nothing(string fault)
    {
        await using var app = await Host.Start(new ServerOptions(), _database, _clock, change: builder =>
        {
            builder.Logging.AddProvider(_heard);
            if (fault == InCode)
                builder.Services.AddSingleton<IAuthorizationHandler, Breaks>();
        });
        using var hanna = Host.Browser(app, cookies: Cast.Cookie(app.Services, await _scene.Cast.SignIn(_scene.Cast.Hanna, _clock.GetUtcNow())));
        if (fault != InCode)
        {
            // Before it broke it opened.
            Assert.Contains(Canary, await hanna.GetStringAsync($"/points/{_scene.Things.Point.Id}"), StringComparison.Ordinal);
            await Break(fault);
        }

        var before = await Digest.Of(_database);
        var opened = new List<string>();
        foreach (var (endpoint, address, _) in Served.Addresses(app.Services, _scene.Id))
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post }.Where(method => Served.Takes(endpoint, method.Method)))
            {
                using var answer = await hanna.Ask(method, address, fields: [new("Word", $"{Canary} {Canary}")]);
                if ((await answer.Content.ReadAsStringAsync()).Contains(Canary, StringComparison.Ordinal))
                    opened.Add($"{method} {address}: {answer.StatusCode}");
            }
        }

        // A register is no conversation: that it was taken along is logged, and nothing else may change.
        opened.AddRange(Digest.Changed(before, await Digest.Of(_database)).Where(change => !change.StartsWith("audit_event:", StringComparison.Ordinal)));
        Assert.True(opened.Count == 0, string.Join('\n', opened));
        foreach (var page in new[] { $"/points/{_scene.Things.Point.Id}", $"/one-on-ones/{_scene.Things.Series.Id}", $"/meetings/{_scene.Things.Meeting.Id}.md", "/open-loops" })
        {
            using var answer = await hanna.GetAsync(page);
            Assert.True(answer.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound, $"{page}: {answer.StatusCode}");
        }

        Assert.Contains(_heard.Lines, line => line.Contains("Unexpected trouble", StringComparison.Ordinal));
        Assert.DoesNotContain(_heard.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    public async ValueTask InitializeAsync()
    {
        _database = new(cluster);
        await _database.InitializeAsync();
        _scene = await RouteScene.In(_database, _clock);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task Break(string statement)
    {
        await using var command = _database.Owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Breaks : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context) => throw new InvalidOperationException("The check broke.");
    }
}
