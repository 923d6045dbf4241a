using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Vault;
using Rapport.Kernel;

namespace Rapport.Tests.Access;

/// <summary>
/// Forty people with every kind of record, each text of it marked with a word that occurs nowhere else and belongs to the few who
/// may read it. Who that is, is reckoned here from the organisation alone and asks none of the program's rules.
/// </summary>
internal sealed partial class CanaryWorld
{
    private const int ShortestEncoded = 40;

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private static readonly DateOnly Long = new(2024, 1, 1);

    private readonly Dictionary<string, (string What, HashSet<Id<Person>> Readers)> marks = new(StringComparer.Ordinal);
    private readonly HashSet<Id<Person>> everybody = [];
    private int made;

    public List<Member> People { get; } = [];

    /// <summary>Addresses with an id in them, and what kind of thing the id is of, as <see cref="Served.Named"/> calls it.</summary>
    public List<(string Kind, Guid Id)> Things { get; } = [];

    public List<Guid> RunningMeetings { get; } = [];

    public List<(Member Owner, Guid Id)> Vaults { get; } = [];

    public int Marks => marks.Count;

    public IEnumerable<string> Kinds => marks.Values.Select(mark => mark.What).Distinct();

    /// <summary>The marks in a text, in the plain and in base64.</summary>
    public static HashSet<string> In(string text)
    {
        var found = Mark().Matches(text).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        for (var at = 0; at < text.Length;)
        {
            var run = text.AsSpan(at).IndexOfAnyExcept(Base64) is var end && end < 0 ? text.Length - at : end;
            if (run >= ShortestEncoded)
                found.UnionWith(Encoded(text.AsSpan(at, run)));
            at += run + 1;
        }

        return found;
    }

    private static IEnumerable<string> Encoded(ReadOnlySpan<char> run)
    {
        // Whatever filled it up to fours, or did not: three letters are two bytes, and a single one is none.
        var filled = (run.Length % 4) switch { 1 => run[..^1].ToString(), 2 => $"{run}==", 3 => $"{run}=", _ => run.ToString() };
        var bytes = new byte[filled.Length];
        return Convert.TryFromBase64String(filled, bytes, out var length) ? Mark().Matches(Encoding.Latin1.GetString(bytes, 0, length)).Select(match => match.Value) : [];
    }

    public string What(string mark) => marks[mark].What;

    public bool MayRead(Member who, string mark) => marks[mark].Readers.Contains(who.Id);

    public static async Task<CanaryWorld> In(Host host)
    {
        var world = new CanaryWorld();
        var now = host.Clock.GetUtcNow();
        var leaders = world.Found(now);
        await using var db = host.Database.Db();
        db.AddRange(world.People.Select(member => member.Person));
        await db.SaveChangesAsync();
        db.AddRange(world.People.Select(member => member.Account));
        foreach (var (report, manager) in leaders)
            db.Add(new ReportingLine(report.Id, manager.Id, Long));
        await db.SaveChangesAsync();

        foreach (var (report, manager) in leaders)
            await world.Meet(db, host, SeriesKind.Direct, manager, report, now);
        foreach (var (report, manager) in leaders.Where(pair => leaders.ContainsKey(pair.Value)).Take(6))
            await world.Meet(db, host, SeriesKind.SkipLevel, leaders[manager], report, now);
        await world.MetBefore(db, leaders, now);
        await world.Sync(db, [.. world.People.Skip(1).Take(6)], now);
        await world.Sync(db, [.. world.People.Skip(2).Take(6)], now);
        foreach (var member in world.People.Take(12))
            await world.Keep(db, host, member, now);
        return world;
    }

    private static IEnumerable<int> Below(int first, int count) => Enumerable.Range(first, count);

    /// <summary>0 the CTO; 1 and 2 heads; 3 to 8 managers; 9 to 38 engineers; 39 runs the installation and meets nobody.</summary>
    private Dictionary<Member, Member> Found(DateTimeOffset now)
    {
        var at = now.AddDays(-200);
        for (var number = 0; number < 40; number++)
        {
            var person = new Person($"Person {number:00}", $"{Fresh()}@example.org", number % 3 == 0 ? "Asia/Kolkata" : "Europe/Berlin", at);
            person.Describe($"Title {Fresh()}", Fresh(), null, Long);
            People.Add(new(person, new Account { PersonId = person.Id, IsAdministrator = number == 39, CreatedAt = at }.SignInWith(person.Email)));
            everybody.Add(person.Id);
            Things.Add(("person", person.Id.Value));
        }

        People[0].Person.Hold([PersonRole.Cto]);
        People[1].Person.Hold([PersonRole.Head]);
        People[2].Person.Hold([PersonRole.Head]);
        var leaders = new Dictionary<Member, Member>();
        foreach (var number in Below(1, 2))
            leaders[People[number]] = People[0];
        foreach (var number in Below(3, 6))
            leaders[People[number]] = People[1 + (number % 2)];
        foreach (var number in Below(9, 30))
            leaders[People[number]] = People[3 + (number % 6)];

        foreach (var member in People)
        {
            var careers = new List<Member> { member, People[1], People[2], People[39] };
            if (leaders.TryGetValue(member, out var manager))
                careers.AddRange(leaders.TryGetValue(manager, out var above) ? [manager, above] : [manager]);
            Own(In(member.Person.Email).Single(), "e-mail", careers);
            Own(member.Person.Level!, "level", careers);
            Own(In(member.Person.Title!).Single(), "title", People);
        }

        return leaders;
    }

    /// <summary>A running series with an agreed rhythm, a meeting that was held and closed, and one that runs.</summary>
    private async Task Meet(RapportDb db, Host host, SeriesKind kind, Member manager, Member report, DateTimeOffset now)
    {
        Member[] pair = [manager, report];
        var series = new Series(kind, manager.Id, report.Id, manager.Id, now.AddDays(-60));
        var day = DateOnly.FromDateTime(now.AddDays(-60).UtcDateTime);
        var proposal = new RhythmProposal(series.Id, manager.Id, new(Cadence.Weekly, DayOfWeek.Thursday, new(9, 0), "UTC", 30, day), Marked("reason of a rhythm", pair), "Otherwise than usual.", now.AddDays(-60));
        proposal.Agree(report.Id, day, now.AddDays(-60));
        db.Add(series);
        await db.SaveChangesAsync();
        db.Add(proposal);
        var open = Point(series, report, "open point", pair, now.AddDays(-20));
        var closed = Point(series, manager, "closed point", pair, now.AddDays(-40));
        closed.Close(PointClosing.Dropped, Marked("word on closing a point", pair), manager.Id, null, now.AddDays(-9));
        var broken = new OpenLoop(series.Id, manager.Id, manager.Id, Marked("promise given up", pair), DateOnly.FromDateTime(now.AddDays(-10).UtcDateTime), null, null, now.AddDays(-50));
        broken.GiveUp(Marked("word on a promise", pair), now.AddDays(-5));
        var proposed = new OpenLoop(series.Id, report.Id, manager.Id, Marked("promise proposed", pair), DateOnly.FromDateTime(now.AddDays(10).UtcDateTime), null, null, now.AddDays(-3));
        db.AddRange(open, closed, broken, proposed);
        await db.SaveChangesAsync();
        Things.AddRange([("series", series.Id.Value), ("point", open.Id.Value), ("point", closed.Id.Value), ("loop", broken.Id.Value), ("loop", proposed.Id.Value)]);

        var held = await Start(host, series, manager);
        await Write(host, held, open, manager, pair, now);
        await using (var act = host.Database.Db())
        {
            await new CloseMeeting(act, host.Clock).Run(
                held, new(new(Marked("promise at the end", pair), DateOnly.FromDateTime(now.AddDays(9).UtcDateTime), null, 0), new(Marked("promise at the end", pair), DateOnly.FromDateTime(now.AddDays(9).UtcDateTime), null, 0)),
                manager.Viewer, default);
        }

        host.Clock.Pass(TimeSpan.FromMinutes(1));
        var running = await Start(host, series, report);
        RunningMeetings.Add(running.Value);
        await Write(host, running, open, report, pair, now);
        await using var look = host.Database.Db();
        foreach (var loop in await look.Set<OpenLoop>().Where(loop => loop.SeriesId == series.Id && loop.MeetingId == held).ToListAsync())
            Things.Add(("loop", loop.Id.Value));
    }

    private async Task<Id<Meeting>> Start(Host host, Series series, Member who)
    {
        await using var db = host.Database.Db();
        var id = await new StartMeeting(db, host.Clock).Run(series.Id, who.Viewer, default);
        Things.Add(("meeting", id.Value));
        return id;
    }

    private async Task Write(Host host, Id<Meeting> meeting, AgendaPoint point, Member by, Member[] pair, DateTimeOffset now)
    {
        await using var db = host.Database.Db();
        foreach (var (kind, what, under) in new[] { (SharedTextKind.Note, "note", (Id<AgendaPoint>?)point.Id), (SharedTextKind.Concern, "concern", null), (SharedTextKind.LastWords, "last words", null) })
        {
            var text = new SharedText(meeting, kind, under);
            text.Write($"So it is: {Marked(what, pair)}.", 0, by.Id, now);
            db.Add(text);
        }

        var series = point.SeriesId;
        db.Add(new Talk(meeting, point.Id, Part.People, now));
        db.Add(new Decision(series, meeting, point.Id, Marked("decision", pair), Marked("failure mode", pair), null, by.Id, now));
        var published = new Decision(series, meeting, point.Id, Marked("published decision", People), null, null, by.Id, now);
        published.AgreeToPublish(true, now);
        published.AgreeToPublish(false, now);
        db.Add(published);
        await db.SaveChangesAsync();
    }

    /// <summary>Three who had another manager before; one of them lets the new one read it.</summary>
    private async Task MetBefore(RapportDb db, Dictionary<Member, Member> leaders, DateTimeOffset now)
    {
        foreach (var (number, isOpened) in new[] { (9, true), (10, false), (11, false) })
        {
            var (report, former) = (People[number], People[8 - (number % 3)]);
            if (former == leaders[report])
                former = People[3];
            Member[] pair = isOpened ? [former, report, leaders[report]] : [former, report];
            var series = new Series(SeriesKind.Direct, former.Id, report.Id, former.Id, now.AddDays(-400));
            series.End(DateOnly.FromDateTime(now.AddDays(-90).UtcDateTime), SeriesEnding.ManagerChanged);
            var before = new ReportingLine(report.Id, former.Id, new(2023, 1, 1));
            before.End(Long);
            db.AddRange(series, before);
            await db.SaveChangesAsync();
            var point = Point(series, report, "point of a former series", pair, now.AddDays(-300));
            var loop = new OpenLoop(series.Id, former.Id, former.Id, Marked("promise of a former series", pair), DateOnly.FromDateTime(now.AddDays(-200).UtcDateTime), null, null, now.AddDays(-300));
            var meeting = Meeting.Unplanned(series.Id, now.AddDays(-250), 30);
            db.AddRange(point, loop, meeting);
            if (isOpened)
                db.Add(new CarryOver(series.Id, report.Id, leaders[report].Id, now.AddDays(-80)));
            await db.SaveChangesAsync();
            Things.AddRange([("series", series.Id.Value), ("point", point.Id.Value), ("loop", loop.Id.Value), ("meeting", meeting.Id.Value)]);
        }
    }

    /// <summary>A leadership sync that runs: of six people, the last of whom has left it, and the one before only reads.</summary>
    private async Task Sync(RapportDb db, Member[] people, DateTimeOffset now)
    {
        var things = await SyncThings.In(db, people[0], people[1], people[2], people[3], people[4], people[5], now, Marked("word of a sync", people[..5]));
        Things.AddRange([("sync", things.Sync.Id.Value), ("syncmeeting", things.Meeting.Id.Value), ("risk", things.Risk.Id.Value), ("syncaction", things.Action.Id.Value)]);
    }

    /// <summary>What one keeps for oneself: private notes, as the bytes that they are here, and where one is signed in.</summary>
    private async Task Keep(RapportDb db, Host host, Member member, DateTimeOffset now)
    {
        var session = new AccountSession(member.Account.Id, Marked("browser", [member]), "this machine", now);
        var vault = new Vault(new(Guid.NewGuid()), member.Id, new byte[32], DateOnly.FromDateTime(now.UtcDateTime));
        db.AddRange(session, vault);
        await db.SaveChangesAsync();
        var note = Encoding.Latin1.GetBytes($"bytes bytes bytes {Marked("private note, as bytes", [member])} bytes bytes");
        await using var command = host.Database.Owner.CreateCommand("insert into vault_item values ($1, $2, 1, 1, 0, '2026-03-19', null, $3, $4)");
        command.Parameters.Add(new() { Value = vault.Id.Value });
        command.Parameters.Add(new() { Value = Guid.NewGuid() });
        command.Parameters.Add(new() { Value = note });
        command.Parameters.Add(new() { Value = note });
        await command.ExecuteNonQueryAsync();
        Vaults.Add((member, vault.Id.Value));
    }

    private AgendaPoint Point(Series series, Member author, string what, Member[] readers, DateTimeOffset at) =>
        new(series.Id, author.Id, PointKind.Point, null, Part.People, Marked(what, readers), $"In detail: {Marked($"details of an {what}", readers)}", 1, 0, at);

    private string Marked(string what, IEnumerable<Member> readers)
    {
        var mark = Fresh();
        Own(mark, what, readers);
        return mark;
    }

    private void Own(string mark, string what, IEnumerable<Member> readers) => marks[mark] = (what, [.. readers.Select(reader => reader.Id)]);

    private string Fresh() => string.Create(CultureInfo.InvariantCulture, $"zq{++made:x5}kx");

    [GeneratedRegex("zq[0-9a-f]{5}kx", RegexOptions.None, 10_000)]
    private static partial Regex Mark();
}
