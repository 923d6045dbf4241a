using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Features.Vault;
using Rapport.Kernel;
using Rapport.Tests;
using Rapport.Tests.House;

namespace Rapport.BrowserTests.Hostile;

/// <summary>
/// Hanna and Teo in a running meeting, with points and promises enough that every form of theirs can be sent; Robin, who
/// administers; a link that lets somebody in. It knows which pages there are.
/// </summary>
internal sealed class HostileScene
{
    private const int Many = 6;

    // One to be closed with each text that says why.
    private const int PointsOfEach = 30;

    private readonly HostileServer _server;
    private readonly Dictionary<string, List<Guid>> _ids = [];
    private readonly string _link;
    private Guid _lead;

    private HostileScene(HostileServer server, LinkSecret link) => (_server, _link) = (server, link.Text);

    public Id<Series> Series { get; private set; }

    public Id<Meeting> Meeting { get; private set; }

    public IReadOnlyList<Guid> Points => _ids["point"];

    public IReadOnlyList<Member> Actors => [_server.Cast.Hanna, _server.Cast.Robin, _server.Cast.Teo];

    public static async Task<HostileScene> In(HostileServer server)
    {
        var (cast, now) = (server.Cast, DateTimeOffset.UtcNow);
        await using (var truncate = server.Database.Owner.CreateCommand("truncate series, vault, guess_budget cascade; delete from invitation where kind = 'FirstAdministrator'; delete from agenda_template where name like '%pwned%'"))
            await truncate.ExecuteNonQueryAsync();

        var link = LinkSecret.New();
        var scene = new HostileScene(server, link) { Series = (await cast.Pair(cast.Hanna, cast.Teo)).Id };
        await using var db = server.Database.Db();
        db.Add(new Invitation(InvitationKind.FirstAdministrator, null, link.Hash, null, now));
        foreach (var author in new[] { cast.Hanna, cast.Teo })
        {
            for (var at = 0; at < PointsOfEach; at++)
                db.Add(new AgendaPoint(scene.Series, author.Id, PointKind.Point, null, Part.People, "A point", null, at, 0, now));
        }

        await db.SaveChangesAsync();
        scene._lead = (await Lead(db, now)).Value;
        scene.Meeting = await new StartMeeting(db, TimeProvider.System).Run(scene.Series, cast.Hanna.Viewer, default);
        await scene.Promise(db, now);
        await new ChooseOpening(db, TimeProvider.System).Run(scene.Meeting, Opening.Points, cast.Teo.Viewer, default);
        await scene.Know(db);
        return scene;
    }

    /// <summary>The pages that somebody opens to type, those of one route together; what ends something comes after the rest.</summary>
    public IEnumerable<List<string>> Families(IServiceProvider server, Member who) =>
        from page in Pages(server, hole => _ids.GetValueOrDefault(hole, []).Take(2 * PointsOfEach), addsQuestions: true)
        where page.Key is not ("/sign-out" or "/error")
        orderby page.Key.Contains("closing", StringComparison.Ordinal), page.Key.Contains("leaving", StringComparison.Ordinal), page.Key == "/account", page.Key
        select page.ToList();

    /// <summary>Every page there is, with everything that was typed meanwhile, those of one route together. Forms about a person are the same for each.</summary>
    public async Task<List<List<string>>> Pages(IServiceProvider server)
    {
        await using var db = _server.Database.Db();
        await Know(db);
        return [.. Pages(server, hole => _ids.GetValueOrDefault(hole, []), addsQuestions: true).Where(page => page.Key != "/sign-out")
            .Select(page => page.Take(page.Key.StartsWith("/people/{person}/", StringComparison.Ordinal) && !page.Key.EndsWith("/{handler}", StringComparison.Ordinal) || page.Key.StartsWith("/administration/accounts/", StringComparison.Ordinal) ? 8 : 100).ToList())];
    }

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
            for (var at = 0; at < Many; at++)
            {
                var ended = new OpenLoop(Series, owner, owner, "Given up", due, null, null, now);
                ended.GiveUp(null, now);
                db.AddRange(new OpenLoop(Series, owner, owner, "Promised", due, null, null, now), new OpenLoop(Series, owner, other, "Asked for", due, null, null, now), ended);
            }
        }

        await db.SaveChangesAsync();
    }

    private async Task Know(RapportDb db)
    {
        _ids["series"] = [Series.Value];
        _ids["meeting"] = [Meeting.Value];
        _ids["point"] = await db.Set<AgendaPoint>().OrderBy(point => point.Title.Contains(HostileTexts.Mark) || point.ClosingWord != null ? 0 : 1).ThenBy(point => point.Id).Select(point => point.Id.Value).ToListAsync();
        _ids["loop"] = await db.Set<OpenLoop>().OrderBy(loop => loop.Promise.Contains(HostileTexts.Mark) || loop.Word != null ? 0 : 1).ThenBy(loop => loop.Id).Select(loop => loop.Id.Value).ToListAsync();
        _ids["person"] = [_lead, _server.Cast.Omar.Id.Value, .. await db.Set<Person>().Where(person => person.Name.Contains(HostileTexts.Mark)).OrderBy(person => person.Id).Select(person => person.Id.Value).Take(100).ToListAsync()];
        _ids["guide"] = await db.Set<RoleGuide>().OrderBy(guide => guide.Id).Select(guide => guide.Id.Value).Take(2).ToListAsync();
        _ids["template"] = await db.Set<AgendaTemplate>().OrderBy(template => template.Id).Select(template => template.Id.Value).ToListAsync();
    }

    private IEnumerable<IGrouping<string, string>> Pages(IServiceProvider server, Func<string, IEnumerable<Guid>> idsOf, bool addsQuestions)
    {
        var most = new[] { "series", "meeting", "point", "loop", "person", "guide", "template" }.Max(hole => idsOf(hole).Count());
        var pages = Enumerable.Range(0, Math.Max(1, most))
            .SelectMany(at => Served.Addresses(server, hole => idsOf(hole).ElementAtOrDefault(at)))
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
