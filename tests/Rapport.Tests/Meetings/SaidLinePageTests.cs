using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;

namespace Rapport.Tests.Meetings;

/// <summary>What a meeting answers when a line proposes something, and what comes of confirming it.</summary>
public sealed class SaidLinePageTests(Cluster cluster) : IAsyncLifetime
{
    private Host _host = null!;
    private Cast _cast = null!;
    private Series _series = null!;

    public async ValueTask InitializeAsync()
    {
        _host = new Host(cluster);
        await _host.InitializeAsync();
        _cast = await Cast.In(_host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_line_comes_back_as_a_form_and_makes_nothing_until_it_is_confirmed()
    {
        var (hanna, address) = await Start();
        using var _ = hanna;
        var html = await Understood(hanna, address, "[] @Teo shows Callum one release before our next 1:1");

        Assert.Contains("A promise?", Forms.Text(html), StringComparison.Ordinal);
        Assert.Contains("in 7 days, Thu 26 March", Forms.Text(html), StringComparison.Ordinal);
        await using (var db = _cast.Db())
            Assert.Empty(await db.Set<OpenLoop>().ToListAsync());

        for (var press = 0; press < 2; press++)
        {
            using var confirmed = await hanna.Submit(address, html, "Promise it");
            Assert.Equal(HttpStatusCode.Redirect, confirmed.StatusCode);
        }

        await using var after = _cast.Db();
        var loop = await after.Set<OpenLoop>().SingleAsync();
        Assert.Equal(("shows Callum one release", _cast.Teo.Id, new DateOnly(2026, 3, 26), true), (loop.Promise, loop.OwnerId, loop.Due, loop.AcceptedAt is null));
        Assert.Contains($"/open-loops/{loop.Id}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_line_does_not_say_is_left_open()
    {
        var (hanna, address) = await Start();
        using var _ = hanna;
        var html = await Understood(hanna, address, "/loop ask legal soon");

        Assert.Contains("No day was named.", Forms.Text(html), StringComparison.Ordinal);
        Assert.DoesNotContain("checked", html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"2026", html, StringComparison.Ordinal);
        using var refused = await hanna.Submit(address, html, "Promise it");
        Assert.NotEqual(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [Fact]
    public async Task Decisions_and_points_come_the_same_way()
    {
        var (hanna, address) = await Start();
        using var _ = hanna;
        using var decided = await hanna.Submit(address, await Understood(hanna, address, "/decision Callum releases, look again in six weeks"), "Write it down");
        using var added = await hanna.Submit(address, await Understood(hanna, address, "/point Who releases in August?"), "Add point");

        await using var db = _cast.Db();
        var decision = await db.Set<Decision>().SingleAsync();
        Assert.Equal(("Callum releases", new DateOnly(2026, 4, 30)), (decision.Text, decision.ReviewOn));
        var point = await db.Set<AgendaPoint>().SingleAsync();
        Assert.Equal(("Who releases in August?", _cast.Hanna.Id), (point.Title, point.AuthorId));
    }

    [Fact]
    public async Task Other_text_is_refused_in_words_and_a_closed_record_reads_no_lines()
    {
        var (hanna, address) = await Start();
        using var _ = hanna;
        using var other = await Say(hanna, address, "Nothing in particular");
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        Assert.Contains("This line proposes nothing.", Forms.Text(await other.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        using var closed = await hanna.Submit($"{address}/closing", "Finish Ctrl ↵", ("Report.Skipped", "Nothing came up"), ("Manager.Skipped", "Nothing came up"));
        Assert.Equal(HttpStatusCode.Redirect, closed.StatusCode);
        using var late = await Say(hanna, address, "[] ask legal");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task Nobody_else_is_told_anything()
    {
        var (hanna, address) = await Start();
        using var _ = hanna;
        foreach (var stranger in new[] { _cast.Ruth, _cast.Priya, _cast.Omar, _cast.Robin })
        {
            using var browser = await _cast.Browser(_host, stranger);
            using var answer = await Say(browser, address, "[] ask legal");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private static async Task<HttpResponseMessage> Say(HttpClient browser, string address, string line) =>
        await browser.Ask(HttpMethod.Post, $"{address}/lines", token: await browser.FormToken(), fields: [new("line", line)]);

    private static async Task<string> Understood(HttpClient browser, string address, string line)
    {
        using var answer = await Say(browser, address, line);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {Forms.Text(html)}");
        return html;
    }

    private async Task<(HttpClient Browser, string Address)> Start()
    {
        var hanna = await _cast.Browser(_host, _cast.Hanna);
        using var started = await hanna.Submit($"/one-on-ones/{_series.Id}", "Start meeting");
        return (hanna, started.Headers.Location!.ToString());
    }
}
