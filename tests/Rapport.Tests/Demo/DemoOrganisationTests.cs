using Microsoft.AspNetCore.Identity;
using Npgsql;
using Rapport.Data;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Demo;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Policies;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Demo;

/// <summary>What <c>--demo</c> leaves in the database could have come about by people using Rapport.</summary>
public class DemoOrganisationTests(DemoOrganisationTests.Filled filled, Cluster cluster) : IClassFixture<DemoOrganisationTests.Filled>
{
    private static readonly DateTimeOffset Thursday = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_installation_with_people_is_left_alone()
    {
        var before = await Rows(filled.Database, "person");

        Assert.Null(await Found(filled.Database, Thursday.AddDays(1)));
        Assert.Equal(before, await Rows(filled.Database, "person"));
    }

    [Fact]
    public async Task The_same_moment_makes_the_same_rows()
    {
        var other = new Database(cluster);
        await other.InitializeAsync();
        Assert.NotNull(await Found(other, Thursday));

        foreach (var table in (string[])["organisation", "person", "team", "reporting_line", "leave", "public_holiday", "series", "series_guide", "rhythm_proposal", "meeting", "meeting_move", "talk", "agenda_point", "shared_text", "open_loop", "open_loop_event", "decision"])
        {
            var rows = await Rows(filled.Database, table);
            Assert.NotEmpty(rows);
            Assert.Equal(rows, await Rows(other, table));
        }

        await other.DisposeAsync();
    }

    [Fact]
    public async Task Half_a_year_of_an_organisation_is_there()
    {
        Assert.InRange(await Count("select count(*) from person"), 50, 60);
        Assert.Equal(1, await Count("select count(*) from person where left_on is not null"));
        Assert.Equal(await Count("select count(*) from person where left_on is null"), await Count("select count(*) from account"));
        Assert.Equal(8, await Count("select count(*) from reporting_line join person on person.id = manager_id where valid_to is null and 'cto' = any (roles)"));
        Assert.InRange(await Count("select count(*) from meeting where outcome = 'Held'"), 800, 1400);
        Assert.InRange(await Count("select count(*) from meeting where outcome = 'Missed'"), 10, 60);
        Assert.InRange(await Count("select count(*) from meeting where outcome = 'Excused'"), 20, 200);
        Assert.InRange(await Count("select count(*) from meeting_move"), 20, 100);
        Assert.InRange(await Count("select count(*) from open_loop where ended_as = 'Late'"), 20, 100);
        Assert.InRange(await Count("select count(*) from open_loop where ended_as = 'NotKept'"), 10, 100);
        Assert.InRange(await Count("select count(*) from open_loop where ended_as = 'Left'"), 1, 10);
        Assert.Equal(1, await Count("select count(*) from rhythm_proposal where answered_at is null"));
        Assert.Equal(1, await Count("select count(*) from series where ended_because = 'Left'"));
        Assert.Equal(3, await Count("select count(*) from series where ended_because = 'ManagerChanged'"));
    }

    [Theory]
    [InlineData("meetings start in their windows", "select count(*) from meeting where starts_at < window_from or starts_at >= window_to")]
    [InlineData("meetings end after they start, and not in the future", "select count(*) from meeting where closed_at <= started_at or greatest(started_at, closed_at, settled_at, asked_at) > $1")]
    [InlineData("a past slot is settled once its window passed", "select count(*) from meeting where outcome is null and window_to <= $1")]
    [InlineData("nothing runs", "select count(*) from meeting where outcome is null and started_at is not null")]
    [InlineData("both were asked before a meeting was missed", "select count(*) from meeting where outcome = 'Missed' and (asked_at is null or asked_at < starts_at or settled_at < window_to)")]
    [InlineData("one meeting per window", "select count(*) from meeting a join meeting b on a.series_id = b.series_id and a.id < b.id and a.window_from < b.window_to and b.window_from < a.window_to")]
    [InlineData("held meetings are counted", "select count(*) from series where meetings_held <> (select count(*) from meeting where series_id = series.id and outcome = 'Held')")]
    [InlineData("moves are counted and made beforehand", "select count(*) from meeting where moves <> (select count(*) from meeting_move where meeting_id = meeting.id and moved_at < least(from_start, to_start) and to_start = starts_at and from_start = planned_start)")]
    [InlineData("points are raised before they are closed, and not in the future", "select count(*) from agenda_point where closed_at <= raised_at or greatest(raised_at, closed_at) > $1")]
    [InlineData("points are raised when the pair knew each other", "select count(*) from agenda_point join series on series.id = series_id where raised_at <= started_at")]
    [InlineData("points have waited for as many meetings as were held since", "select count(*) from agenda_point point where raised_after <> (select count(*) from meeting where series_id = point.series_id and outcome = 'Held' and coalesce(first_closed_at, settled_at) < point.raised_at and coalesce(started_at, starts_at) < point.raised_at)")]
    [InlineData("points are closed while their meeting lasts", "select count(*) from agenda_point point join meeting on meeting.id = closed_in where point.closed_at not between started_at and coalesce(first_closed_at, window_to)")]
    [InlineData("only the two write", "select count(*) from agenda_point point join series on series.id = series_id where author_id not in (manager_id, report_id)")]
    [InlineData("texts are written while their meeting lasts", "select count(*) from shared_text join meeting on meeting.id = meeting_id where written_at not between started_at and coalesce(first_closed_at, window_to)")]
    [InlineData("promises go forward in time", "select count(*) from open_loop where ended_at <= proposed_at or greatest(proposed_at, accepted_at, ended_at) > $1 or due < first_due")]
    [InlineData("every event follows the one before", "select count(*) from open_loop_event event join open_loop on open_loop.id = loop_id where event.at < proposed_at or event.at > coalesce(ended_at, $1)")]
    [InlineData("late is after its day", "select count(*) from open_loop join person on person.id = owner_id where ended_as = 'Late' and (ended_at at time zone time_zone)::date <= due")]
    [InlineData("kept is on its day or before", "select count(*) from open_loop join person on person.id = owner_id where ended_as = 'Kept' and (ended_at at time zone time_zone)::date > due")]
    [InlineData("who left has nothing open", "select count(*) from open_loop join person on person.id = owner_id where left_on is not null and (ended_at is null or ended_at > (left_on + 1))")]
    [InlineData("no slot after the end of a series", "select count(*) from meeting join series on series.id = series_id where starts_at > ended_on + interval '1 day'")]
    [InlineData("talk lies in its meeting", "select count(*) from talk join meeting on meeting.id = meeting_id where from_at < started_at or to_at > coalesce(first_closed_at, window_to) or to_at < from_at")]
    [InlineData("decisions are taken, then published", "select count(*) from decision where greatest(taken_at, published_at) > $1 or published_at < taken_at")]
    [InlineData("nobody meets before they started", "select count(*) from series join person on person.id in (manager_id, report_id) where started_at < start_date")]
    public async Task Every_row_could_have_come_about(string rule, string exceptions) =>
        Assert.True(await Count(exceptions) == 0, rule);

    [Fact]
    public void Every_written_meeting_and_promise_is_there_on_any_day_of_the_year()
    {
        var story = Story.Load();
        for (var now = Thursday.AddHours(4); now < Thursday.AddDays(370); now += TimeSpan.FromDays(37) + TimeSpan.FromHours(5))
        {
            var rows = RowsOn(story, now);
            var meetings = rows.OfType<Meeting>().ToDictionary(meeting => meeting.Id);
            Assert.Equal(
                story.Pairs.SelectMany(pair => pair.Meetings).Sum(meeting => meeting.Promises?.Count ?? 0),
                rows.OfType<OpenLoop>().Count());
            Assert.Equal(story.Pairs.SelectMany(pair => pair.Meetings).Count(meeting => meeting.State == "moved"), rows.OfType<MeetingMove>().Count());
            Assert.All(rows.OfType<OpenLoop>(), loop => Assert.True((loop.EndedAt ?? now) <= now && (loop.MeetingId is null || meetings.ContainsKey(loop.MeetingId.Value))));
            Assert.Equal(story.Pairs.SelectMany(pair => pair.Meetings).SelectMany(meeting => meeting.Promises ?? []).Count(promise => promise.End == "late"), rows.OfType<OpenLoop>().Count(loop => loop.EndedAs == LoopEnding.Late));
        }
    }

    [Theory]
    [InlineData("2026-03-16T06:00:00Z", DayOfWeek.Monday, "10:00", "14:30")]
    [InlineData("2026-03-18T11:40:00Z", DayOfWeek.Wednesday, "13:30", "15:00")]
    [InlineData("2026-03-20T17:40:00Z", DayOfWeek.Monday, "10:00", "14:30")]
    [InlineData("2026-03-21T11:00:00Z", DayOfWeek.Monday, "10:00", "14:30")]
    public void Two_of_Hannas_one_on_ones_are_about_to_happen(string now, DayOfWeek weekday, string first, string second)
    {
        var story = Story.Load();
        var proposals = RowsOn(story, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)).OfType<RhythmProposal>().ToList();
        var pairs = story.Pairs.Where(pair => pair.Manager == "hanna" && pair.Report is "teo" or "priya").Select(pair => proposals[story.Pairs.ToList().IndexOf(pair)]);

        Assert.Equal([(weekday, At(first)), (weekday, At(second))], pairs.Select(pair => (pair.Weekday, pair.At)).Order());
    }

    [Fact]
    public void The_list_of_accounts_says_who_is_who()
    {
        var lines = filled.Accounts.Csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("email,password,role,manager_email", lines[0]);
        Assert.Contains($"hanna@halden.example,{filled.Accounts.Password},manager,ruth@halden.example", lines);
        Assert.Contains($"robin@halden.example,{filled.Accounts.Password},administrator,", lines);
        Assert.Single(lines, line => line.Split(',')[2] == "administrator");
        Assert.Contains(lines, line => line.Split(',')[2] == "engineer;administrator");
        Assert.DoesNotContain(lines, line => line.StartsWith("patrick@", StringComparison.Ordinal));
        Assert.True(filled.Accounts.Password.Length >= 15);
    }

    [Fact]
    public async Task The_password_opens_an_account()
    {
        await using var db = filled.Database.Db();
        var session = await new SignIn(db, Hasher(), new Guesses(filled.Database.App, new FixedClock(Thursday)), new FixedClock(Thursday)).Run(
            new SignIn.Request("hanna@halden.example", filled.Accounts.Password, null), new Caller("Firefox on Linux", "this machine"), CancellationToken.None);
        Assert.Equal(1, await Count("select count(*) from account_session join account on account.id = account_id where email = 'hanna@halden.example' and ended_at is null"));
        Assert.NotEqual(Guid.Empty, session.AccountId);
    }

    private static TimeOnly At(string time) => TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static List<object> RowsOn(Story story, DateTimeOffset now)
    {
        var people = new DemoPeople(story, now);
        var guides = story.Pairs.Select(pair => pair.Guide).OfType<string>().Distinct().ToDictionary(key => key, _ => Id<RoleGuide>.New());
        return [.. story.Pairs.SelectMany(pair => DemoSeries.Rows(pair, people, guides, now))];
    }

    private static Passwords Hasher() =>
        new(new PasswordHasher<Account>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1000 })));

    private static Task<DemoAccounts?> Found(Database database, DateTimeOffset now) =>
        new DemoOrganisation(database.Jobs, Hasher(), new FixedClock(now)).Found(CancellationToken.None);

    private static async Task<List<string>> Rows(Database database, string table)
    {
        await using var command = database.Owner.CreateCommand($"select t::text from {table} t order by 1");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private async Task<long> Count(string query)
    {
        await using var command = filled.Database.Owner.CreateCommand(query);
        if (query.Contains("$1", StringComparison.Ordinal))
            command.Parameters.Add(new NpgsqlParameter { Value = Thursday });

        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A database with the demo organisation as it stands on a Thursday morning.</summary>
    public sealed class Filled(Cluster cluster) : IAsyncLifetime
    {
        public Database Database { get; } = new(cluster);

        public DemoAccounts Accounts { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Database.InitializeAsync();
            Accounts = (await Found(Database, Thursday))!;
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
