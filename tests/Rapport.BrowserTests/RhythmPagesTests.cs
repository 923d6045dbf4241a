using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;
using Rapport.Tests;

namespace Rapport.BrowserTests;

/// <summary>The pages around a rhythm in a real browser, in light, dark and on a phone.</summary>
public sealed class RhythmPagesTests(Browser browser, Server server) : IClassFixture<Server>
{
    private static Id<Series>? _teo;

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Dark)]
    [InlineData(Sight.Phone)]
    public async Task Each_page_is_clean(Sight sight)
    {
        var cast = server.Cast;
        var series = await Scene();
        await using var window = await server.Open(browser, cast.Hanna, sight);
        await Look(window, "/one-on-ones", $"one-on-ones-{sight}");
        await Look(window, "/one-on-ones/new", $"one-on-ones-new-{sight}");
        await Look(window, $"/one-on-ones/new?with={cast.Priya.Id}", $"one-on-ones-new-with-{sight}");
        await Look(window, $"/one-on-ones/{series}/rhythm", $"rhythm-{sight}");
        await Look(window, $"/one-on-ones/{series}/move", $"move-{sight}");
        await Look(window, "/cadence", $"cadence-{sight}");
        await Look(window, "/leave", $"leave-{sight}");
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task Each_page_of_an_administrator_is_clean(Sight sight)
    {
        await using var window = await server.Open(browser, server.Cast.Robin, sight);
        await Look(window, "/one-on-ones", $"one-on-ones-empty-{sight}");
        await Look(window, "/administration/policies", $"policies-{sight}");
        await Look(window, "/administration/policies/guides/01936f00-0000-7000-8000-000000000004", $"guide-{sight}");
        await Look(window, "/administration/holidays", $"holidays-{sight}");
    }

    [Fact]
    public async Task The_cost_follows_what_is_set()
    {
        await Scene();
        await using var window = await server.Open(browser, server.Cast.Hanna);
        await window.Go($"/one-on-ones/new?with={server.Cast.Priya.Id}");

        await window.Page.GetByLabel("Minutes").FillAsync("60");

        await Assertions.Expect(window.Page.Locator("[data-budget]")).ToContainTextAsync("1.5 hours a week, 75 hours over 50 weeks");
    }

    private async Task<Id<Series>> Scene()
    {
        if (_teo is { } known)
            return known;

        var series = await server.Cast.Pair(server.Cast.Hanna, server.Cast.Teo);
        var now = DateTimeOffset.UtcNow;
        await using var db = server.Cast.Db();
        var plan = new SlotPlan([new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, new(10, 0), "Europe/Berlin", 30, new(2026, 1, 1))], null);
        var number = 0;
        foreach (var slot in plan.Slots(now.AddDays(-90), now.AddDays(-1)))
        {
            var meeting = new Meeting(series.Id, slot);
            if (number == 4)
                meeting.Excuse("leave", slot.PlannedEnd);
            else if (number == 7)
            {
                meeting.Ask(slot.PlannedEnd);
                meeting.Miss(slot.WindowTo);
            }
            else
            {
                if (number == 2)
                    db.Add(meeting.Move(server.Cast.Teo.Id, slot.PlannedStart.AddDays(1), "A customer visits.", slot.PlannedStart.AddDays(-1)));
                meeting.SayWhetherMet(true, true, slot.PlannedEnd);
                meeting.SayWhetherMet(false, true, slot.PlannedEnd);
            }
            number++;
            db.Add(meeting);
        }
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        db.AddRange(
            new Leave(server.Cast.Hanna.Id, today.AddDays(12), today.AddDays(14)),
            new RhythmProposal(series.Id, server.Cast.Teo.Id, new Rhythm(Cadence.EveryTwoWeeks, DayOfWeek.Tuesday, new(14, 0), "Europe/Berlin", 45, today.AddDays(14)), "Less often, longer.", null, now));
        await db.SaveChangesAsync();
        _teo = series.Id;
        return series.Id;
    }

    private static async Task Look(Window window, string address, string name)
    {
        var answer = await window.Go(address);
        await window.Picture(name);

        Assert.Equal(200, answer.Status);
        Assert.Empty(await window.Axe());
        Assert.Empty(window.Complaints);
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
