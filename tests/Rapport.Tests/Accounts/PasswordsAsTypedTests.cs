using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Accounts;

namespace Rapport.Tests.Accounts;

/// <summary>A password is used as it was typed, as long as one likes, and for as long as one likes.</summary>
public partial class PasswordsAsTypedTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private Cast cast = null!;

    public static TheoryData<string> Odd =>
    [
        "   spaces count, at both ends   ", "two  spaces  in  a  row, thrice", "Case Matters To Everyone Here", "quotes \" and ' and < & > % + = ; here", "žluťoučký kůň skáče přes",
        "a\u0308 composed from two, twice u\u0308", "🦩 flamingos 🐢 and turtles 🦔", "三十六計走為上策也哉乎焉矣耶夫兮", "tab\there and tab\tthere, tabs", "null and undefined and NaN 0x1F",
        "eighty characters are no trouble, nor are these others that came along to fill it", "seventy-two bytes are where some programs stop reading; and this one does not stop",
        Long,
    ];

    private static string Long => string.Concat(Enumerable.Range(0, 200).Select(at => $"w{at:000} "))[..999];

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task Only_what_was_typed_opens_the_door_and_nothing_that_is_nearly_it(string password)
    {
        using (var teo = await cast.Browser(host, cast.Teo))
            Assert.Equal(HttpStatusCode.Redirect, (await teo.Submit("/account/password", "Set password", ("Password", password))).StatusCode);

        string[] nearly = [password.Trim(), password + " ", password.ToUpperInvariant(), password.ToLowerInvariant(), password[..^1], password[..Math.Min(64, password.Length)], password.Replace("  ", " ", StringComparison.Ordinal)];
        foreach (var other in nearly.Distinct(StringComparer.Ordinal).Where(other => other != password))
            Assert.Equal(HttpStatusCode.BadRequest, await SignIn(other));
        Assert.Equal(HttpStatusCode.Redirect, await SignIn(password));
    }

    [Fact]
    public async Task It_never_expires()
    {
        await cast.GivePassword(host, cast.Teo);
        host.Clock.Pass(TimeSpan.FromDays(1200));
        using var browser = host.Browser();
        using var inside = await browser.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", Cast.Password));
        Assert.Equal("/", inside.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Nothing_is_kept_that_could_hint_at_it_or_make_it_expire()
    {
        await using var db = cast.Db();
        var columns = db.Model.GetEntityTypes().Where(type => type.ClrType.Namespace == typeof(Account).Namespace || type.ClrType == typeof(Account))
            .SelectMany(type => type.GetProperties().Select(property => $"{type.ClrType.Name}.{property.Name}")).ToList();
        Assert.Contains("Account.PasswordHash", columns);
        Assert.DoesNotContain(columns, column => Hint().IsMatch(column));
    }

    /// <summary>Every form that takes one lets password managers fill it, takes it whole, and asks nothing that somebody else could know.</summary>
    [Fact]
    public async Task Every_form_that_takes_one_leaves_it_to_its_owner()
    {
        await cast.GivePassword(host, cast.Teo);
        string link;
        await using (var db = cast.Db())
            link = await new InvitePerson(db, host.Clock).Run(new InvitePerson.Request("Noor Amiri", "noor@example.org", InvitePerson.Relation.Neither), cast.Robin.Viewer, default);
        var found = 0;
        using var teo = await cast.Browser(host, cast.Teo);
        using var stranger = host.Browser();
        foreach (var (browser, address) in new[] { (stranger, "/sign-in"), (stranger, link), (teo, "/sign-in/again"), (teo, "/account/password") })
        {
            var page = await browser.GetStringAsync(address);
            var fields = Inputs().Matches(page).Select(field => field.Value).ToList();
            foreach (var field in fields.Where(field => field.Contains("type=\"password\"", StringComparison.Ordinal)))
            {
                found++;
                Assert.Matches("autocomplete=\"(current|new)-password\"", field);
                Assert.DoesNotContain("maxlength", field, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("onpaste", field, StringComparison.OrdinalIgnoreCase);
            }

            Assert.DoesNotContain(fields, field => Hint().IsMatch(Name().Match(field).Groups["name"].Value));
        }

        Assert.Equal(4, found);
    }

    public async ValueTask InitializeAsync()
    {
        await using (var tidy = host.Database.Owner.CreateCommand("truncate person, account, guess_budget cascade"))
            await tidy.ExecuteNonQueryAsync();
        cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<HttpStatusCode> SignIn(string password)
    {
        using var browser = host.Browser();
        using var answer = await browser.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", password));
        return answer.StatusCode;
    }

    [GeneratedRegex("password.?(hint|expir|changed|age|history)|hint$|question|securityanswer|maiden", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hint();

    [GeneratedRegex("\\sname=\"(?<name>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Inputs();
}
