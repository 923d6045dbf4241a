using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Playwright;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Tests;
using Rapport.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>
/// Two nodes, each a process with a data folder of its own, on one database and with one key file; a balancer in front that
/// remembers nobody.
/// </summary>
public sealed class NodesTests(Browser browser, Cluster cluster) : IAsyncLifetime
{
    private const string Password = "seven quiet lanterns by the lake";
    private static readonly TimeSpan Moved = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-nodes-");
    private readonly Database _database = new(cluster);
    private readonly Dictionary<int, ServerProcess> _nodes = [];
    private Balancer _balancer = null!;
    private string _meeting = null!;
    private Cast _cast = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        var key = Path.Combine(_place.FullName, "key");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        int[] ports = [ServerProcess.FreePort(), ServerProcess.FreePort()];
        await Task.WhenAll(ports.Select(Start));
        _balancer = new Balancer(ports);
        _meeting = await Meeting();
    }

    public async ValueTask DisposeAsync()
    {
        await _balancer.DisposeAsync();
        foreach (var node in _nodes.Values)
            await node.DisposeAsync();
        await _database.DisposeAsync();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task When_a_node_is_killed_under_somebody_who_types_their_page_is_at_the_other_within_three_seconds_and_nothing_is_lost()
    {
        await using var teo = await Enter(_cast.Teo);
        var teosNode = await _balancer.NextLine(Patience);
        await using var hanna = await Enter(_cast.Hanna);
        var hannasNode = await _balancer.NextLine(Patience);
        Assert.NotEqual(teosNode, hannasNode);

        await MeetingScene.Write(teo);
        await teo.Page.Keyboard.TypeAsync("Before. ");
        await MeetingScene.Write(hanna);
        await MeetingScene.Reads(hanna, ["Before. "]);
        await hanna.Page.Keyboard.PressAsync("Control+Home");
        await hanna.Page.Keyboard.TypeAsync("Hanna. ");
        await MeetingScene.Reads(teo, ["Hanna. Before. "]);

        var typing = teo.Page.Keyboard.TypeAsync("Typed all through the end of a node. ", new() { Delay = 20 });
        await Expect(MeetingScene.Editor(hanna)).ToContainTextAsync("Typed");
        _nodes[teosNode].Kill();
        Assert.Equal(hannasNode, await _balancer.NextLine(Moved));
        await typing;
        await MeetingScene.Reads(hanna, ["Hanna. Before. Typed all through the end of a node. "]);
        await MeetingScene.IsSaved(teo);
        await MeetingScene.Reads(teo, ["Hanna. Before. Typed all through the end of a node. "]);

        // The killed node comes back and the other one goes, as when a new version is brought in.
        await Start(teosNode);
        _nodes[hannasNode].Kill();
        await Task.WhenAll(teo.Page.Keyboard.TypeAsync("Teo goes on. "), hanna.Page.Keyboard.TypeAsync("She too. "));
        Assert.Equal([teosNode, teosNode], [await _balancer.NextLine(Moved), await _balancer.NextLine(Moved)]);
        string[] both = ["Hanna. She too. Before. Typed all through the end of a node. Teo goes on. "];
        await MeetingScene.Reads(teo, both, within: 20_000);
        await MeetingScene.Reads(hanna, both, within: 20_000);

        await hanna.Page.ReloadAsync();
        await Expect(hanna.Page.Locator(".notes")).ToContainTextAsync("Typed all through the end of a node. Teo goes on.");
    }

    [Fact]
    public async Task Whoever_signed_in_at_one_node_is_signed_in_at_every_other()
    {
        await using var teo = await Enter(_cast.Teo);
        foreach (var port in _nodes.Keys)
        {
            // Cookies are a host's, whatever its port.
            await teo.Go($"http://127.0.0.1:{port}{_meeting}");
            await Expect(teo.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" })).ToBeVisibleAsync();
        }

        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Next" }).First.ClickAsync();
        teo.Complaints.ToList().ForEach(Assert.Fail);
    }

    private async Task<Window> Enter(Member who)
    {
        var window = await browser.Open(_balancer.Address);
        await window.Go("/sign-in");
        await window.Page.GetByLabel("E-mail").FillAsync(who.Person.Email!);
        await window.Page.GetByLabel("Password").FillAsync(Password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await window.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await window.Go(_meeting);
        return window;
    }

    private async Task Start(int port)
    {
        if (_nodes.Remove(port, out var killed))
            await killed.DisposeAsync();
        var node = new ServerProcess(
            port,
            [
                "--data", Path.Combine(_place.FullName, $"data-{port}"), "--key-file", Path.Combine(_place.FullName, "key"),
                "--connection", _database.Ways.Owner, "--app-connection", _database.Ways.App, "--jobs-connection", _database.Ways.Jobs,
            ],
            environment: "Development");
        lock (_nodes)
            _nodes[port] = node;
        await node.Ready(seconds: 90);
    }

    private async Task<string> Meeting()
    {
        var now = DateTimeOffset.UtcNow;
        _cast = await Cast.In(_database, now);
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        await using var db = _cast.Db();
        foreach (var member in (Member[])[_cast.Hanna, _cast.Teo])
        {
            member.Account.PasswordHash = new PasswordHasher<Account>().HashPassword(member.Account, Password);
            db.Update(member.Account);
        }

        var point = new AgendaPoint(series.Id, _cast.Teo.Id, PointKind.Point, null, Part.Process, "The licence", null, 1, 0, now);
        db.Add(point);
        await db.SaveChangesAsync();
        var meeting = await new StartMeeting(db, TimeProvider.System).Run(series.Id, _cast.Hanna.Viewer, default);
        await new DiscussPoint(db, TimeProvider.System).Run(meeting, point.Id, _cast.Hanna.Viewer, default);
        return $"/meetings/{meeting}";
    }
}
