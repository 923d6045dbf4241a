using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Rapport.Data;

namespace Rapport.Tests.Meetings;

/// <summary>Two nodes on one database are one place to meet.</summary>
public sealed class LiveNodesTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private Cast _cast = null!;
    private WebApplication _other = null!;
    private Guid _meeting;
    private Guid _point;

    public async ValueTask InitializeAsync()
    {
        (_cast, var meeting, var point) = await RunningMeeting.In(host);
        (_meeting, _point) = (meeting.Value, point.Value);
        _other = await Host.Start(new(), host.Database, host.Clock);
    }

    public ValueTask DisposeAsync() => _other.DisposeAsync();

    [Fact]
    public async Task What_is_typed_saved_and_pointed_at_on_one_node_reaches_the_other()
    {
        await using var hanna = await Line(host.App, _cast.Hanna);
        await Here(hanna);
        await using var teo = await Line(_other, _cast.Teo);
        await Until(hanna, "present", said => said[0].GetArrayLength() == 1);
        await Until(teo, "present", said => said[0].GetArrayLength() == 1 && said[0][0].GetProperty("name").GetString() == "Hanna Weiß");

        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"Ask legal"]]]""");
        var heard = await teo.Hear("changed");
        Assert.Equal(("Note", 1, "tab-1"), (heard[0].GetString(), heard[2].GetInt32(), heard[3][0].GetProperty("client").GetString()));

        await teo.Ask("Caret", "Note", _point, 1, 4, 4);
        Assert.Equal("Teo Marković", (await hanna.Hear("caret"))[1].GetString());

        using var browser = await _cast.Browser(host, _cast.Hanna, follow: true);
        using (await browser.Submit($"/meetings/{_meeting}", "Add point", ("title", "Another one"))) { }
        await teo.Hear("news");

        await teo.DisposeAsync();
        await Until(hanna, "present", said => said[0].GetArrayLength() == 0);
    }

    [Fact]
    public async Task Nodes_tell_each_other_ids_and_numbers_and_never_a_word()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var listener = new NpgsqlConnection(host.Database.Ways.App + ";Pooling=false");
        listener.Notification += (_, notice) => told.Enqueue(notice.Payload);
        await listener.OpenAsync();
        await using (var listen = new NpgsqlCommand("listen " + NodeNews.Channel, listener))
            await listen.ExecuteNonQueryAsync();

        await using var hanna = await Line(host.App, _cast.Hanna);
        await hanna.Ask("Caret", "Note", _point, 0, 0, 0);
        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"A secret nobody else may hear"]]]""");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(LiveLine.Patience));
        while (!(told.Any(notice => notice.Contains("\nt ", StringComparison.Ordinal)) && told.Any(notice => notice.Contains("\nc ", StringComparison.Ordinal))))
            await listener.WaitAsync(patience.Token);

        Assert.All(told.SelectMany(notice => notice.Split('\n').Skip(1)), line => Assert.Matches(
            new Regex("^[ntpch?]( ([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|-|[0-9]+|Note)(,[0-9a-f-]{36})*)*$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), line));
    }

    [Fact]
    public async Task When_a_node_is_gone_the_other_one_goes_on_and_its_people_come_over()
    {
        await using var hanna = await Line(host.App, _cast.Hanna);
        var teo = await Line(_other, _cast.Teo);
        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"One"]]]""");
        await teo.Hear("changed");
        await _other.StopAsync();
        await teo.Ended.WaitAsync(TimeSpan.FromSeconds(LiveLine.Patience));
        await teo.DisposeAsync();

        await hanna.Push("Note", _point, 1, "tab-1", """[[3,[0," two"]]]""");
        await using var again = await Line(host.App, _cast.Teo);
        var missed = await again.Pull("Note", _point, 1);
        Assert.Equal(2, missed.GetProperty("version").GetInt32());
        Assert.Single(missed.GetProperty("changes").EnumerateArray());
        await again.Push("Note", _point, 2, "tab-2", """[[7,[0," three"]]]""");
        Assert.Equal(3, (await hanna.Hear("changed"))[2].GetInt32());
    }

    [Fact]
    public async Task After_a_break_of_what_a_node_hears_every_room_looks_anew()
    {
        await using var hanna = await Line(host.App, _cast.Hanna);
        await using var teo = await Line(_other, _cast.Teo);
        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"One"]]]""");
        await teo.Hear("changed");
        await using (var staff = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(host.Database.Ways.Owner) { Username = "postgres", Pooling = false }.ConnectionString))
        {
            await staff.OpenAsync();
            await using var end = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where query like '%listen rapport%' and pid <> pg_backend_pid() and datname = current_database()", staff);
            Assert.Equal(true, await end.ExecuteScalarAsync());
        }

        // A text says where it stands, so that whoever missed something sees the gap.
        var anew = await teo.Hear("changed");
        Assert.Equal((1, 0), (anew[2].GetInt32(), anew[3].GetArrayLength()));
        await hanna.Push("Note", _point, 1, "tab-1", """[[3,[0," two"]]]""");
        await Until(teo, "changed", said => said[2].GetInt32() == 2 && said[3].GetArrayLength() == 1);
    }

    private static async Task Until(LiveLine line, string what, Func<System.Text.Json.JsonElement[], bool> holds)
    {
        while (!holds(await line.Hear(what)))
        {
            // The next one.
        }
    }

    private static Task Here(LiveLine line) => Until(line, "present", _ => true);

    private async Task<LiveLine> Line(WebApplication node, Member who)
    {
        var line = await LiveLine.To(node, await _cast.SignIn(who, host.Clock.GetUtcNow()));
        await line.Join(_meeting);
        return line;
    }
}
