using System.Net;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Tests.Access;

namespace Rapport.Tests.Syncs;

/// <summary>Every address of a sync against everybody: it opens to those who belong, and is for others as if it had never been.</summary>
public class SyncAccessTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private Cast cast = null!;
    private SyncThings things = null!;
    private Member helen = null!;
    private Member sten = null!;

    [Fact]
    public async Task An_address_of_a_sync_opens_to_whom_the_table_says_and_to_nobody_else()
    {
        var relations = new (SyncRelation Relation, Member Who)[]
        {
            (SyncRelation.Facilitator, cast.Hanna), (SyncRelation.StandIn, cast.Ruth), (SyncRelation.Attends, cast.Teo), (SyncRelation.Reads, sten), (SyncRelation.Named, cast.Priya),
            (SyncRelation.Former, cast.Omar), (SyncRelation.Administrator, cast.Robin), (SyncRelation.LeaderElsewhere, helen),
        };
        foreach (var (relation, who) in relations)
        {
            using var browser = await cast.Browser(host, who, follow: true);
            // Its notes are no file before it has ended.
            foreach (var address in Addresses("GET", Ids).Where(address => !address.EndsWith(".md", StringComparison.Ordinal)))
            {
                using var page = await browser.Ask(HttpMethod.Get, address);
                var may = AccessTable.OfASync["A meeting of it"][relation] is AccessLevel.Reads or AccessLevel.Writes;
                Assert.True((page.StatusCode == HttpStatusCode.OK) == may, $"{relation}, {address}: {page.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task What_belongs_to_a_sync_is_for_others_as_if_it_had_never_been()
    {
        foreach (var who in new[] { cast.Omar, cast.Robin, helen })
        {
            using var browser = await cast.Browser(host, who);
            var token = await browser.FormToken();
            var never = Ids.Select(_ => Guid.NewGuid()).ToArray();
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                var there = Addresses(method.Method, Ids);
                var nowhere = Addresses(method.Method, never);
                foreach (var (address, missing) in there.Zip(nowhere))
                {
                    using var one = await browser.Ask(method, address, token: token, fields: Filled());
                    using var other = await browser.Ask(method, missing, token: token, fields: Filled());
                    Assert.True((one.StatusCode, other.StatusCode) == (HttpStatusCode.NotFound, HttpStatusCode.NotFound), $"{who.Person.Name}, {method} {address}: {one.StatusCode}, {other.StatusCode}");
                    Assert.Equal(await Body(other, missing), await Body(one, address));
                }
            }
        }
    }

    [Fact]
    public async Task Whoever_only_reads_changes_nothing()
    {
        using var browser = await cast.Browser(host, sten);
        var token = await browser.FormToken();
        var before = await Digest.Of(host.Database);
        foreach (var address in Addresses("POST", Ids).Where(address => !address.EndsWith("/answers", StringComparison.Ordinal)))
        {
            using var sent = await browser.Ask(HttpMethod.Post, address, token: token, fields: Filled());
            Assert.True((int)sent.StatusCode is < 500, $"{address}: {sent.StatusCode}");
        }

        Assert.Equal(before, await Digest.Of(host.Database));
    }

    [Fact]
    public async Task Lists_of_others_hold_nothing_of_it()
    {
        foreach (var who in new[] { cast.Omar, cast.Robin, helen })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var list in new[] { "/register", "/register?closed=true", "/register.csv", "/leadership-sync/decisions", "/leadership-sync/decisions?words=roll", "/palette?q=release" })
            {
                using var page = await browser.Ask(HttpMethod.Get, list);
                Assert.DoesNotContain("zqmark", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        using var teo = await cast.Browser(host, cast.Teo);
        foreach (var list in new[] { "/register", "/register.csv", "/leadership-sync/decisions?words=roll" })
            Assert.Contains("zqmark", await teo.GetStringAsync(list), StringComparison.Ordinal);
        using var robin = await cast.Browser(host, cast.Robin);
        Assert.Contains("Engineering leads", await robin.GetStringAsync("/leadership-sync"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_there_is_shown_to_leaders_and_those_who_belong_alone()
    {
        foreach (var (who, isShown) in new[] { (cast.Teo, true), (sten, true), (helen, true), (cast.Robin, true), (cast.Omar, false) })
        {
            using var browser = await cast.Browser(host, who);
            Assert.True((await browser.GetStringAsync("/")).Contains("href=\"/leadership-sync\"", StringComparison.Ordinal) == isShown, who.Person.Name);
        }
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        cast = await Cast.In(host);
        var now = host.Clock.GetUtcNow();
        (helen, sten) = (Member.Of("Helen Moss", "helen@example.org", "UTC", now), Member.Of("Sten Lund", "sten@example.org", "UTC", now));
        helen.Person.Hold([PersonRole.Head]);
        await using var db = cast.Db();
        db.AddRange(helen.Person, sten.Person);
        await db.SaveChangesAsync();
        db.AddRange(helen.Account, sten.Account);
        await db.SaveChangesAsync();
        things = await SyncThings.In(db, cast.Hanna, cast.Ruth, cast.Teo, cast.Priya, sten, cast.Omar, now, "zqmark");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Of a sync, its meeting, its risk and its action.</summary>
    private Guid[] Ids => [things.Sync.Id.Value, things.Meeting.Id.Value, things.Risk.Id.Value, things.Action.Id.Value];

    private List<string> Addresses(string method, Guid[] ids) =>
    [
        .. Served.Addresses(host, hole => hole switch { "sync" => ids[0], "syncmeeting" => ids[1], "risk" => ids[2], "syncaction" => ids[3], _ => Guid.Empty })
            .Where(one => Served.Takes(one.Endpoint, method) && one.Id != Guid.Empty.ToString() && one.Address.Contains(one.Id, StringComparison.Ordinal))
            // What is passed on is named behind the address.
            .Select(one => one.Address.EndsWith("/pass-on", StringComparison.Ordinal) ? $"{one.Address}?item=risk:{ids[2]}" : one.Address),
    ];

    /// <summary>What every form of a sync may ask for, with ids of what is there.</summary>
    private KeyValuePair<string, string>[] Filled() =>
    [
        new("risk", things.Risk.Id.ToString()), new("owner", cast.Teo.Id.ToString()), new("summary", "x"), new("rating", "Yellow"), new("because", "x"), new("promise", "x"), new("due", "2026-03-25"),
        new("item", SyncItemText()), new("treatment", "Discuss"), new("section", "Risks"), new("text", "x"), new("name", "x"), new("row", things.Row.Id.ToString()), new("column", things.Column.Id.ToString()),
        new("escalation", things.Escalation.Id.ToString()), new("question", things.Question.Id.ToString()), new("answer", "x"), new("action", things.Action.Id.ToString()), new("kept", "true"),
        new("initiative", things.Initiative.Id.ToString()), new("position", things.Position.Id.ToString()), new("team", things.Row.TeamId.ToString()), new("matter", things.Matter.Id.ToString()),
        new("person", cast.Omar.Id.ToString()), new("facilitator", sten.Id.ToString()), new("mark", "5"), new("newRisk", Guid.NewGuid().ToString()), new("newAction", Guid.NewGuid().ToString()),
        new("newQuestion", Guid.NewGuid().ToString()), new("newEscalation", Guid.NewGuid().ToString()), new("newDecision", Guid.NewGuid().ToString()), new("newMatter", Guid.NewGuid().ToString()),
    ];

    private string SyncItemText() => Features.Syncs.SyncItem.Of(things.Risk).ToString();

    private static async Task<string> Body(HttpResponseMessage answer, string address) =>
        Served.WithoutTokens(await answer.Content.ReadAsStringAsync()).Replace(address, "", StringComparison.Ordinal);
}
