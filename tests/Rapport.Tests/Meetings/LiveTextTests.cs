using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>Two tabs that have one text open: what one types the other hears, once, and only when it is kept.</summary>
public sealed class LiveTextTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private Cast _cast = null!;
    private Series _series = null!;
    private Guid _meeting;
    private Guid _point;

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        _cast = await Cast.In(host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        await using var db = _cast.Db();
        var point = new AgendaPoint(_series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "The licence", "It ends in May.", 1, 0, host.Clock.GetUtcNow());
        db.Add(point);
        await db.SaveChangesAsync();
        _point = point.Id.Value;
        _meeting = (await new StartMeeting(db, host.Clock).Run(_series.Id, _cast.Hanna.Viewer, default)).Value;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Whoever_joins_is_told_who_they_are_and_who_else_is_there()
    {
        await using var hanna = await Line(_cast.Hanna);
        var me = await hanna.Join(_meeting);
        Assert.Equal((_cast.Hanna.Id.Value, "Hanna Weiß"), (me.GetProperty("me").GetGuid(), me.GetProperty("name").GetString()));
        Assert.Empty((await hanna.Hear("present"))[0].EnumerateArray());

        await using var teo = await Line(_cast.Teo);
        await teo.Join(_meeting);
        var other = Assert.Single((await hanna.Hear("present"))[0].EnumerateArray());
        Assert.Equal((_cast.Teo.Id.Value, "Teo Marković"), (other.GetProperty("id").GetGuid(), other.GetProperty("name").GetString()));

        await teo.DisposeAsync();
        Assert.Empty((await hanna.Hear("present"))[0].EnumerateArray());
    }

    [Theory]
    [InlineData("Note", true)]
    [InlineData("Details", true)]
    [InlineData("Concern", false)]
    [InlineData("LastWords", false)]
    public async Task What_one_types_is_kept_and_reaches_the_other(string kind, bool underPoint)
    {
        Guid? point = underPoint ? _point : null;
        var before = kind == "Details" ? "It ends in May." : "";
        var (hanna, teo) = await Both();
        await using var one = hanna;
        await using var two = teo;
        var open = await teo.Open(kind, point);
        Assert.Equal((0, before), (open.GetProperty("version").GetInt32(), open.GetProperty("text").GetString()));

        var answer = await hanna.Push(kind, point, 0, "tab-1", $$"""[[{{(before.Length > 0 ? before.Length + "," : "")}}[0,"Änderung 🎉","zwei"]]]""");
        Assert.Equal(("taken", 1), (answer.GetProperty("outcome").GetString(), answer.GetProperty("version").GetInt32()));

        var heard = await teo.Hear("changed");
        Assert.Equal((kind, 1), (heard[0].GetString(), heard[2].GetInt32()));
        Assert.Equal(point?.ToString(), heard[1].GetString());
        var change = Assert.Single(heard[3].EnumerateArray());
        Assert.Equal(("tab-1", _cast.Hanna.Id.Value), (change.GetProperty("client").GetString(), change.GetProperty("by").GetGuid()));
        Assert.Equal(before + "Änderung 🎉\nzwei", ChangeSet.Read(change.GetProperty("change")).Apply(before));
        Assert.Equal(before + "Änderung 🎉\nzwei", (await teo.Open(kind, point)).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_push_on_an_older_version_is_answered_with_what_was_missed_and_changes_nothing()
    {
        var (hanna, teo) = await Both();
        await using var one = hanna;
        await using var two = teo;
        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"Hers"]]]""");
        var behind = await teo.Push("Note", _point, 0, "tab-2", """[[[0,"His"]]]""");

        Assert.Equal(("behind", 1), (behind.GetProperty("outcome").GetString(), behind.GetProperty("version").GetInt32()));
        Assert.Equal("tab-1", Assert.Single(behind.GetProperty("changes").EnumerateArray()).GetProperty("client").GetString());
        Assert.Equal("Hers", (await teo.Open("Note", _point)).GetProperty("text").GetString());

        // Sent again after a lost answer, a change finds itself among those that were missed.
        var again = await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"Hers"]]]""");
        Assert.Equal("tab-1", Assert.Single(again.GetProperty("changes").EnumerateArray()).GetProperty("client").GetString());
        Assert.Equal("taken", (await teo.Push("Note", _point, 1, "tab-2", """[[4,[0," and his"]]]""")).GetProperty("outcome").GetString());
        Assert.Equal("Hers and his", (await hanna.Open("Note", _point)).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Details_that_both_write_are_the_points_own_for_everyone_who_reads_it()
    {
        var (hanna, teo) = await Both();
        await using var one = hanna;
        await using var two = teo;
        await hanna.Push("Details", _point, 0, "tab-1", """[[11,[3,"June"],1]]""");

        await using var db = _cast.Db();
        Assert.Equal("It ends in June.", (await db.Set<AgendaPoint>().SingleAsync()).Details);
        using var teos = await _cast.Browser(host, _cast.Teo);
        Assert.Contains("It ends in June.", Forms.Text(await teos.GetStringAsync($"/points/{_point}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_author_saves_the_points_form_and_whoever_types_in_its_details_gets_one_change()
    {
        await using var hanna = await Line(_cast.Hanna);
        await hanna.Join(_meeting);
        var open = await hanna.Open("Details", _point);
        using var teos = await _cast.Browser(host, _cast.Teo);
        using (await teos.Submit($"/points/{_point}", "Save", ("Input.Details", "It ends in July."))) { }

        var heard = await hanna.Hear("changed");
        Assert.Equal("Details", heard[0].GetString());
        Assert.Equal("It ends in July.", Apply(open.GetProperty("text").GetString()!, heard[3]));
        Assert.Equal("behind", (await hanna.Push("Details", _point, 0, "tab-1", """[[15,[0,"!"]]]""")).GetProperty("outcome").GetString());
        Assert.Equal("taken", (await hanna.Push("Details", _point, 1, "tab-1", """[[16,[0,"!"]]]""")).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_plain_form_saved_on_the_newest_version_is_one_small_change_to_whoever_types()
    {
        await using var hanna = await Line(_cast.Hanna);
        await hanna.Join(_meeting);
        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"Ask legal today"]]]""");
        using var teos = await _cast.Browser(host, _cast.Teo);
        using (await Save(teos, "Ask legal on Friday", basedOn: 1)) { }
        var heard = await hanna.Hear("changed");
        var change = Assert.Single(heard[3].EnumerateArray());
        Assert.Equal(("form", _cast.Teo.Id.Value, 2), (change.GetProperty("client").GetString(), change.GetProperty("by").GetGuid(), heard[2].GetInt32()));
        Assert.Equal("""[10,[2,"on Fri"],3]""", change.GetProperty("change").GetRawText());

        using var late = await Save(teos, "Ask nobody", basedOn: 1);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task A_caret_reaches_the_other_and_is_stored_nowhere()
    {
        var (hanna, teo) = await Both();
        await using var one = hanna;
        await using var two = teo;
        await hanna.Ask("Caret", "Note", _point, 3, 5, 9);
        var heard = await teo.Hear("caret");
        Assert.Equal(_cast.Hanna.Id.Value, heard[0].GetGuid());
        Assert.Equal(["Hanna Weiß", "Note", _point.ToString()], heard[1..4].Select(said => said.GetString()));
        Assert.Equal([3, 5, 9], heard[4..].Select(said => said.GetInt32()));

        await hanna.Ask("Caret", null, null, 0, 0, 0);
        Assert.Equal(JsonValueKind.Null, (await teo.Hear("caret"))[2].ValueKind);
    }

    private async Task<HttpResponseMessage> Save(HttpClient browser, string text, int basedOn) => await browser.Ask(
        HttpMethod.Post, $"/meetings/{_meeting}/texts", "application/json", await browser.FormToken(),
        [new("kind", "Note"), new("point", _point.ToString()), new("text", text), new("basedOn", basedOn.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

    private static string Apply(string text, JsonElement changes) =>
        changes.EnumerateArray().Aggregate(text, (text, change) => ChangeSet.Read(change.GetProperty("change")).Apply(text));

    private async Task<(LiveLine Hanna, LiveLine Teo)> Both()
    {
        var (hanna, teo) = (await Line(_cast.Hanna), await Line(_cast.Teo));
        await hanna.Join(_meeting);
        await teo.Join(_meeting);
        return (hanna, teo);
    }

    private async Task<LiveLine> Line(Member who) => await LiveLine.To(host.App, await _cast.SignIn(who, host.Clock.GetUtcNow()));
}
