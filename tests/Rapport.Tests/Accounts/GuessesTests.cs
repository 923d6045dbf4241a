using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Kernel;

namespace Rapport.Tests.Accounts;

public class GuessesTests(Host host) : IClassFixture<Host>, IAsyncLifetime
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
    public async Task The_owner_gets_in_a_hundred_times_while_somebody_hammers_from_the_same_network()
    {
        using var owner = host.Browser();
        Assert.Equal(HttpStatusCode.Redirect, await Try(owner, "teo@example.org", Password));
        using var attacker = host.Browser();
        var form = await attacker.GetStringAsync("/sign-in");
        for (var round = 0; round < 100; round++)
        {
            await Try(attacker, "teo@example.org", "wrong " + round, form);
            Assert.Equal(HttpStatusCode.Redirect, await Try(owner, "teo@example.org", Password));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await Try(attacker, "teo@example.org", Password, form));
    }

    [Fact]
    public async Task Guesses_that_come_at_once_share_no_token()
    {
        var guesses = host.Services.GetRequiredService<Guesses>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(network => guesses.Spend("teo@example.org", "net" + network, null, default)));

        Assert.Equal(10, answers.Count(guess => guess.Wait is null));
    }

    [Fact]
    public async Task A_hundred_guesses_are_all_there_are_however_patient_until_a_link_is_used()
    {
        var (guesses, let) = (host.Services.GetRequiredService<Guesses>(), 0);
        Guess last = new([], null);
        for (var day = 0; day < 30; day++)
        {
            for (var guess = 0; guess < 12; guess++)
            {
                last = await guesses.Spend("teo@example.org", $"net{day}-{guess}", null, default);
                let += last.Wait is null ? 1 : 0;
            }

            host.Clock.Pass(TimeSpan.FromHours(12));
        }

        Assert.Equal(Guesses.InAll, let);
        Assert.Contains("ask your administrator for a new link", last.Words, StringComparison.Ordinal);
        await guesses.Forget("Teo@Example.org", default);
        Assert.Null((await guesses.Spend("teo@example.org", "n", null, default)).Wait);
    }

    [Fact]
    public async Task The_right_password_was_no_guess()
    {
        for (var time = 0; time < 150; time++)
        {
            using var fresh = host.Browser();
            Assert.Equal(HttpStatusCode.Redirect, await Try(fresh, "teo@example.org", Password));
        }
    }

    [Fact]
    public async Task One_network_runs_dry_over_many_addresses_and_waiting_helps()
    {
        var guesses = host.Services.GetRequiredService<Guesses>();
        for (var address = 0; address < 100; address++)
            Assert.Null((await guesses.Spend($"{address}@example.org", "203.0.113.0/24", null, default)).Wait);

        var refused = await guesses.Spend("new@example.org", "203.0.113.0/24", null, default);
        Assert.Equal("There were too many wrong attempts. Try again in a minute. A passkey works meanwhile.", refused.Words);
        Assert.Null((await guesses.Spend("new@example.org", "198.51.100.0/24", null, default)).Wait);
        host.Clock.Pass(TimeSpan.FromSeconds(31));
        Assert.Null((await guesses.Spend("new@example.org", "203.0.113.0/24", null, default)).Wait);
    }

    [Fact]
    public async Task An_address_without_account_answers_like_one_with()
    {
        var (known, unknown) = (await Hammer("teo@example.org"), await Hammer("nobody@example.org"));

        Assert.Equal(known.Select(answer => answer.Status), unknown.Select(answer => answer.Status));
        Assert.Equal(known.Select(answer => answer.Words.Replace("teo@", "", StringComparison.Ordinal)), unknown.Select(answer => answer.Words.Replace("nobody@", "", StringComparison.Ordinal)));
        Assert.Contains(HttpStatusCode.TooManyRequests, known.Select(answer => answer.Status));
    }

    [Fact]
    public void A_password_is_compared_whether_or_not_there_is_an_account()
    {
        var hasher = new CountingHasher();
        var passwords = new Passwords(hasher);
        passwords.Fits(null, "warm up, and make what nobody's password is compared with");
        hasher.Compared = 0;

        Assert.False(passwords.Fits(null, "x"));
        Assert.False(passwords.Fits(_cast.Omar.Account, "x"));
        Assert.False(passwords.Fits(_cast.Teo.Account, "x"));
        Assert.Equal(3, hasher.Compared);
    }

    [Fact]
    public async Task A_known_browser_is_known_for_its_own_account_only_and_its_secret_is_not_kept()
    {
        using var teo = host.Browser();
        await Try(teo, "teo@example.org", Password);
        await using var db = _cast.Db();
        var known = await db.Set<KnownBrowser>().SingleAsync();

        Assert.Equal(_cast.Teo.Account.Id, known.AccountId);
        Assert.Equal(32, known.SecretHash.Length);
    }

    private async Task<List<(HttpStatusCode Status, string Words)>> Hammer(string email)
    {
        var answers = new List<(HttpStatusCode, string)>();
        for (var time = 0; time < 12; time++)
        {
            using var browser = host.Browser();
            using var answer = await browser.Submit("/sign-in", "Sign in", ("Email", email), ("Password", "wrong"));
            answers.Add((answer.StatusCode, Forms.Text(await answer.Content.ReadAsStringAsync())));
        }

        return answers;
    }

    private static async Task<HttpStatusCode> Try(HttpClient browser, string email, string password, string? form = null)
    {
        form ??= await browser.GetStringAsync("/sign-in");
        using var answer = await browser.Submit("/sign-in", form, "Sign in", ("Email", email), ("Password", password));
        return answer.StatusCode;
    }

    private sealed class CountingHasher : Microsoft.AspNetCore.Identity.IPasswordHasher<Account>
    {
        public int Compared { get; set; }

        public string HashPassword(Account user, string password) => "hash of " + password;

        public Microsoft.AspNetCore.Identity.PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Compared++;
            return Microsoft.AspNetCore.Identity.PasswordVerificationResult.Failed;
        }
    }
}
