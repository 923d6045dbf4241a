using System.Net;
using Rapport.Features.Outbox;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Tests.Outbox;

/// <summary>Whatever address somebody pastes, nothing inside of the network is connected to, and nothing is learnt of it.</summary>
public class OutsideOnlyTests
{
    private const string Refused = "The webhook leads to where nothing is sent. Enter it again, or list its host as one of your own.";

    // What is no spelling of an address is a name, and nobody has it.
    private const string NoSuchName = "The other side cannot be reached.";

    /// <summary>This machine, private networks, shared addresses, the clouds' own, and their spellings.</summary>
    public static TheoryData<string> Inside =>
    [
        "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0x7f.1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1",
        "localhost", "LOCALHOST", "localhost.", "ｌocalhost", "0.0.0.0", "0", "0x0", "0.1.2.3",
        "10.0.0.1", "10.255.255.255", "167772161", "0x0a000001", "012.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "0xc0a80001", "3232235521",
        "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.0.1", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
        "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:8.8.8.8]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[100::1]", "[2001::1]", "[2001:db8::1]", "[2001:10::1]", "[2002:7f00:1::]", "[2002:a00:1::]", "[3fff::1]", "[fc00::1]", "[fd00::1]", "[fd12:3456:789a::1]",
        "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[ff02::1]", "[ff05::2]", "[5f00::1]", "[::ffff:0x7f.1]",
    ];

    [Fact]
    public void There_are_enough_of_them() => Assert.InRange(Inside.Count, 60, 200);

    [Theory]
    [MemberData(nameof(Inside))]
    public async Task No_spelling_of_an_address_inside_is_connected_to(string host)
    {
        foreach (var scheme in (string[])["https", "http"])
        {
            await using var trap = new HookSink();
            // Also where a door stands open on the usual port, or on that of the trap.
            foreach (var port in (string[])["", $":{trap.Port}"])
                Assert.Contains(await Reason($"{scheme}://{host}{port}/hooks/secret", []), (string[])[Refused, NoSuchName]);
            Assert.Equal(0, trap.Connections);
        }
    }

    /// <summary>Past the form: the connection itself is refused, without the checks before it.</summary>
    [Theory]
    [MemberData(nameof(Inside))]
    public async Task The_connection_itself_is_refused(string host)
    {
        await using var trap = new HookSink();
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = new OutsideOnly([]).Connect, UseProxy = false });
        try
        {
            using var answer = await client.GetAsync($"http://{host}:{trap.Port}/");
            Assert.Fail($"{host} was connected to.");
        }
        catch (Exception refused) when (refused is HttpRequestException or UriFormatException or InvalidOperationException)
        {
            Assert.Equal(0, trap.Connections);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("fd00::1")]
    [InlineData("93.184.215.14", "127.0.0.1")]
    [InlineData("127.0.0.1", "93.184.215.14")]
    public async Task A_name_that_means_something_inside_is_not_connected_to(params string[] means)
    {
        var asked = 0;
        Assert.Equal(Refused, await Reason("https://rebinding.example.com/hooks/secret", [], (_, _) =>
        {
            asked++;
            return Task.FromResult(means.Select(IPAddress.Parse).ToArray());
        }));
        // Asked once, and what was answered is what was judged: a second answer would be another one.
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var trap = new HookSink();
        await using var hook = new HookSink { Answer = $"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:{trap.Port}/\r\nContent-Length: 0\r\n\r\n" };
        Assert.Contains("nothing is sent elsewhere", await Reason(hook.Address, ["127.0.0.1"]), StringComparison.Ordinal);
        Assert.Equal((1, 0), (hook.Connections, trap.Connections));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("93.184.215.14")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::6810:84e5")]
    [InlineData("2a00:1450:4001:82a::200e")]
    public void The_world_is_outside(string address) => Assert.True(OutsideOnly.IsOutside(IPAddress.Parse(address)));

    [Theory]
    [InlineData("ftp://hooks.example.com/x")]
    [InlineData("https://user:word@hooks.example.com/x")]
    [InlineData("https://hooks.example.com")]
    [InlineData("https://hooks.example.com:8443/x")]
    [InlineData("http://hooks.example.com/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//hooks.example.com/x")]
    [InlineData("hooks")]
    public void What_is_no_webhook_is_refused_and_not_said_back(string pasted)
    {
        var refused = Assert.Throws<Refusal>(() => WebhookAddress.Of(pasted, []));
        Assert.DoesNotContain(pasted, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_is_told_by_its_host_and_four_letters()
    {
        var address = WebhookAddress.Of("https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXabcd", []);
        Assert.Equal("hooks.slack.com …abcd", address.Shown);
        Assert.Equal("hooks.slack.com …abcd", $"{address}");
    }

    private static async Task<string> Reason(string webhook, string[] internalHosts, Func<string, CancellationToken, Task<IPAddress[]>>? look = null)
    {
        var settings = OutboxSettings.Fresh();
        settings.AllowInside(string.Join('\n', internalHosts));
        var channel = new ChatChannel(ChatKind.Slack, "x", WebhookAddress.Of("https://hooks.example.com/x", []), DateTimeOffset.UnixEpoch);
        using var trip = new ChatCarrier(TimeProvider.System, look).Open(new(settings, channel, webhook));
        return await trip.Carry(new(Id<OutgoingMessage>.New(), "x", null, DateTimeOffset.UnixEpoch, Message.About("x")), default) switch
        {
            Outcome.Never never => never.Reason,
            Outcome.Later later => later.Reason,
            _ => "sent",
        };
    }
}
