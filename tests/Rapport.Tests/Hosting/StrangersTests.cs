using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Hosting;

namespace Rapport.Tests.Hosting;

public class StrangersTests(Database database) : IClassFixture<Database>
{
    [Theory]
    [InlineData("http://localhost", "127.0.0.1", true)]
    [InlineData("http://localhost:5080", "::1", true)]
    [InlineData("http://127.0.0.1:5080", "127.0.0.1", true)]
    [InlineData("http://[::1]:5080", "::1", true)]
    [InlineData("https://rapport.example", "192.0.2.7", true)]
    [InlineData("http://rapport.example", "192.0.2.7", false)]
    [InlineData("http://rapport.example", "127.0.0.1", false)]
    [InlineData("http://localhost", "192.0.2.7", false)]
    [InlineData("http://127.0.0.1.rapport.example", "127.0.0.1", false)]
    public async Task Plain_http_is_for_this_machine_alone(string address, string caller, bool served)
    {
        await using var app = await App(new ServerOptions());
        var context = await Get(app, address, caller);

        Assert.Equal(served ? 200 : 400, context.Response.StatusCode);
        if (!served)
            Assert.Contains("--urls", await new StreamReader(context.Response.Body).ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_from_elsewhere_is_served_when_the_operator_insists()
    {
        await using var app = await App(new ServerOptions { InsecureHttp = true });
        Assert.Equal(200, (await Get(app, "http://rapport.example", "192.0.2.7")).Response.StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.1", 200)]
    [InlineData("10.0.0.2", 400)]
    [InlineData("127.0.0.1", 400)]
    public async Task Only_a_named_proxy_is_believed_that_the_line_is_safe(string caller, int status)
    {
        await using var app = await App(new ServerOptions { Proxies = [IPAddress.Parse("10.0.0.1")] });
        Assert.Equal(status, (await Get(app, "http://rapport.example", caller, ("X-Forwarded-Proto", "https"))).Response.StatusCode);
    }

    [Fact]
    public async Task Without_a_named_proxy_nobody_is_believed()
    {
        await using var app = await App(new ServerOptions());
        Assert.Equal(400, (await Get(app, "http://rapport.example", "127.0.0.1", ("X-Forwarded-Proto", "https"))).Response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("POST", "Sec-Fetch-Site", "same-site", 403)]
    [InlineData("DELETE", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("POST", "Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("POST", "Sec-Fetch-Site", "none", 200)]
    [InlineData("POST", "Origin", "https://evil.example", 403)]
    [InlineData("POST", "Origin", "https://localhost.evil.example", 403)]
    [InlineData("POST", "Origin", "http://localhost", 403)]
    [InlineData("POST", "Origin", "null", 403)]
    [InlineData("POST", "Origin", "https://localhost", 200)]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site", 200)]
    public async Task Another_site_reads_nothing_and_changes_nothing(string method, string header, string value, int status)
    {
        await using var app = await App(new ServerOptions());
        using var request = new HttpRequestMessage(new HttpMethod(method), "/anything") { Headers = { { header, value } } };
        using var answer = await Host.Browser(app).SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("same-origin", 200)]
    [InlineData("cross-site", 403)]
    public async Task A_form_of_ours_comes_without_an_origin_because_our_pages_send_no_referrer(string site, int status)
    {
        await using var app = await App(new ServerOptions());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/anything") { Headers = { { "Origin", "null" }, { "Sec-Fetch-Site", site } } };
        using var answer = await Host.Browser(app).SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Another_site_opens_no_live_connection()
    {
        await using var app = await App(new ServerOptions());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/anything")
        {
            Headers = { { "Upgrade", "websocket" }, { "Origin", "https://evil.example" } },
        };
        using var answer = await Host.Browser(app).SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private Task<WebApplication> App(ServerOptions options) =>
        Host.Start(options, database, TimeProvider.System, map: app => app.Map("/anything", () => "served").AllowAnonymous());

    private static Task<HttpContext> Get(WebApplication app, string address, string caller, params (string Name, string Value)[] headers) =>
        app.GetTestServer().SendAsync(context =>
        {
            var url = new Uri(address);
            (context.Request.Scheme, context.Request.Host, context.Request.Path) = (url.Scheme, HostString.FromUriComponent(url), "/anything");
            context.Connection.RemoteIpAddress = IPAddress.Parse(caller);
            foreach (var (name, value) in headers)
                context.Request.Headers[name] = value;
        });
}
