using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Features.Syncs;
using Rapport.Features.Vault;
using Rapport.Kernel;
using Rapport.Tests;
using Rapport.Tests.House;

namespace Rapport.BrowserTests.Hostile;

/// <summary>Which forms somebody types into; what is stored in one area is looked at on the pages of all.</summary>
public enum HostileArea
{
    Meetings,
    People,
    Syncs,
}

/// <summary>
/// Hanna and Teo in a running meeting, with points and promises enough that every form of theirs can be sent; Robin, who
/// administers; a link that lets somebody in. It knows which pages there are.
/// </summary>
internal sealed class HostileScene
{
    private const int Many = 6;

    private static readonly string[] Meetings = ["/one-on-ones", "/meetings", "/points", "/open-loops"];
    private static readonly string[] Syncs = ["/leadership-sync", "/register"];

    // One to be closed with each text that says why, and some to be rewritten.
    private const int PointsOfEach = 50;

    // One to be explained with each text.
    private const int GivenUp = 22;

    private readonly HostileServer _server;
    private readonly HostileArea? _area;
    private readonly Dictionary<string, List<Guid>> _ids = [];
    private readonly string _link;
    private Guid _lead;
    private HostileSyncs? _syncs;

    private HostileScene(HostileServer server, LinkSecret link, HostileArea? area) => (_server, _link, _area) = (server, link.Text, area);

    public Id<Series> Series { get; private set; }

    public Id<Meeting> Meeting { get; private set; }

    public IReadOnlyList<Guid> Points => _ids["point"];

    public IReadOnlyList<Member> Actors => [_server.Cast.Hanna, _server.Cast.Robin, _server.Cast.Teo];

    /// <param name="area">What will be typed into; none: no form is sent.</param>
    public static async Task<HostileScene> In(HostileServer server, HostileArea? area = null)
    {
        var (cast, now) = (server.Cast, DateTimeOffset.UtcNow);
        await using (var truncate = server.Database.Owner.CreateCommand("truncate series, vault, guess_budget cascade; delete from invitation where kind = 'FirstAdministrator'; delete from agenda_template where name like '%pwned%'"))
            await truncate.ExecuteNonQueryAsync();

        var link = LinkSecret.New();
        var scene = new HostileScene(server, link, area) { Series = (await cast.Pair(cast.Hanna, cast.Teo)).Id };
        await using var db = server.Database.Db();
        db.Add(new Invitation(InvitationKind.FirstAdministrator, null, link.Hash, null, now));
        foreach (var author in new[] { cast.Hanna, cast.Teo })
        {
            for (var at = 0; at < (area == HostileArea.Meetings ? PointsOfEach : 1); at++)
                db.Add(new AgendaPoint(scene.Series, author.Id, PointKind.Point, null, Part.People, "A point", null, at, 0, now));
        }

        await db.SaveChangesAsync();
        scene._lead = (await Lead(db, now)).Value;
        scene.Meeting = await new StartMeeting(db, TimeProvider.System).Run(scene.Series, cast.Hanna.Viewer, default);
        await scene.Promise(db, now);
        await new ChooseOpening(db, TimeProvider.System).Run(scene.Meeting, Opening.Points, cast.Teo.Viewer, default);
        if (area == HostileArea.Syncs)
            scene._syncs = await HostileSyncs.In(server);
        await scene.Know(db);
        return scene;
    }

    /// <summary>The pages that somebody opens to type, those of one route together; what ends something comes after the rest.</summary>
    public IEnumerable<List<string>> Families(IServiceProvider server, Member who) =>
        from page in Pages(server, hole => _ids.GetValueOrDefault(hole, []).Take(2 * PointsOfEach), addsQuestions: true)
        where page.Key is not ("/sign-out" or "/error") && IsOfArea(page.Key)
        orderby page.Key.Contains("closing", StringComparison.Ordinal), page.Key.Contains("leaving", StringComparison.Ordinal), page.Key == "/account", page.Key
        select page.ToList();

    /// <summary>Every page there is, with everything that was typed meanwhile, those of one route together. Forms about a person are the same for each.</summary>
    public async Task<List<(bool IsOfArea, List<string> Addresses)>> Pages(IServiceProvider server)
    {
        await using var db = _server.Database.Db();
        await Know(db, isTyped: true);
        return [.. Pages(server, hole => _ids.GetValueOrDefault(hole, []), addsQuestions: true).Where(page => page.Key != "/sign-out").Select(page => (IsOfArea(page.Key), page.Take(Most(page.Key)).ToList()))];
    }

    private static int Most(string route) =>
        (route.StartsWith("/people/{person}/", StringComparison.Ordinal) && !route.EndsWith("/{handler}", StringComparison.Ordinal)) || route.StartsWith("/administration/accounts/", StringComparison.Ordinal) ? 8 : 100;

    public bool IsOfArea(string route) => _area == (Begins(Meetings, route) ? HostileArea.Meetings : Begins(Syncs, route) ? HostileArea.Syncs : HostileArea.People);

    private static bool Begins(string[] beginnings, string route) => beginnings.Any(beginning => route.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>What a page takes from its address.</summary>
    public IEnumerable<(string Address, string Field)> Asked(IServiceProvider server) =>
        from address in Served.Addresses(server, hole => _ids.GetValueOrDefault(hole) is [var first, ..] ? first : Guid.NewGuid())
        where Served.Takes(address.Endpoint, "GET") && !address.Address.EndsWith("/sign-out", StringComparison.Ordinal)
        from field in Served.Page(address.Endpoint) is { } page
            ? page.GetProperties().Where(property => property.PropertyType == typeof(string) && Attribute.GetCustomAttribute(property, typeof(BindPropertyAttribute)) is BindPropertyAttribute { SupportsGet: true })
                .Select(property => property.Name).Where(name => name != "Token")
            : ["q"]
        where Served.Page(address.Endpoint) is not null
        select (address.Address, field);

    /// <summary>What only a script or another program types.</summary>
    public async Task AddWhatHasNoForm()
    {
        await using var db = _server.Database.Db();
        db.AddRange(HostileTexts.Gathered(250).Chunk(40).Select((points, at) => new AgendaTemplate($"Template {at}", string.Join('\n', points.Select(text => "- " + HostileTexts.Kept(text))))));
        db.AddRange(HostileTexts.Gathered(100).Take(60).Select((name, at) => new IdentityUserPasskey<Guid>
        {
            UserId = _server.Cast.Hanna.Account.Id,
            CredentialId = Guid.NewGuid().ToByteArray(),
            Data = new IdentityPasskeyData { Name = name, PublicKey = [1], AttestationObject = [1], ClientDataJson = [1], CreatedAt = DateTimeOffset.UtcNow },
        }));
        await db.SaveChangesAsync();
    }

    /// <summary>Somebody whom somebody reports to, so that their leaving asks who comes after them.</summary>
    private static async Task<Id<Person>> Lead(RapportDb db, DateTimeOffset now)
    {
        var lead = new Person("Lea Fischer", $"lea-{Guid.NewGuid()}@example.org", "Europe/Berlin", now);
        var report = new Person("Ravi Nair", $"ravi-{Guid.NewGuid()}@example.org", "Europe/Berlin", now);
        db.AddRange(lead, report);
        await db.SaveChangesAsync();
        db.Add(new ReportingLine(report.Id, lead.Id, new DateOnly(2024, 1, 1)));
        await db.SaveChangesAsync();
        return lead.Id;
    }

    private async Task Promise(RapportDb db, DateTimeOffset now)
    {
        var (hanna, teo, due) = (_server.Cast.Hanna.Id, _server.Cast.Teo.Id, DateOnly.FromDateTime(now.UtcDateTime).AddDays(7));
        foreach (var (owner, other) in new[] { (hanna, teo), (teo, hanna) })
        {
            for (var at = 0; at < (_area == HostileArea.Meetings ? Many : 1); at++)
            {
                db.AddRange(new OpenLoop(Series, owner, owner, "Promised", due, null, null, now), new OpenLoop(Series, owner, other, "Asked for", due, null, null, now));
            }
        }

        for (var at = 0; at < (_area == HostileArea.Meetings ? GivenUp : 1); at++)
        {
            var ended = new OpenLoop(Series, hanna, hanna, "Given up", due, null, null, now);
            ended.GiveUp(null, now);
            db.Add(ended);
        }

        await db.SaveChangesAsync();
    }

    /// <param name="isTyped">What holds nothing that was typed need not be opened any more, but for two of each.</param>
    private async Task Know(RapportDb db, bool isTyped = false)
    {
        _ids["series"] = [Series.Value];
        _ids["meeting"] = [Meeting.Value];
        var points = await db.Set<AgendaPoint>().Select(point => new { point.Id, IsTyped = point.Title.Contains(HostileTexts.Mark) || point.Details!.Contains(HostileTexts.Mark) || point.ClosingWord != null }).ToListAsync();
        _ids["point"] = Ordered(points.Select(point => (point.Id.Value, point.IsTyped)), isTyped);
        var loops = await db.Set<OpenLoop>().Select(loop => new { loop.Id, IsTyped = loop.Promise.Contains(HostileTexts.Mark) || loop.Word != null }).ToListAsync();
        _ids["loop"] = Ordered(loops.Select(loop => (loop.Id.Value, loop.IsTyped)), isTyped);
        if (_syncs is { } syncs)
        {
            _ids["sync"] = isTyped ? [syncs.Coming.Value, syncs.Running.Value] : [syncs.Coming.Value];
            _ids["syncmeeting"] = [syncs.Meeting.Value];
            var risks = await db.Set<Risk>().Select(risk => new { risk.Id, IsTyped = risk.Summary.Contains(HostileTexts.Mark) || risk.ClosedBecause != null }).ToListAsync();
            _ids["risk"] = Ordered(risks.Select(risk => (risk.Id.Value, risk.IsTyped)), isTyped);
        }

        _ids["person"] = [_lead, _server.Cast.Omar.Id.Value, .. await db.Set<Person>().Where(person => person.Name.Contains(HostileTexts.Mark)).OrderBy(person => person.Id).Select(person => person.Id.Value).Take(100).ToListAsync()];
        _ids["guide"] = await db.Set<RoleGuide>().OrderBy(guide => guide.Id).Select(guide => guide.Id.Value).Take(2).ToListAsync();
        _ids["template"] = await db.Set<AgendaTemplate>().OrderBy(template => template.Id).Select(template => template.Id.Value).ToListAsync();
    }

    private static List<Guid> Ordered(IEnumerable<(Guid Id, bool IsTyped)> things, bool isTyped)
    {
        var (typed, others) = (things.Where(one => one.IsTyped).Select(one => one.Id).Order(), things.Where(one => !one.IsTyped).Select(one => one.Id).Order());
        return [.. typed, .. isTyped ? others.Take(2) : others];
    }

    /// <summary>A page and not its forms: their addresses, opened, show the same page.</summary>
    private static (RouteEndpoint Endpoint, string Address, string Id) Itself(IEnumerable<(RouteEndpoint Endpoint, string Address, string Id)> addresses) => addresses.MinBy(address => address.Address.Length);

    private IEnumerable<IGrouping<string, string>> Pages(IServiceProvider server, Func<string, IEnumerable<Guid>> idsOf, bool addsQuestions)
    {
        var most = new[] { "series", "meeting", "point", "loop", "person", "guide", "template", "sync", "syncmeeting", "risk" }.Max(hole => idsOf(hole).Count());
        var pages = Enumerable.Range(0, Math.Max(1, most))
            .SelectMany(at => Served.Addresses(server, hole => idsOf(hole).ElementAtOrDefault(at)).GroupBy(page => page.Endpoint).Select(Itself))
            .Where(page => Served.Takes(page.Endpoint, "GET") && Served.Page(page.Endpoint) is not null && !page.Address.Contains(Guid.Empty.ToString(), StringComparison.Ordinal))
            .Select(page => (Route: Served.Named(page.Endpoint.RoutePattern.RawText!), Address: page.Address.Replace("/AAAA", $"/{_link}", StringComparison.Ordinal)));
        return pages.Concat(addsQuestions ? Questions() : []).Distinct().GroupBy(page => page.Route, page => page.Address);
    }

    /// <summary>Pages that show more when they are asked for it.</summary>
    private IEnumerable<(string Route, string Address)> Questions() =>
    [
        ("/one-on-ones/new", $"/one-on-ones/new?with={_server.Cast.Priya.Id}"),
        ("/one-on-ones/{series}/{handler}", $"/one-on-ones/{Series}?all=true"),
        ("/open-loops", "/open-loops?ended=true"),
        .. Enumerable.Range(2, 8).Select(at => ("/people", $"/people?at={at}")),
    ];
}
