using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Rapport.Hosting;
using Rapport.Kernel;

namespace Rapport.Tests.Hosting;

public class RefusalsTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync() => _app = await Host.Start(new ServerOptions(), database, TimeProvider.System, map: app =>
    {
        foreach (var kind in Enum.GetValues<RefusalKind>())
            app.Map("/refused/" + kind, void () => throw new Refusal(kind, "Do <this> instead.")).AllowAnonymous();

        app.Map("/stale", void () => throw new DbUpdateConcurrencyException()).AllowAnonymous();
        app.Map("/bug", void () => throw new InvalidOperationException("the diary of Kim")).AllowAnonymous();
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/refused/Invalid", 400)]
    [InlineData("/refused/Missing", 404)]
    [InlineData("/refused/Forbidden", 403)]
    [InlineData("/refused/Conflict", 409)]
    public async Task A_refusal_is_a_page_with_its_own_message_as_text(string address, int status)
    {
        using var answer = await Host.Browser(_app).GetAsync(address);
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Do &lt;this&gt; instead.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_gets_problem_details()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/refused/Conflict") { Headers = { { "Accept", "application/json" } } };
        using var answer = await Host.Browser(_app).SendAsync(request);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Do <this> instead.", problem.RootElement.GetProperty("detail").GetString());
        Assert.Equal(409, problem.RootElement.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_stale_row_is_a_conflict()
    {
        using var answer = await Host.Browser(_app).GetAsync("/stale");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task A_bug_is_an_apology_with_a_reference_and_tells_nothing_else()
    {
        using var answer = await Host.Browser(_app).GetAsync("/bug");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Matches("<code>[0-9a-f]{8}</code>", page);
        Assert.DoesNotContain("Kim", page, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/error")]
    public async Task What_is_not_there_is_a_page_too(string address)
    {
        using var answer = await Host.Browser(_app).GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
