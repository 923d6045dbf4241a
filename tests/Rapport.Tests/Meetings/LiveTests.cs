using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>The line over which browsers hear that something changed, spoken by hand over long polling.</summary>
public sealed class LiveTests(Cluster cluster) : IAsyncLifetime
{
    private const char End = '\u001e';

    private Host _host = null!;
    private Cast _cast = null!;
    private Series _series = null!;
    private string _meeting = "";

    public async ValueTask InitializeAsync()
    {
        _host = new Host(cluster);
        await _host.InitializeAsync();
        _cast = await Cast.In(_host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        await using var db = _cast.Db();
        _meeting = (await new StartMeeting(db, _host.Clock).Run(_series.Id, _cast.Hanna.Viewer, default)).ToString();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task One_of_the_two_hears_that_something_changed_and_not_what()
    {
        using var hanna = await _cast.Browser(_host, _cast.Hanna);
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        var line = await Join(hanna);
        Assert.DoesNotContain("error", await Hear(hanna, line, until: "\"type\":3"), StringComparison.Ordinal);

        using (await teo.Submit($"/meetings/{_meeting}", "Add point", ("title", "A secret nobody else may hear"))) { }
        var heard = await Hear(hanna, line, until: MeetingHub.News);
        Assert.Contains("\"target\":\"news\",\"arguments\":[]", heard, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_a_stranger_there_is_no_such_meeting_to_listen_to()
    {
        foreach (var stranger in new[] { _cast.Ruth, _cast.Priya, _cast.Omar, _cast.Robin })
        {
            using var browser = await _cast.Browser(_host, stranger);
            var line = await Join(browser);
            Assert.Contains("There is nothing here.", await Hear(browser, line, until: "\"type\":3"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_follows_the_page_of_their_pair_hears_that_something_changed_and_is_not_said_to_be_in_the_meeting()
    {
        using var hanna = await _cast.Browser(_host, _cast.Hanna);
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        var line = await Join(hanna, "Follow", _series.Id.ToString());
        Assert.DoesNotContain("error", await Hear(hanna, line, until: "\"type\":3"), StringComparison.Ordinal);

        using (await teo.Submit($"/meetings/{_meeting}", "Add point", ("title", "A secret nobody else may hear"))) { }
        Assert.DoesNotContain("secret", await Hear(hanna, line, until: MeetingHub.News), StringComparison.Ordinal);
        Assert.DoesNotContain("on this page", await teo.GetStringAsync($"/meetings/{_meeting}"), StringComparison.Ordinal);

        foreach (var stranger in new[] { _cast.Ruth, _cast.Priya, _cast.Omar, _cast.Robin })
        {
            using var browser = await _cast.Browser(_host, stranger);
            Assert.Contains("There is nothing here.", await Hear(browser, await Join(browser, "Follow", _series.Id.ToString()), until: "\"type\":3"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_signed_out_while_the_line_was_open_joins_nothing()
    {
        using var teo = await _cast.Browser(_host, _cast.Teo);
        var line = await Open(teo);
        await using (var db = _cast.Db())
        {
            foreach (var session in db.Set<AccountSession>().ToList())
                session.End(_host.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        using var answer = await teo.PostAsync(line, Said(new { type = 1, invocationId = "1", target = "Join", arguments = new[] { _meeting } }));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Only_what_was_committed_is_news()
    {
        var news = new SavedNews();
        var told = new List<Id<Series>>();
        news.Listener = told.Add;
        await using var db = Db(news);
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            db.Add(new AgendaPoint(_series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "Taken back", null, 0, 0, _host.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
            Assert.Empty(told);
            await transaction.RollbackAsync();
        }

        Assert.Empty(told);
        db.ChangeTracker.Clear();
        db.Add(new AgendaPoint(_series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "Meant", null, 0, 0, _host.Clock.GetUtcNow()));
        await db.SaveChangesAsync();
        Assert.Equal([_series.Id], told);
    }

    private RapportDb Db(SavedNews news) =>
        new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(_host.Database.Jobs).AddInterceptors(news).Options);

    private async Task<string> Join(HttpClient browser, string target = "Join", string? whom = null)
    {
        var line = await Open(browser);
        using (await browser.PostAsync(line, Said(new { type = 1, invocationId = "1", target, arguments = new[] { whom ?? _meeting } }))) { }
        return line;
    }

    private static async Task<string> Open(HttpClient browser)
    {
        using var negotiated = await browser.PostAsync($"{MeetingHub.Address}/negotiate?negotiateVersion=1", null);
        using var offer = JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync());
        var line = $"{MeetingHub.Address}?id={offer.RootElement.GetProperty("connectionToken").GetString()}";
        using (await browser.GetAsync(line)) { }
        using (await browser.PostAsync(line, Said(new { protocol = "json", version = 1 }))) { }
        return line;
    }

    private static async Task<string> Hear(HttpClient browser, string line, string until)
    {
        var heard = new StringBuilder();
        for (var poll = 0; poll < 10 && !heard.ToString().Contains(until, StringComparison.Ordinal); poll++)
            heard.Append(await browser.GetStringAsync(line));
        return heard.ToString();
    }

    private static StringContent Said(object message) => new(JsonSerializer.Serialize(message) + End, Encoding.UTF8, "text/plain");
}
