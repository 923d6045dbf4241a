using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests;

/// <summary>
/// The few people whom every scene is played by. Ruth leads Hanna, who leads Teo and Priya; Omar works elsewhere and is a
/// stranger to them all; Robin runs the installation and meets nobody. Each has an account, none a password.
/// <code>
/// var cast = await Cast.In(database, now);         // or: await Cast.In(host)
/// var series = await cast.Pair(cast.Hanna, cast.Teo);
/// using var browser = await cast.Browser(host, cast.Teo);
/// await new CloseOpenLoop(cast.Db()).Run(…, cast.Teo.Viewer, stop);
/// </code>
/// </summary>
public sealed class Cast
{
    /// <summary>What somebody signs in with whom a scene gave a password.</summary>
    public const string Password = "nine purple herons wade";

    private static readonly DateOnly Long = new(2024, 1, 1);

    private readonly Func<RapportDb> _db;

    private Cast(Func<RapportDb> db, DateTimeOffset now)
    {
        _db = db;
        Ruth = Member.Of("Ruth Adeyemi", "ruth@example.org", "Europe/London", now);
        Hanna = Member.Of("Hanna Weiß", "hanna@example.org", "Europe/Berlin", now);
        Teo = Member.Of("Teo Marković", "teo@example.org", "Europe/Berlin", now);
        Priya = Member.Of("Priya Raman", "priya@example.org", "Asia/Kolkata", now);
        Omar = Member.Of("Omar Haddad", "omar@example.org", "Africa/Cairo", now);
        Robin = Member.Of("Robin Park", "robin@example.org", "UTC", now, isAdministrator: true);
    }

    public Member Ruth { get; }
    public Member Hanna { get; }
    public Member Teo { get; }
    public Member Priya { get; }
    public Member Omar { get; }
    public Member Robin { get; }

    public IReadOnlyList<Member> All => [Ruth, Hanna, Teo, Priya, Omar, Robin];

    public static Task<Cast> In(Host host) => In(host.Database, host.Clock.GetUtcNow());

    public static Task<Cast> In(Database database, DateTimeOffset now) => In(database.Db, now);

    public static async Task<Cast> In(Func<RapportDb> enter, DateTimeOffset now)
    {
        var cast = new Cast(enter, now - TimeSpan.FromDays(100));
        await using var db = cast.Db();
        db.AddRange(cast.All.Select(member => member.Person));
        await db.SaveChangesAsync();
        db.AddRange(cast.All.Select(member => member.Account));
        db.AddRange(
            new ReportingLine(cast.Hanna.Id, cast.Ruth.Id, Long),
            new ReportingLine(cast.Teo.Id, cast.Hanna.Id, Long),
            new ReportingLine(cast.Priya.Id, cast.Hanna.Id, Long));
        await db.SaveChangesAsync();
        return cast;
    }

    /// <summary>The database as the application enters it. Each call is a fresh look.</summary>
    public RapportDb Db() => _db();

    /// <summary>A running series of two, with an agreed rhythm: weekly, Thursdays at 10:00 in Berlin, 30 minutes.</summary>
    /// <param name="from">The first day of the rhythm, and when the series started; else Thursday 1 January 2026.</param>
    public async Task<Series> Pair(
        Member manager, Member report, SeriesKind kind = SeriesKind.Direct, DateOnly? from = null, Cadence cadence = Cadence.Weekly)
    {
        var day = from ?? new DateOnly(2026, 1, 1);
        var at = new DateTimeOffset(day, new TimeOnly(8, 0), TimeSpan.Zero);
        var series = new Series(kind, manager.Id, report.Id, manager.Id, at);
        var rhythm = new Rhythm(cadence, DayOfWeek.Thursday, new TimeOnly(10, 0), "Europe/Berlin", 30, day);
        var proposal = new RhythmProposal(series.Id, manager.Id, rhythm, null, null, at);
        proposal.Agree(report.Id, day, at);
        await using var db = Db();
        db.Add(series);
        await db.SaveChangesAsync();
        db.Add(proposal);
        await db.SaveChangesAsync();
        return series;
    }

    /// <summary>A browser in which someone is freshly signed in, at the host's present time.</summary>
    public async Task<HttpClient> Browser(Host host, Member who, bool follow = false) =>
        host.Browser(follow, Cookie(host, await SignIn(who, host.Clock.GetUtcNow())));

    /// <summary>Lets somebody sign in with <see cref="Password"/>.</summary>
    public async Task GivePassword(Host host, Member who)
    {
        await using var db = Db();
        db.Attach(who.Account);
        host.Services.GetRequiredService<Passwords>().Set(who.Account, Password);
        await db.SaveChangesAsync();
    }

    public async Task<AccountSession> SignIn(Member who, DateTimeOffset at)
    {
        await using var db = Db();
        var session = new AccountSession(who.Account.Id, "Firefox on Linux", "this machine", at);
        db.Add(session);
        await db.SaveChangesAsync();
        return session;
    }

    public static Cookie Cookie(Host host, AccountSession session) => Cookie(host.Services, session);

    public static Cookie Cookie(IServiceProvider server, AccountSession session)
    {
        var cookie = server.GetRequiredService<SessionCookie>();
        return new(cookie.Name, Uri.EscapeDataString(cookie.Value(session.Id)));
    }
}

/// <summary>One of the cast.</summary>
public sealed record Member(Person Person, Account Account)
{
    public Id<Person> Id => Person.Id;

    /// <summary>For use cases and queries without a browser; there is no session behind it.</summary>
    public Viewer Viewer => new(Person.Id, Account.Id, new Id<AccountSession>(Guid.NewGuid()), Person.Name, Person.TimeZone, Account.IsAdministrator, false, Person.CreatedAt) { IsAmongLeaders = Account.IsAdministrator };

    public static Member Of(string name, string email, string zone, DateTimeOffset at, bool isAdministrator = false)
    {
        var person = new Person(name, email, zone, at);
        return new(person, new Account { PersonId = person.Id, IsAdministrator = isAdministrator, CreatedAt = at }.SignInWith(email));
    }
}
