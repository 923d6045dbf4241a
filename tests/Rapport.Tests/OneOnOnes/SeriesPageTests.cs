using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;

namespace Rapport.Tests.OneOnOnes;

public class SeriesPageTests(Host host) : IClassFixture<Host>
{
    private static Cast? _cast;

    private const string Hostile = "<script>alert(1)</script> \u202Eorder‏ עברית 🙂 \"'&";

    [Fact]
    public async Task Both_see_a_point_that_one_of_them_adds_the_reports_first()
    {
        var (cast, page) = await Scene();
        using var hanna = await cast.Browser(host, cast.Hanna, follow: true);
        using var teo = await cast.Browser(host, cast.Teo, follow: true);

        await hanna.Submit(page, "Add point", ("Input.Title", "Identity moves to the third quarter"));
        await teo.Submit(page, "Add point", ("Input.Title", "I am the only one who can release the gateway"), ("Input.Kind", "Blocker"));

        var read = Forms.Text(await hanna.GetStringAsync(page));
        Assert.Contains("Blocker I am the only one who can release the gateway", read, StringComparison.Ordinal);
        Assert.True(read.IndexOf("only one who can release", StringComparison.Ordinal) < read.IndexOf("Identity moves", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_first_meetings_begin_with_is_offered_below_the_agenda()
    {
        var (cast, page) = await Scene();
        using var hanna = await cast.Browser(host, cast.Hanna, follow: true);

        var read = Forms.Text(await hanna.GetStringAsync(page));
        Assert.Matches("Add from a template .*Teo’s points .*Your points .*For a first meeting, some pairs start with How each of us likes to work", read);
    }

    [Fact]
    public async Task A_double_click_adds_one_point()
    {
        var (cast, page) = await Scene();
        using var teo = await cast.Browser(host, cast.Teo);
        var html = await teo.GetStringAsync(page);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => teo.Submit(page, html, "Add point", ("Input.Title", "Once is enough"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode));
        await using var db = cast.Db();
        Assert.Equal(1, await db.Set<AgendaPoint>().CountAsync(point => point.Title == "Once is enough" && point.SeriesId == Series(page)));
    }

    [Fact]
    public async Task What_is_refused_comes_back_with_everything_that_was_typed()
    {
        var (cast, page) = await Scene();
        using var teo = await cast.Browser(host, cast.Teo);

        var answer = await teo.Submit(page, "Add point", ("Input.Title", "  "), ("Input.Details", "A long story about the retry storm"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Say in a few words what the point is.", html, StringComparison.Ordinal);
        Assert.Contains("A long story about the retry storm", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_is_shown_as_text()
    {
        var (cast, page) = await Scene();
        using var teo = await cast.Browser(host, cast.Teo, follow: true);

        var html = await (await teo.Submit(page, "Add point", ("Input.Title", Hostile), ("Input.Details", Hostile))).Content.ReadAsStringAsync();

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_point_moves_up_among_its_authors_own()
    {
        var (cast, page) = await Scene();
        using var teo = await cast.Browser(host, cast.Teo, follow: true);
        foreach (var title in (string[])["First", "Second", "Third"])
            await teo.Submit(page, "Add point", ("Input.Title", title));
        var third = await Point(cast, page, "Third");

        await teo.Submit(page, (await teo.GetStringAsync(page)).Replace("id=\"place\" hidden>", $"id=\"place\"><input name=\"up\" value=\"{third}\"><button>Up</button>", StringComparison.Ordinal), "Up");
        var html = await teo.GetStringAsync(page);

        Assert.Matches("First.*Third.*Second", Forms.Text(html));
    }

    [Fact]
    public async Task Strangers_the_managers_manager_and_administrators_are_told_nothing_is_there()
    {
        var (cast, page) = await Scene();
        foreach (var who in (Member[])[cast.Omar, cast.Ruth, cast.Robin, cast.Priya])
        {
            using var browser = await cast.Browser(host, who);
            var missing = await browser.GetAsync($"/one-on-ones/{Guid.CreateVersion7()}");
            var answer = await browser.GetAsync(page);

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal(await missing.Content.ReadAsStringAsync(), await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task An_ended_series_is_read_by_both_and_changed_by_nobody()
    {
        var (cast, page) = await Scene();
        await using (var db = cast.Db())
        {
            var series = await db.Set<Series>().SingleAsync(series => series.Id == Series(page));
            series.End(new(2026, 3, 1), SeriesEnding.ManagerChanged);
            await db.SaveChangesAsync();
        }
        using var teo = await cast.Browser(host, cast.Teo);

        var html = await teo.GetStringAsync(page);

        Assert.Contains("This series ended on Sun 1 March 2026", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Add point", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Start meeting", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_of_any_length_takes_six_statements()
    {
        var (cast, page) = await Scene();
        await using (var db = cast.Db())
        {
            for (var at = 0; at < 300; at++)
                db.Add(new AgendaPoint(Series(page), at % 3 == 0 ? cast.Hanna.Id : cast.Teo.Id, PointKind.Question, null, Part.People, $"Point {at}", null, at, 0, host.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }
        using var teo = await cast.Browser(host, cast.Teo);
        using var counter = new StatementCounter(host.Database);

        var html = await teo.GetStringAsync(page);

        Assert.Contains("Show 240 more points", html, StringComparison.Ordinal);
        Assert.InRange(counter.Count, 1, 6);
    }

    private static Rapport.Kernel.Id<Series> Series(string page) => new(Guid.Parse(page[^36..]));

    private static async Task<Guid> Point(Cast cast, string page, string title)
    {
        await using var db = cast.Db();
        return (await db.Set<AgendaPoint>().SingleAsync(point => point.Title == title && point.SeriesId == Series(page))).Id.Value;
    }

    /// <summary>One cast for the class; each test has Hanna and Teo meet anew.</summary>
    private async Task<(Cast Cast, string Page)> Scene()
    {
        _cast ??= await Cast.In(host);
        await using (var db = _cast.Db())
        {
            foreach (var running in await db.Set<Series>().Where(series => series.EndedOn == null).ToListAsync())
                running.End(new(2026, 1, 1), SeriesEnding.Ended);
            await db.SaveChangesAsync();
        }
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        return (_cast, $"/one-on-ones/{series.Id}");
    }
}
