using System.Net;
using Rapport.Features.Accounts;

namespace Rapport.Tests.Accounts;

public class SignInPageTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Password = Cast.Password;

    private Cast _cast = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var tidy = host.Database.Owner.CreateCommand("truncate person, account cascade"))
            await tidy.ExecuteNonQueryAsync();
        _cast = await Cast.In(host);
        await _cast.GivePassword(host, _cast.Teo);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_right_password_opens_the_door_and_the_way_out_closes_it()
    {
        using var browser = host.Browser();
        using var inside = await browser.Submit("/sign-in", "Sign in", ("Email", " Teo@Example.org "), ("Password", Password));
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
        Assert.Equal("/", inside.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/sign-out")).StatusCode);

        using var outside = await browser.Submit("/sign-out", "Sign out");
        Assert.Equal("/sign-in", outside.Headers.Location?.ToString());
        Assert.Contains("storage", Assert.Single(outside.Headers.GetValues("Clear-Site-Data")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/sign-out")).StatusCode);
    }

    [Fact]
    public async Task An_address_that_no_header_carries_leads_to_the_first_page()
    {
        using var browser = host.Browser();
        using var inside = await browser.Submit("/sign-in?returnUrl=/d%C3%A9cisions", "Sign in", ("Email", "teo@example.org"), ("Password", Password));
        Assert.Equal("/", inside.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts_and_says_nothing()
    {
        using var browser = host.Browser();
        using var inside = await browser.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", Password));
        var cookie = inside.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-rapport=", StringComparison.Ordinal));

        foreach (var wanted in (string[])["; path=/", "; secure", "; httponly", "; samesite=lax"])
            Assert.Contains(wanted, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_sign_out_ends_the_session_itself_and_not_only_its_cookie()
    {
        var session = await _cast.SignIn(_cast.Teo, host.Clock.GetUtcNow());
        using var one = host.Browser(cookies: Cast.Cookie(host, session));
        using var stolen = host.Browser(cookies: Cast.Cookie(host, session));
        await one.Submit("/sign-out", "Sign out");

        Assert.Equal(HttpStatusCode.Redirect, (await stolen.GetAsync("/sign-out")).StatusCode);
    }

    [Theory]
    [InlineData("teo@example.org", "nine purple herons wade ")]
    [InlineData("hanna@example.org", Password)]
    [InlineData("nobody@example.org", Password)]
    [InlineData("", "")]
    public async Task A_wrong_one_hears_the_same_whoever_it_was(string email, string password)
    {
        using var browser = host.Browser();
        using var answer = await browser.Submit("/sign-in", "Sign in", ("Email", email), ("Password", password));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(SignIn.NotTogether, Forms.Text(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [], cookie => cookie.StartsWith("__Host-rapport=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/people?team=data", "/people?team=data")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task One_comes_back_to_where_one_was_going_and_never_to_another_site(string wanted, string landed)
    {
        using var browser = host.Browser();
        using var answer = await browser.Submit("/sign-in?returnUrl=" + Uri.EscapeDataString(wanted), "Sign in", ("Email", "teo@example.org"), ("Password", Password));

        Assert.Equal(landed, answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Strangers_are_led_to_the_door_and_programs_are_told()
    {
        using var browser = host.Browser();
        using var page = await browser.GetAsync("/sign-out?from=here");
        Assert.Equal("/sign-in?returnUrl=%2Fsign-out%3Ffrom%3Dhere", page.Headers.Location?.ToString());

        using var program = new HttpRequestMessage(HttpMethod.Get, "/sign-out") { Headers = { { "Accept", "application/json" } } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SendAsync(program)).StatusCode);

        using var form = await browser.PostAsync("/sign-out", null);
        Assert.Equal(HttpStatusCode.Unauthorized, form.StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_signs_nobody_in_or_out()
    {
        using var browser = await _cast.Browser(host, _cast.Teo);
        using var fields = new FormUrlEncodedContent([new("Email", "teo@example.org"), new("Password", Password)]);

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/sign-in", fields)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/sign-out", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/sign-out")).StatusCode);
    }

    [Fact]
    public async Task A_script_that_shows_a_passkey_nobody_asked_for_is_told_in_words_and_gets_no_session()
    {
        using var browser = host.Browser();
        using var answer = await browser.Ask(HttpMethod.Post, "/sign-in?handler=Passkey", "application/json", await browser.FormToken("/sign-in"), [new("Credential", "{}")]);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Try again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [], cookie => cookie.StartsWith("__Host-rapport=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forged_cookie_is_nobody()
    {
        foreach (var forged in (string[])["", "x", "AAAA", Guid.NewGuid().ToString()])
        {
            using var browser = host.Browser(cookies: new Cookie("__Host-rapport", forged));
            Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/sign-out")).StatusCode);
        }
    }
}
