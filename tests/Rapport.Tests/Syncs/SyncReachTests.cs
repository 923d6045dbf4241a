using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.Outbox;
using Rapport.Features.Syncs;
using Rapport.Kernel;
using Rapport.Tests.Outbox;

namespace Rapport.Tests.Syncs;

/// <summary>How far a sync reaches beyond its own pages: to other syncs and one-on-ones, to whoever is asked, to everybody's day, and to all who follow.</summary>
public class SyncReachTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private SyncScene scene = null!;

    private Cast Cast => scene.Cast;

    public async ValueTask InitializeAsync() => scene = await SyncScene.In(host.Database, host.Clock);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_passed_on_arrives_once_in_another_sync_or_in_a_one_on_one_and_says_where_it_came_from()
    {
        var (meeting, platform) = ((await scene.Coming())!.Value, Id<Sync>.New());
        var pair = await Cast.Pair(Cast.Hanna, Cast.Teo);
        await scene.Do(db => new FoundSync(db, new(db, host.Clock), host.Clock).Run(
            new(platform, "Platform leads", RhythmOfSync.Usual("UTC", new(2026, 3, 19)), Cast.Teo.Id, null, [Cast.Omar.Id], []), Cast.Hanna.Viewer, default));
        await scene.RunJob();
        var item = $"question:{await Ask("Who rolls back?")}";
        var (question, point) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Contains("Who rolls back?", await Page(Cast.Teo, $"/leadership-sync/meetings/{meeting}/pass-on?item={item}"), StringComparison.Ordinal);
        for (var press = 0; press < 2; press++)
        {
            Assert.Equal(HttpStatusCode.Redirect, await PassOn(Cast.Teo, question, $"sync:{platform}"));
            Assert.Equal(HttpStatusCode.Redirect, await PassOn(Cast.Teo, point, $"one-on-one:{pair.Id}"));
        }

        var there = (await scene.Do(db => new SyncQueries(db, host.Clock).Coming(platform, Cast.Omar.Viewer, default)))!.Value;
        var asked = Assert.Single((await scene.Do(db => new SyncQueries(db, host.Clock).Order(there, Cast.Omar.Viewer, default))).Questions);
        Assert.Equal(("Who rolls back at night?", "Engineering leads"), (asked.Text, asked.CameFrom));
        var raised = await scene.Do(db => db.Set<AgendaPoint>().SingleAsync());
        Assert.Equal((Cast.Teo.Id, "Who rolls back at night?", "From Engineering leads."), (raised.AuthorId, raised.Title, raised.Details));

        // Not into what one does not attend or is no part of, nowhere is nowhere, and a stranger has nothing to pass on.
        Assert.Equal(HttpStatusCode.NotFound, await PassOn(Cast.Ruth, Guid.NewGuid(), $"sync:{platform}"));
        Assert.Equal(HttpStatusCode.NotFound, await PassOn(Cast.Priya, Guid.NewGuid(), $"one-on-one:{pair.Id}"));
        Assert.Equal(HttpStatusCode.BadRequest, await PassOn(Cast.Teo, Guid.NewGuid(), ""));
        Assert.Equal(HttpStatusCode.BadRequest, await PassOn(Cast.Teo, Guid.NewGuid(), $"sync:{scene.Sync}"));
        Assert.Equal(HttpStatusCode.NotFound, await PassOn(Cast.Robin, Guid.NewGuid(), $"sync:{scene.Sync}"));
        Assert.Equal(1, await scene.Do(db => db.Set<OpenQuestion>().CountAsync(one => one.SyncId == platform)));

        Task<HttpStatusCode> PassOn(Member who, Guid id, string to) =>
            Send(who, $"/leadership-sync/meetings/{meeting}/pass-on?item={item}", ("newPoint", id.ToString()), ("text", "Who rolls back at night?"), ("to", to));

        async Task<Id<OpenQuestion>> Ask(string text)
        {
            var id = Id<OpenQuestion>.New();
            await scene.Do(db => new AskQuestion(db, host.Clock).Run(scene.Sync, new(id, text), Cast.Hanna.Viewer, default));
            return id;
        }
    }

    [Fact]
    public async Task Whoever_is_asked_to_decide_hears_of_it_at_once_and_once()
    {
        var id = Id<Escalation>.New();
        for (var press = 0; press < 2; press++)
        {
            await scene.Do(db => new RaiseEscalation(db, host.Clock).Run(
                scene.Sync, new(id, EscalationKind.Decision, "Capacity before May", "Yes or no to € 38,000", Cast.Ruth.Id, new(2026, 3, 31)), Cast.Teo.Viewer, default));
        }

        await scene.Do(db => new RaiseEscalation(db, host.Clock).Run(scene.Sync, new(Id<Escalation>.New(), EscalationKind.Awareness, "The office moves", null, null, null), Cast.Teo.Viewer, default));
        await scene.Do(db => new RaiseEscalation(db, host.Clock).Run(
            scene.Sync, new(Id<Escalation>.New(), EscalationKind.Decision, "Mine to decide", "A yes", Cast.Teo.Id, new(2026, 3, 31)), Cast.Teo.Viewer, default));
        var told = Assert.Single(await Posted.In(host.Database));
        Assert.Equal((MessageKind.Escalation, "ruth@example.org"), (told.Kind, told.Address));
        Assert.Contains("Yes or no to € 38,000", told.Text, StringComparison.Ordinal);
        Assert.Contains($"/leadership-sync/{scene.Sync}/pre-read#escalation-{id}", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_who_follow_hear_of_every_kind_of_change()
    {
        var news = new SavedNews();
        var told = new List<Id<Sync>>();
        news.SyncListener = told.Add;
        await using var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(host.Database.Jobs).AddInterceptors(news).Options);
        var (order, escalation) = (await scene.Order(), Id<Escalation>.New());
        Func<Task>[] changes =
        [
            () => new SetRange(db, host.Clock).Run(scene.Sync, new(order.Rows[0].Id, order.Columns[0].Id, 70, 86), Cast.Teo.Viewer, default),
            () => new RaiseEscalation(db, host.Clock).Run(scene.Sync, new(escalation, EscalationKind.Awareness, "The office moves", null, null, null), Cast.Teo.Viewer, default),
            () => new AnswerEscalation(db, host.Clock).Run(escalation, null, Cast.Omar.Viewer, default),
            () => new AskQuestion(db, host.Clock).Run(scene.Sync, new(Id<OpenQuestion>.New(), "Which vendor?"), Cast.Teo.Viewer, default),
            () => new StartSync(db, host.Clock).Run(order.Meeting.Id, Cast.Hanna.Viewer, default),
            () => new BePresent(db, host.Clock).Run(order.Meeting.Id, Cast.Teo.Viewer, default),
        ];
        foreach (var change in changes)
        {
            told.Clear();
            db.ChangeTracker.Clear();
            await change();
            Assert.Equal([scene.Sync], told.Distinct());
        }
    }

    [Fact]
    public async Task Everybodys_day_names_the_sync_that_comes_what_they_have_not_filled_and_what_is_asked_of_them()
    {
        await scene.Do(db => new RaiseEscalation(db, host.Clock).Run(
            scene.Sync, new(Id<Escalation>.New(), EscalationKind.Decision, "Capacity before May", "Yes or no", Cast.Ruth.Id, new(2026, 3, 31)), Cast.Teo.Viewer, default));
        var teo = await Page(Cast.Teo, "/");
        Assert.Contains("You fill <bdi>Platform</bdi>, and have not yet.", teo, StringComparison.Ordinal);
        Assert.DoesNotContain("Capacity before May", teo, StringComparison.Ordinal);
        Assert.Contains("A decision is asked of you in <bdi>Engineering leads</bdi>", await Page(Cast.Ruth, "/"), StringComparison.Ordinal);
        Assert.DoesNotContain("Engineering leads", await Page(Cast.Robin, "/"), StringComparison.Ordinal);

        var meeting = (await scene.Coming())!.Value;
        await scene.Fill(meeting, Cast.Priya, 84, 0, 0, 0, 0);
        Assert.DoesNotContain("You fill", await Page(Cast.Teo, "/"), StringComparison.Ordinal);
        await scene.Start();
        Assert.Contains($"/leadership-sync/meetings/{meeting}\">Follow it</a>", await Page(Cast.Omar, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_took_on_in_a_sync_stands_with_their_promises_and_is_answered_there_by_them_alone()
    {
        var meeting = await scene.Start();
        await scene.Act(meeting, await scene.Raise("Sign-in is 40 % slower", Rating.Red), "Roll it back", inDays: 3);
        await scene.Act(meeting, null, "Compare two vendors", inDays: 30);
        var action = await scene.Do(db => db.Set<SyncAction>().Where(one => one.Promise == "Roll it back").Select(one => one.Id).SingleAsync());
        var today = await Page(Cast.Teo, "/");
        Assert.Contains("Roll it back", today, StringComparison.Ordinal);
        Assert.DoesNotContain("Compare two vendors", today, StringComparison.Ordinal);
        Assert.Contains("Compare two vendors", await Page(Cast.Teo, "/open-loops"), StringComparison.Ordinal);
        Assert.DoesNotContain("Roll it back", await Page(Cast.Ruth, "/open-loops"), StringComparison.Ordinal);

        var address = $"/leadership-sync/actions/{action}";
        Assert.DoesNotContain("Not kept", await Page(Cast.Omar, address), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await Send(Cast.Ruth, $"{address}/keep"));
        Assert.Equal(HttpStatusCode.NotFound, await Send(Cast.Robin, $"{address}/keep"));
        Assert.Equal(HttpStatusCode.BadRequest, await Send(Cast.Teo, $"{address}/postpone", ("due", "2026-03-20")));
        Assert.Equal(HttpStatusCode.Redirect, await Send(Cast.Teo, $"{address}/postpone", ("due", "2026-03-27"), ("word", "Waits for the vendor")));
        Assert.Contains("Waits for the vendor", await Page(Cast.Omar, address), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await Send(Cast.Teo, $"{address}/keep", ("from", "/")));
        Assert.Contains("Kept.", await Page(Cast.Omar, address), StringComparison.Ordinal);
        Assert.DoesNotContain("Roll it back", await Page(Cast.Teo, "/open-loops"), StringComparison.Ordinal);
    }

    private async Task<string> Page(Member who, string address)
    {
        using var browser = await Cast.Browser(host, who);
        return WebUtility.HtmlDecode(await browser.GetStringAsync(address));
    }

    private async Task<HttpStatusCode> Send(Member who, string address, params (string, string)[] fields)
    {
        using var browser = await Cast.Browser(host, who);
        using var answer = await browser.Ask(HttpMethod.Post, address, token: await browser.FormToken(), fields: fields.Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
        return answer.StatusCode;
    }
}
