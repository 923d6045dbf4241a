using System.Net;
using System.Text;

namespace Rapport.Tests.Hosting;

public class HeadersTests(Host host) : IClassFixture<Host>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/nowhere")]
    public async Task Every_answer_tells_the_browser_what_it_must_not_do(string address)
    {
        using var answer = await host.Browser().GetAsync(address);

        Assert.Equal(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; "
            + "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
            + "trusted-types rapport-fragment rapport-worker; report-to csp",
            Header("Content-Security-Policy"));
        Assert.Equal("csp=\"/csp-reports\"", Header("Reporting-Endpoints"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("no-store", Header("Cache-Control"));
        Assert.Equal("max-age=31536000; includeSubDomains", Header("Strict-Transport-Security"));
        Assert.StartsWith("publickey-credentials-get=(self), publickey-credentials-create=(self), ", Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));

        string Header(string name) => Assert.Single(answer.Headers.GetValues(name));
    }

    [Fact]
    public async Task Health_answers_strangers_in_a_word()
    {
        Assert.Equal("alive", await host.Browser().GetStringAsync("/health/live"));
        Assert.Equal("ready", await host.Browser().GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task A_report_of_a_broken_policy_is_counted_and_nonsense_is_not()
    {
        var reports = (Rapport.Hosting.PolicyReports)host.Services.GetService(typeof(Rapport.Hosting.PolicyReports))!;

        Assert.Equal(HttpStatusCode.NoContent, await Report("""[{"type":"csp-violation","body":{"effectiveDirective":"script-src"}}]"""));
        Assert.Equal(1, reports.Count);
        Assert.Equal(HttpStatusCode.BadRequest, await Report("{"));
        Assert.Equal(HttpStatusCode.BadRequest, await Report("""[{"body":3}]"""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Report(new string(' ', 100_000)));
        Assert.Equal(1, reports.Count);
    }

    private async Task<HttpStatusCode> Report(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/reports+json");
        using var answer = await host.Browser().PostAsync("/csp-reports", content);
        return answer.StatusCode;
    }
}
