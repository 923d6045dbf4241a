using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Hosting;
using Rapport.Tests.Meetings;

namespace Rapport.Tests.Access;

/// <summary>
/// Everybody of a marked world asks for everything that there is, their own and everybody else's: pages, data, files, forms and
/// the live line. An observation is one answer, searched whole, headers and all: no mark in it may be of what the asker must not read.
/// </summary>
public partial class CanaryTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const int Usual = 20_000;
    private const int Full = 1_000_000;

    private CanaryWorld world = null!;
    private List<string> pages = [];
    private List<string> forms = [];

    [Fact]
    public async Task Nobody_is_answered_with_a_word_that_is_not_for_them()
    {
        var walk = new Walk(world);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var wanted = Proof.IsWanted ? Full : Usual;
        for (var round = 0; walk.Observations < wanted && walk.Forbidden.IsEmpty; round++)
            await Everybody(walk, host.App, round, wanted);

        Assert.True(walk.Forbidden.IsEmpty, string.Join('\n', walk.Forbidden.Take(30)));
        // The walk is worth something only if it comes by everything.
        Assert.Empty(world.Kinds.Except(walk.Seen.Keys));
        var line = string.Create(CultureInfo.InvariantCulture, $"{walk.Observations:N0} answers to 40 people, {world.Marks:N0} marks of {world.Kinds.Count()} kinds, {walk.Allowed:N0} found where they may be, 0 where they may not; {clock.Elapsed.TotalSeconds:0} s");
        Proof.Add("canaries: " + line);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }

    /// <summary>Each of these broken rules is found by the same walk.</summary>
    [Fact]
    public async Task Broken_rules_are_caught()
    {
        var people = world.People;
        (string Broken, Member Watched, Func<Viewer, Viewer> Twin)[] twins =
        [
            ("an administrator sees as a manager does", people[39], viewer => As(viewer, people[3])),
            ("one sees what a peer sees", people[9], viewer => As(viewer, people[15])),
            ("whoever is somebody is an administrator", people[20], viewer => viewer with { IsAdministrator = true }),
            ("the next level up sees as the manager does", people[2], viewer => As(viewer, people[3])),
            ("a former manager sees as the one of today", people[8], viewer => As(viewer, people[6])),
        ];
        foreach (var (broken, watched, twin) in twins)
        {
            await using var app = await Host.Start(new ServerOptions(), host.Database, host.Clock, map: app => app.Use(async (context, next) =>
            {
                var current = context.RequestServices.GetRequiredService<CurrentViewer>();
                current.Viewer = current.Viewer is { } viewer ? twin(viewer) : null;
                await next();
            }));
            var walk = new Walk(world);
            for (var at = 0; at < pages.Count && walk.Forbidden.IsEmpty; at += 100)
                await Somebody(walk, app, watched, [.. pages.Skip(at).Take(100)], posts: []);

            Assert.False(walk.Forbidden.IsEmpty, $"Nothing showed that {broken}.");
        }

        static Viewer As(Viewer viewer, Member other) => viewer with { PersonId = other.Id, AccountId = other.Account.Id };
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        world = await CanaryWorld.In(host);
        var nothing = Guid.NewGuid();
        pages = [.. Addresses("GET", nothing).Concat(
        [
            .. world.People.SelectMany(person => new[] { $"/open-loops?with={person.Id}", $"/one-on-ones/new?with={person.Id}", $"/people?q={person.Person.Level}" }),
            .. world.Vaults.SelectMany(vault => new[] { $"/vault?id={vault.Id}", Notes(vault.Id) }),
            .. world.Things.Where(thing => thing.Kind == "series").SelectMany(thing => new[] { $"/one-on-ones/{thing.Id}/earlier?before=2027-01-01T00:00:00Z", $"/one-on-ones/{thing.Id}?at=1" }),
        ]).Distinct()];
        forms = [.. Addresses("POST", nothing).Distinct()];
    }

    public ValueTask DisposeAsync() => new(host.Database.Empty());

    /// <summary>Every address, with every id that fits into it.</summary>
    private IEnumerable<string> Addresses(string method, Guid nothing)
    {
        string[] kinds = ["series", "meeting", "sync", "syncmeeting", "syncaction", "risk", "point", "loop", "person", "template", "recovery", "guide"];
        foreach (var (kind, id) in world.Things.Concat(kinds.Select(kind => (Kind: kind, Id: nothing))))
        {
            foreach (var (endpoint, address, of) in Served.Addresses(host, hole => hole == kind ? id : Guid.Empty))
            {
                // Whatever is for everyone is asked once, with an id of nothing.
                if (!Served.Takes(endpoint, method) || (of == Guid.Empty.ToString() && id != nothing))
                    continue;
                if (!address.Contains(Guid.Empty.ToString(), StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && (address.Contains(id.ToString(), StringComparison.Ordinal) || id == nothing))
                    yield return address;
            }
        }
    }

    /// <summary>All people at once, a part of all addresses each; what is left out in one round comes in another.</summary>
    private async Task Everybody(Walk walk, WebApplication app, int round, int wanted)
    {
        var share = Math.Min(1.0, (double)wanted / (world.People.Count * (pages.Count + (forms.Count / 2))) * 1.15);
        var dice = new Random(round);
        await Parallel.ForEachAsync(world.People, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (who, _) =>
        {
            List<string> addresses;
            List<string> posts;
            lock (dice)
            {
                addresses = [.. pages.Where(_ => dice.NextDouble() < share)];
                posts = [.. forms.Where(_ => dice.NextDouble() < share / 2)];
            }

            // What is their own they see whole, in each round.
            addresses.AddRange(pages.Where(page => !page.Any(char.IsAsciiDigit)));
            addresses.AddRange(world.Vaults.Where(vault => vault.Owner == who).Select(vault => Notes(vault.Id)));
            await Somebody(walk, app, who, addresses, posts);
        });
    }

    private async Task Somebody(Walk walk, WebApplication app, Member who, List<string> addresses, List<string> posts)
    {
        using var browser = Host.Browser(app, follow: false, Cast.Cookie(app.Services, await SignIn(who)));
        foreach (var address in addresses.Distinct())
        {
            using var page = await browser.Ask(HttpMethod.Get, address, address.StartsWith("/vault", StringComparison.Ordinal) ? "application/json" : "text/html");
            await walk.Observe(who, $"GET {address}", page);
            foreach (var leadsOn in await OwnLinks(address, page))
            {
                using var next = await browser.Ask(HttpMethod.Get, leadsOn);
                await walk.Observe(who, $"GET {leadsOn}", next);
            }
        }

        // Forms of what is one's own would change the world under everybody's feet; those of others must be as if they were not there.
        var token = await browser.FormToken();
        foreach (var address in posts.Where(address => !who.Account.IsAdministrator && address.Any(char.IsAsciiDigit) && !walk.IsOwn(who, address)))
        {
            using var sent = await browser.Ask(HttpMethod.Post, address, token: token, fields: [new("Id", Guid.NewGuid().ToString()), new("Title", "x")]);
            await walk.Observe(who, $"POST {address}", sent);
        }

        if (addresses.Count > 0 && posts.Count > 0)
            await Live(walk, app, who);
    }

    private static string Notes(Guid vault) => $"/vault/items?vault={vault}&since=0";

    /// <summary>The lists of what is one's own lead to the rest of it.</summary>
    private static async Task<List<string>> OwnLinks(string address, HttpResponseMessage page) => address is "/one-on-ones" or "/open-loops"
        ? [.. Link().Matches(await page.Content.ReadAsStringAsync()).Select(link => link.Groups["to"].Value).Distinct()]
        : [];

    private async Task Live(Walk walk, WebApplication app, Member who)
    {
        foreach (var meeting in world.RunningMeetings.Where(meeting => !walk.IsOwn(who, meeting.ToString())).Take(3))
        {
            await using var line = await LiveLine.To(app, await SignIn(who));
            var said = new StringBuilder();
            foreach (var ask in new Func<Task<JsonElement>>[] { () => line.Join(meeting), () => line.Open("LastWords"), () => line.Open("Concern") })
            {
                try
                {
                    said.Append(await ask());
                }
                catch (Exception refused) when (refused is InvalidOperationException or IOException)
                {
                    said.Append(refused.Message);
                }
            }

            walk.Observe(who, $"live {meeting}", said.ToString());
        }
    }

    private async Task<AccountSession> SignIn(Member who)
    {
        await using var db = host.Database.Db();
        var session = new AccountSession(who.Account.Id, "Firefox on Linux", "this machine", host.Clock.GetUtcNow());
        db.Add(session);
        await db.SaveChangesAsync();
        return session;
    }

    [GeneratedRegex("href=\"(?<to>/(one-on-ones|meetings|open-loops|points)/[0-9a-f-]{36})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    /// <summary>What was asked and found so far.</summary>
    private sealed class Walk(CanaryWorld world)
    {
        private readonly ConcurrentDictionary<(Guid, string), byte> own = [];
        private int observations;
        private int allowed;

        public int Observations => observations;

        public int Allowed => allowed;

        public ConcurrentQueue<string> Forbidden { get; } = [];

        /// <summary>Kinds of marks that somebody found who may.</summary>
        public ConcurrentDictionary<string, byte> Seen { get; } = [];

        public async Task Observe(Member who, string asked, HttpResponseMessage answer) =>
            Observe(who, asked, $"{(int)answer.StatusCode}\n{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync()}");

        public void Observe(Member who, string asked, string answer)
        {
            Interlocked.Increment(ref observations);
            foreach (var mark in CanaryWorld.In(answer))
            {
                // The mark of a search stands in the field that it was typed into.
                if (asked.Contains(mark, StringComparison.Ordinal))
                    continue;
                if (!world.MayRead(who, mark))
                    Forbidden.Enqueue($"{who.Person.Name}, {asked}: {world.What(mark)}");
                else
                {
                    Seen[world.What(mark)] = 0;
                    Interlocked.Increment(ref allowed);
                }
            }

            if (answer.StartsWith("200", StringComparison.Ordinal) && IdIn(asked) is { } id)
                own[(who.Id.Value, id)] = 0;
        }

        /// <summary>An id whose page opened to them is one of their own things, or a person.</summary>
        public bool IsOwn(Member who, string address) => IdIn(address) is { } id && own.ContainsKey((who.Id.Value, id));

        private static string? IdIn(string address) => address.Split('/', '.', '?', '=', '&', ' ').FirstOrDefault(part => Guid.TryParse(part, out _));
    }
}
