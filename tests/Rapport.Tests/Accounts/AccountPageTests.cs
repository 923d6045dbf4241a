using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Accounts;
using Rapport.Features.People;

namespace Rapport.Tests.Accounts;

public class AccountPageTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Password = Cast.Password;

    private Cast _cast = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var tidy = host.Database.Owner.CreateCommand("truncate person, account, guess_budget cascade"))
            await tidy.ExecuteNonQueryAsync();
        _cast = await Cast.In(host);
        await _cast.GivePassword(host, _cast.Teo);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_sees_and_ends_ones_other_browsers_and_nobody_elses()
    {
        var (other, hannas) = (await _cast.SignIn(_cast.Teo, host.Clock.GetUtcNow()), await _cast.SignIn(_cast.Hanna, host.Clock.GetUtcNow()));
        using var elsewhere = host.Browser(cookies: Cast.Cookie(host, other));
        using var teo = await _cast.Browser(host, _cast.Teo);
        var page = await teo.GetStringAsync("/account");
        Assert.Contains("This one", page, StringComparison.Ordinal);
        Assert.Contains("Firefox on Linux", page, StringComparison.Ordinal);

        using var foreign = await teo.Submit("/account", page, "Sign out there", ("session", hannas.Id.ToString()));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        await teo.Submit("/account", page, "Sign out there");
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await teo.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_this_one_too()
    {
        using var elsewhere = await _cast.Browser(host, _cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);
        using var answer = await teo.Submit("/account", "Sign out everywhere");

        Assert.Contains("storage", Assert.Single(answer.Headers.GetValues("Clear-Site-Data")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await teo.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task The_account_page_has_the_way_out()
    {
        using var teo = await _cast.Browser(host, _cast.Teo);
        using var answer = await teo.Submit("/account", "Sign out");

        Assert.Equal("/sign-in", answer.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await teo.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task What_tells_the_browser_that_a_form_arrived_travels_over_a_safe_line_alone()
    {
        using var teo = await _cast.Browser(host, _cast.Teo);
        using var chosen = await teo.Submit("/account", "Use it", ("theme", "dark"));
        Assert.Contains(chosen.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("rapport-taken=", StringComparison.Ordinal) && cookie.Contains("; secure;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Light_or_dark_is_chosen_for_the_browser_and_outlives_the_sign_out()
    {
        using var teo = await _cast.Browser(host, _cast.Teo);
        Assert.Contains("data-theme=\"\"", await teo.GetStringAsync("/account"), StringComparison.Ordinal);
        using var chosen = await teo.Submit("/account", "Use it", ("theme", "dark"));
        Assert.Contains(chosen.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("theme=dark; max-age=", StringComparison.Ordinal) && cookie.Contains("secure; samesite=lax; httponly", StringComparison.Ordinal));
        Assert.Contains("data-theme=\"dark\"", await teo.GetStringAsync("/account"), StringComparison.Ordinal);

        await teo.Submit("/account", "Sign out");
        Assert.Contains("data-theme=\"dark\"", await teo.GetStringAsync("/sign-in"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_system_decides_again_when_asked_to_and_nothing_else_gets_into_the_page()
    {
        using var teo = await _cast.Browser(host, _cast.Teo);
        await teo.Submit("/account", "Use it", ("theme", "light"));
        await teo.Submit("/account", "Use it", ("theme", "\"><script>"));
        Assert.Contains("data-theme=\"\"", await teo.GetStringAsync("/account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_managers_are_told_where_passkeys_are_made_and_kept()
    {
        using var anybody = host.Browser();
        using var answer = await anybody.GetAsync("/.well-known/passkey-endpoints");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""{"enroll":"https://localhost/account/passkeys/new","manage":"https://localhost/account","prfUsageDetails":"https://localhost/private-notes/keys"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Changing_the_password_wants_a_fresh_proof_and_ends_the_other_browsers()
    {
        using var elsewhere = await _cast.Browser(host, _cast.Teo);
        using var teo = await _cast.Browser(host, _cast.Teo);
        host.Clock.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal("/sign-in/again?returnUrl=%2Faccount%2Fpassword", (await teo.GetAsync("/account/password")).Headers.Location?.ToString());

        using var wrong = await teo.Submit("/sign-in/again?returnUrl=/account/password", "Go on", ("Password", "wrong"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var proved = await teo.Submit("/sign-in/again?returnUrl=/account/password", "Go on", ("Password", Password));
        Assert.Equal("/account/password", proved.Headers.Location?.ToString());

        using var weak = await teo.Submit("/account/password", "Set password", ("Password", "teo marković teo"));
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        using var changed = await teo.Submit("/account/password", "Set password", ("Password", "a wholly other flock"));
        Assert.Equal("/account", changed.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await teo.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).StatusCode);

        using var later = host.Browser();
        Assert.Equal(HttpStatusCode.BadRequest, (await later.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", Password))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await later.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", "a wholly other flock"))).StatusCode);
    }

    [Fact]
    public async Task A_fresh_proof_moves_on_to_a_new_session_and_the_old_number_is_dead()
    {
        var session = await _cast.SignIn(_cast.Teo, host.Clock.GetUtcNow());
        using var teo = host.Browser(cookies: Cast.Cookie(host, session));
        using var copy = host.Browser(cookies: Cast.Cookie(host, session));
        await teo.Submit("/sign-in/again", "Go on", ("Password", Password));

        Assert.Equal(HttpStatusCode.OK, (await teo.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await copy.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Name_and_time_zone_are_ones_own_to_change()
    {
        using var teo = await _cast.Browser(host, _cast.Teo);
        using var saved = await teo.Submit("/account", "Save", ("Name", "Teodor Marković"), ("Zone", "Europe/Lisbon"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var refused = await teo.Submit("/account", "Save", ("Name", "  "));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        await using var db = _cast.Db();
        var person = await db.Set<Person>().SingleAsync(person => person.Id == _cast.Teo.Id);
        Assert.Equal(("Teodor Marković", "Europe/Lisbon"), (person.Name, person.TimeZone));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("curl/8.1", "A browser")]
    public void A_browser_is_named_as_people_know_it(string agent, string name) => Assert.Equal(name, Caller.BrowserOf(agent));

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("127.0.0.1", "this machine")]
    public void An_address_is_known_by_its_network(string address, string network) => Assert.Equal(network, Caller.NetworkOf(IPAddress.Parse(address)));
}
