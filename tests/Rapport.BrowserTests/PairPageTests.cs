using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Tests;

namespace Rapport.BrowserTests;

/// <summary>The standing page of a pair while the other person is at it as well: it follows, and leaves what one types alone.</summary>
public sealed class PairPageTests(Browser browser, Cluster cluster) : IAsyncLifetime
{
    private const float Second = 1000;

    private readonly Server _server = new(cluster);
    private Series _series = null!;
    private Window _hanna = null!;
    private Window _teo = null!;

    private string Address => $"/one-on-ones/{_series.Id}";

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _series = await _server.Cast.Pair(_server.Cast.Hanna, _server.Cast.Teo);
        for (var number = 1; number <= 12; number++)
            await Saved(new AgendaPoint(_series.Id, _server.Cast.Teo.Id, PointKind.Point, null, Part.People, $"Point {number}", null, number, 0, DateTimeOffset.UtcNow));
        (_hanna, _teo) = (await Open(_server.Cast.Hanna), await Open(_server.Cast.Teo));
    }

    public async ValueTask DisposeAsync()
    {
        await _hanna.DisposeAsync();
        await _teo.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_the_other_adds_moves_and_closes_comes_in_while_one_types_and_nothing_typed_or_seen_is_moved()
    {
        var field = _hanna.Page.GetByLabel("New point");
        await field.PressSequentiallyAsync("Half a thou");
        var top = await Top(field);

        await _teo.Page.GetByLabel("New point").FillAsync("Who releases in August?");
        await _teo.Page.GetByRole(AriaRole.Button, new() { Name = "Add point" }).ClickAsync();
        await Expect(Points.Last).ToHaveTextAsync("Who releases in August?", new() { Timeout = 5 * Second });
        await Expect(_hanna.Page.Locator("#said")).ToHaveTextAsync("New: Who releases in August?.");
        await _teo.Page.GetByRole(AriaRole.Button, new() { Name = "Move up: Point 2" }).ClickAsync();
        await Expect(Points.First).ToHaveTextAsync("Point 2", new() { Timeout = 5 * Second });
        await _teo.Page.GetByRole(AriaRole.Link, new() { Name = "Point 3" }).ClickAsync();
        await _teo.Page.GetByRole(AriaRole.Button, new() { Name = "Discussed" }).ClickAsync();
        await Expect(_hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Point 3", Exact = true })).ToHaveCountAsync(0, new() { Timeout = 5 * Second });

        await Saved(new OpenLoop(_series.Id, _server.Cast.Teo.Id, _server.Cast.Teo.Id, "Ask legal", DateOnly.FromDateTime(DateTime.UtcNow).AddDays(3), null, null, DateTimeOffset.UtcNow));
        await _teo.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
        await Expect(_hanna.Page.Locator("main")).ToContainTextAsync("The meeting is running; you join it.", new() { Timeout = 5 * Second });
        await Expect(_hanna.Page.Locator(".rail")).ToContainTextAsync("Ask legal");

        await Expect(field).ToBeFocusedAsync();
        await _hanna.Page.Keyboard.TypeAsync("ght");
        await Expect(field).ToHaveValueAsync("Half a thought");
        Assert.Equal(top, await Top(field), tolerance: 1);
        await _hanna.Picture("pair-follows");
        Assert.Empty(await _hanna.Axe());
        Assert.Empty(_hanna.Complaints);
    }

    [Fact]
    public async Task Whoever_reads_further_down_stays_where_they_are()
    {
        await _hanna.Page.SetViewportSizeAsync(360, 640);
        var read = _hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Point 9", Exact = true });
        await read.EvaluateAsync("link => link.scrollIntoView({ block: 'start' })");
        await read.FocusAsync();
        var top = await Top(read);
        await _teo.Page.GetByRole(AriaRole.Link, new() { Name = "Point 3", Exact = true }).ClickAsync();
        await _teo.Page.GetByRole(AriaRole.Button, new() { Name = "Discussed" }).ClickAsync();
        await Expect(_hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Point 3", Exact = true })).ToHaveCountAsync(0, new() { Timeout = 5 * Second });

        Assert.Equal(top, await Top(read), tolerance: 1);
        await Expect(read).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Whoever_is_signed_out_elsewhere_is_shown_no_more_of_it()
    {
        await _hanna.Page.GetByLabel("New point").FillAsync("Half a thought");
        await using (var db = _server.Cast.Db())
        {
            foreach (var session in await db.Set<AccountSession>().Where(session => session.AccountId == _server.Cast.Hanna.Account.Id).ToListAsync())
                session.End(DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
        }

        await Expect(_hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync(new() { Timeout = 10 * Second });
    }

    [Fact]
    public async Task What_was_refused_stays_with_what_was_typed_whatever_the_other_does()
    {
        await _hanna.Page.Locator("#new-point summary").ClickAsync();
        await _hanna.Page.GetByLabel("New point").FillAsync("It is stuck");
        await _hanna.Page.GetByLabel("What it is about").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await _hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Add point" }).ClickAsync();
        await Expect(_hanna.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(_hanna.Page.GetByLabel("New point")).ToHaveValueAsync("It is stuck");
        await Expect(_hanna.Page.Locator("#pair-island")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_page_brings_at_most_45_kilobytes_of_script_and_style()
    {
        var seen = new List<IResponse>();
        _hanna.Page.Response += (_, response) => seen.Add(response);
        await _hanna.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.InRange(await LiveTextTests.Weight([.. seen]), 10_000, 45 * 1024);
    }

    private ILocator Points => _hanna.Page.Locator(".point-row .row-title > a");

    private async Task<Window> Open(Member member)
    {
        var window = await _server.Open(browser, member);
        // Once it follows, the page looks anew for what it may have missed while it was loading.
        await window.Page.RunAndWaitForResponseAsync(() => window.Go(Address), answer => answer.Request.ResourceType == "fetch" && answer.Url.EndsWith(Address, StringComparison.Ordinal));
        return window;
    }

    private static Task<double> Top(ILocator element) => element.EvaluateAsync<double>("element => element.getBoundingClientRect().top");

    private async Task Saved(object thing)
    {
        await using var db = _server.Cast.Db();
        db.Add(thing);
        await db.SaveChangesAsync();
    }

    private static ILocatorAssertions Expect(ILocator element) => Assertions.Expect(element);
}
