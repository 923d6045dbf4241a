using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Tests.OpenLoops;

public class LoopPagesTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 3, 19);

    private Cast _cast = null!;
    private Series _series = null!;

    [Fact]
    public async Task A_stranger_is_shown_the_door_and_an_administrator_is_told_nothing_is_there()
    {
        var loop = await Promise(_cast.Teo);
        using var nobody = host.Browser();
        Assert.Contains("/sign-in", (await nobody.GetAsync("/open-loops")).Headers.Location!.ToString(), StringComparison.Ordinal);

        foreach (var stranger in new[] { _cast.Robin, _cast.Omar, _cast.Ruth })
        {
            using var browser = await _cast.Browser(host, stranger);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/open-loops/{loop.Id}")).StatusCode);
            Assert.DoesNotContain(loop.Promise, await browser.GetStringAsync("/open-loops"), StringComparison.Ordinal);
            Assert.DoesNotContain(loop.Promise, await browser.GetStringAsync($"/open-loops?with={_cast.Teo.Id}&ended=true"), StringComparison.Ordinal);
        }

        using var teo = await _cast.Browser(host, _cast.Teo);
        Assert.Equal(HttpStatusCode.NotFound, (await teo.GetAsync($"/open-loops/{Guid.NewGuid()}")).StatusCode);
    }

    [Fact]
    public async Task Both_sides_stand_on_one_page_late_ones_first()
    {
        await Promise(_cast.Teo, "Teach Ana to release", Today.AddDays(4));
        await Promise(_cast.Teo, "Write the release steps down", Today.AddDays(-3));
        await Promise(_cast.Hanna, "Ask Ruth for a second person", Today);

        using var teo = await _cast.Browser(host, _cast.Teo);
        var page = Forms.Text(await teo.GetStringAsync("/open-loops"));

        AssertInOrder(page, "Your promises", "3 days late", "Write the release steps down", "Mon 23", "Teach Ana to release", "Promised to you", "Today", "Ask Ruth for a second person");
    }

    [Fact]
    public async Task Nothing_open_says_what_the_page_is_for()
    {
        using var omar = await _cast.Browser(host, _cast.Omar);
        Assert.Contains("No promise is open.", Forms.Text(await omar.GetStringAsync("/open-loops")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_in_time_brings_the_owner_back_with_nothing_asked()
    {
        var loop = await Promise(_cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);

        using var answer = await teo.Submit("/open-loops", "Kept");

        Assert.Equal((HttpStatusCode.Redirect, "/open-loops"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        Assert.Equal(LoopEnding.Kept, (await Stored(loop)).EndedAs);
    }

    [Fact]
    public async Task Not_kept_is_saved_at_once_and_then_invites_one_tap_on_why()
    {
        var loop = await Promise(_cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);

        using var ended = await teo.Submit("/open-loops", "Not kept");
        Assert.Equal(LoopEnding.NotKept, (await Stored(loop)).EndedAs);
        Assert.Equal($"/open-loops?why={loop.Id}", ended.Headers.Location!.ToString());

        using var told = await teo.Submit(ended.Headers.Location.ToString(), "Waited for someone");
        Assert.Equal("/open-loops", told.Headers.Location!.ToString());
        Assert.Equal("Waited for someone", (await Stored(loop)).Word);

        using var undone = await teo.Submit($"/open-loops?why={loop.Id}", "That was a slip, open it again");
        Assert.True((await Stored(loop)).IsOpen);
    }

    [Fact]
    public async Task A_new_date_offers_a_day_before_the_next_meeting_and_a_week_later()
    {
        var loop = await Promise(_cast.Teo, due: Today);
        using var teo = await _cast.Browser(host, _cast.Teo);

        var page = await teo.GetStringAsync($"/open-loops/{loop.Id}");
        AssertInOrder(Forms.Text(page), "Before you meet Hanna, Wed 25 March", "A week later, Thu 26 March");
        using var moved = await teo.Submit($"/open-loops/{loop.Id}", page, "A week later, Thu 26 March");

        Assert.Equal((Today.AddDays(7), 1), ((await Stored(loop)).Due, (await Stored(loop)).Postponements));
        Assert.Contains("Saved: now due in 7 days, Thu 26 March", Forms.Text(await teo.GetStringAsync(moved.Headers.Location)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_is_not_put_off_until_the_end_of_time()
    {
        var loop = await Promise(_cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);

        using var refused = await teo.Submit($"/open-loops/{loop.Id}", "Give it this date", ("due", "9999-12-31"));

        Assert.Contains("Choose a day within the next two years.", Forms.Text(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await teo.GetAsync($"/open-loops/{loop.Id}")).StatusCode);
    }

    [Fact]
    public async Task A_refused_date_keeps_the_word_that_was_typed()
    {
        var loop = await Promise(_cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);

        using var refused = await teo.Submit($"/open-loops/{loop.Id}", "Give it this date", ("due", "2026-03-01"), ("word", "The <rota> came first"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Contains("Postponing needs a later date.", Forms.Text(page), StringComparison.Ordinal);
        Assert.Contains("value=\"The &lt;rota&gt; came first\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"2026-03-01\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_other_person_reads_the_history_and_finds_no_button()
    {
        var loop = await Promise(_cast.Teo, "<script>alert('x')</script>");
        using var hanna = await _cast.Browser(host, _cast.Hanna);

        var page = await hanna.GetStringAsync($"/open-loops/{loop.Id}");

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("Teo promised it, for Thu 26 March.", Forms.Text(page), StringComparison.Ordinal);
        Assert.DoesNotContain("/open-loops/" + loop.Id + "/keep", page, StringComparison.Ordinal);

        using var teo = await _cast.Browser(host, _cast.Teo);
        var hers = await Promise(_cast.Hanna);
        using var pressed = await teo.Submit($"/open-loops/{loop.Id}", (await teo.GetStringAsync($"/open-loops/{loop.Id}")).Replace(loop.Id.ToString(), hers.Id.ToString(), StringComparison.Ordinal), "Kept");
        Assert.Equal(HttpStatusCode.Forbidden, pressed.StatusCode);
        Assert.True((await Stored(hers)).IsOpen);
    }

    [Fact]
    public async Task A_proposal_is_accepted_on_the_owners_own_page()
    {
        var loop = await Promise(_cast.Teo, by: _cast.Hanna);
        using var teo = await _cast.Browser(host, _cast.Teo);
        Assert.Contains("Hanna proposed it as a promise of yours, for Thu 26 March.", Forms.Text(await teo.GetStringAsync("/open-loops")), StringComparison.Ordinal);

        using var accepted = await teo.Submit("/open-loops", "Accept");

        Assert.False((await Stored(loop)).IsProposed);
    }

    [Fact]
    public async Task Ended_ones_say_how_and_why()
    {
        var loop = new OpenLoop(_series.Id, _cast.Teo.Id, _cast.Teo.Id, "Two lines a week", Today.AddDays(-4), null, null, host.Clock.GetUtcNow().AddDays(-9));
        loop.Keep("Was bigger than thought", Today.AddDays(-1), host.Clock.GetUtcNow().AddDays(-1));
        await Save(loop);
        using var hanna = await _cast.Browser(host, _cast.Hanna);

        var page = Forms.Text(await hanna.GetStringAsync("/open-loops?ended=true"));

        AssertInOrder(page, "Two lines a week", "Teo Marković : kept 3 days late.", "“Was bigger than thought”");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    public async Task Nobody_is_led_elsewhere(string from)
    {
        var loop = await Promise(_cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);
        using var answer = await teo.Submit($"/open-loops/{loop.Id}?from={Uri.EscapeDataString(from)}", "Kept");
        Assert.Equal("/open-loops", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task No_page_asks_more_than_six_times_however_many_there_are()
    {
        for (var i = 0; i < 60; i++)
            await Promise(_cast.Teo, $"no. {i}");
        var loop = await Promise(_cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);
        foreach (var path in new[] { "/open-loops", $"/open-loops?why={loop.Id}", "/open-loops?at=2", $"/open-loops?with={_cast.Hanna.Id}", "/open-loops?ended=true", $"/open-loops/{loop.Id}" })
        {
            await teo.GetStringAsync(path);
            using var counter = new StatementCounter(host.Database);
            await teo.GetStringAsync(path);
            Assert.True(counter.Count is > 0 and <= 6, $"{path} asks {counter.Count} times:\n{string.Join("\n\n", counter.Statements)}");
        }
    }

    public async ValueTask InitializeAsync()
    {
        // Each test has its own people, so that no test's promises stand on another's page.
        await using (var clean = await host.Database.Owner.OpenConnectionAsync())
        {
            await using var command = clean.CreateCommand();
            command.CommandText = "truncate person, team, account cascade";
            await command.ExecuteNonQueryAsync();
        }

        _cast = await Cast.In(host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<OpenLoop> Promise(Member owner, string promise = "Write the release steps down", DateOnly? due = null, Member? by = null)
    {
        var loop = new OpenLoop(_series.Id, owner.Id, (by ?? owner).Id, promise, due ?? Today.AddDays(7), null, null, host.Clock.GetUtcNow().AddDays(-7));
        await Save(loop);
        return loop;
    }

    private async Task Save(OpenLoop loop)
    {
        await using var db = _cast.Db();
        db.Add(loop);
        await db.SaveChangesAsync();
    }

    private async Task<OpenLoop> Stored(OpenLoop loop)
    {
        await using var db = _cast.Db();
        return await db.Set<OpenLoop>().SingleAsync(one => one.Id == loop.Id);
    }

    internal static void AssertInOrder(string page, params string[] words)
    {
        var from = 0;
        foreach (var word in words)
        {
            var at = page.IndexOf(word, from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"“{word}” does not follow in: {page}");
            from = at + word.Length;
        }
    }
}
