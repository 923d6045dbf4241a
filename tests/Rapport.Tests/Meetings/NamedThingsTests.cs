using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>Where a text names a promise, a decision or a point, its readers see the thing as it is now, and nobody else does.</summary>
public sealed class NamedThingsTests(Cluster cluster) : IAsyncLifetime
{
    private Host _host = null!;
    private Cast _cast = null!;
    private Series _series = null!;
    private AgendaPoint _point = null!;

    public async ValueTask InitializeAsync()
    {
        _host = new Host(cluster);
        await _host.InitializeAsync();
        _cast = await Cast.In(_host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        _point = await Saved(new AgendaPoint(_series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "The gateway", null, 1, 0, Now));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_note_shows_a_promise_as_it_is_while_it_runs_and_on_the_record_whatever_the_line_once_said()
    {
        var (hanna, address) = await Begin();
        using var _ = hanna;
        var loop = await Saved(new OpenLoop(_series.Id, _cast.Hanna.Id, _cast.Hanna.Id, "Ask legal", Today.AddDays(2), null, null, Now));
        await Write(hanna, address, $"Promise: [ask them](/open-loops/{loop.Id})");
        Assert.Contains("Promise: Ask legal , you, until Sat 21 March", await Note(hanna, address), StringComparison.Ordinal);

        _host.Clock.Pass(TimeSpan.FromDays(3));
        using var later = await _cast.Browser(_host, _cast.Teo, follow: true);
        Assert.Contains("Promise: Ask legal , Hanna, 1 day late", await Note(later, address), StringComparison.Ordinal);

        await Change<OpenLoop>(known => known.Id == loop.Id, known => known.GiveUp("No time", Now));
        Assert.Contains("Promise: Ask legal , Hanna, not kept", await Note(later, address), StringComparison.Ordinal);
        using var closed = await later.Submit($"{address}/closing", "Finish Ctrl ↵", ("Report.Skipped", "Nothing came up"), ("Manager.Skipped", "Nothing came up"));
        Assert.Contains("Promise: Ask legal , Hanna, not kept", await Note(later, address), StringComparison.Ordinal);
        Assert.Contains("Promise: Ask legal , Hanna, not kept", await Note(later, $"/points/{_point.Id}"), StringComparison.Ordinal);
        Assert.Contains("> Promise: Ask legal, Hanna Weiß, not kept", await later.GetStringAsync($"{address}.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_and_decisions_of_other_meetings_show_too_and_cost_one_question_more()
    {
        var (hanna, address) = await Begin();
        using var _ = hanna;
        var point = await Saved(new AgendaPoint(_series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "Who releases in August?", null, 2, 0, Now));
        await Change<AgendaPoint>(known => known.Id == point.Id, known => known.Close(PointClosing.Dropped, null, _cast.Teo.Id, null, Now));
        var meeting = await Saved(Meeting.Unplanned(_series.Id, Now.AddDays(-20), 30));
        var decision = await Saved(new Decision(_series.Id, meeting.Id, null, "Callum releases", null, new DateOnly(2026, 4, 30), _cast.Teo.Id, Now));
        await Write(hanna, address, $"Point: [August](/points/{point.Id})\nDecision: [Callum](/meetings/{meeting.Id}#decision-{decision.Id})");
        using var counter = new StatementCounter(_host.Database);

        var note = await Note(hanna, address);
        Assert.InRange(counter.Count, 1, 6);
        Assert.Contains("Point: Who releases in August? , dropped", note, StringComparison.Ordinal);
        Assert.Contains("Decision: Callum releases , look again on Thu 30 April", note, StringComparison.Ordinal);
        using var closed = await hanna.Submit($"{address}/closing", "Finish Ctrl ↵", ("Report.Skipped", "Nothing came up"), ("Manager.Skipped", "Nothing came up"));
        counter.Reset();
        Assert.Contains("Who releases in August? , dropped", await Note(hanna, address), StringComparison.Ordinal);
        Assert.InRange(counter.Count, 1, 6);
    }

    [Fact]
    public async Task A_thing_of_another_pair_is_the_words_of_the_line_and_no_link()
    {
        var other = await _cast.Pair(_cast.Ruth, _cast.Hanna);
        var secret = await Saved(new OpenLoop(other.Id, _cast.Ruth.Id, _cast.Ruth.Id, "A raise for Hanna", Today.AddDays(2), null, null, Now));
        var (hanna, address) = await Begin();
        using var _ = hanna;
        await Write(hanna, address, $"Promise: [look here](/open-loops/{secret.Id})");

        foreach (var reader in new[] { _cast.Hanna, _cast.Teo })
        {
            using var browser = await _cast.Browser(_host, reader, follow: true);
            var html = await browser.GetStringAsync(address);
            Assert.Contains("<p dir=\"auto\">Promise: look here</p>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("A raise", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_reads_carried_over_history_sees_the_things_of_that_history()
    {
        var (hanna, address) = await Begin();
        using var _ = hanna;
        var loop = await Saved(new OpenLoop(_series.Id, _cast.Teo.Id, _cast.Teo.Id, "Ask legal", Today.AddDays(2), null, null, Now));
        await Write(hanna, address, $"Promise: [ask them](/open-loops/{loop.Id})");
        using var closed = await hanna.Submit($"{address}/closing", "Finish Ctrl ↵", ("Report.Skipped", "Nothing came up"), ("Manager.Skipped", "Nothing came up"));
        await Saved(new CarryOver(_series.Id, _cast.Teo.Id, _cast.Priya.Id, Now));

        using var priya = await _cast.Browser(_host, _cast.Priya, follow: true);
        Assert.Contains("Promise: Ask legal , Teo, until Sat 21 March", await Note(priya, address), StringComparison.Ordinal);
    }

    private DateTimeOffset Now => _host.Clock.GetUtcNow();

    private DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    private async Task<(HttpClient Browser, string Address)> Begin()
    {
        var hanna = await _cast.Browser(_host, _cast.Hanna, follow: true);
        using var started = await hanna.Submit($"/one-on-ones/{_series.Id}", "Start meeting");
        var address = started.RequestMessage!.RequestUri!.AbsolutePath;
        using var turned = await hanna.Ask(HttpMethod.Post, $"{address}/current", token: await hanna.FormToken(), fields: [new("point", _point.Id.ToString())]);
        return (hanna, address);
    }

    private async Task Write(HttpClient browser, string address, string text)
    {
        using var answer = await browser.Ask(
            HttpMethod.Post, $"{address}/texts", token: await browser.FormToken(),
            fields: [new("kind", "Note"), new("point", _point.Id.ToString()), new("basedOn", "0"), new("text", text)]);
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
    }

    private static async Task<string> Note(HttpClient browser, string address) => Forms.Text(await browser.GetStringAsync(address));

    private async Task<T> Saved<T>(T thing)
        where T : class
    {
        await using var db = _cast.Db();
        db.Add(thing);
        await db.SaveChangesAsync();
        return thing;
    }

    private async Task Change<T>(System.Linq.Expressions.Expression<Func<T, bool>> which, Action<T> change)
        where T : class
    {
        await using var db = _cast.Db();
        change(await db.Set<T>().SingleAsync(which));
        await db.SaveChangesAsync();
    }
}
