using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Rapport.Features.Accounts;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// How often passwords may be guessed. Each guess costs a token of every budget it falls under, taken before the password is
/// looked at; the right password gives them back. Browsers that the owner has used have budgets of their own, so that nobody
/// elsewhere can lock the owner out. Budgets hang on what was typed, so that an address without account behaves like one with.
/// </summary>
public sealed class Guesses(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Wrong guesses against one account, after which a password alone opens nothing from new browsers until a link is used.</summary>
    public const int InAll = 100;

    /// <summary>A count that nobody added to for so long begins anew.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(400);

    private static readonly TimeSpan Never = TimeSpan.MaxValue;
    private static readonly Budget PerAddress = new("address", 10, TimeSpan.FromMinutes(3));
    private static readonly Budget PerAddressInAll = new("address-in-all", InAll, Never);
    private static readonly Budget PerNetwork = new("network", 100, TimeSpan.FromSeconds(30));
    private static readonly Budget PerBrowser = new("browser", 10, TimeSpan.FromMinutes(1));
    private static readonly Budget PerBrowserInAll = new("browser-in-all", InAll, Never);

    // One statement, so that guesses that come at once cannot share a token. Seconds per token of 0 mean that none comes back.
    private const string Take =
        """
        insert into guess_budget as budget (key, tokens, refilled_at) values ($1, $2 - 1, $4)
        on conflict (key) do update
          set tokens = least($2, budget.tokens + case when $3 > 0 then greatest(0, extract(epoch from $4 - budget.refilled_at)) / $3 else 0 end) - 1, refilled_at = $4
          where least($2, budget.tokens + case when $3 > 0 then greatest(0, extract(epoch from $4 - budget.refilled_at)) / $3 else 0 end) >= 1
        returning tokens
        """;

    /// <summary>Takes a guess from every budget, or says which one is empty and for how long; then none is spent.</summary>
    /// <param name="browser">The browser, when the address's owner has signed in from it before.</param>
    public async Task<Guess> Spend(string email, string network, Id<KnownBrowser>? browser, CancellationToken stop)
    {
        (Budget Budget, string Of)[] wanted = browser is { } known
            ? [(PerBrowser, known.ToString()), (PerBrowserInAll, known.ToString())]
            : [(PerNetwork, network), (PerAddress, Hidden(email)), (PerAddressInAll, Hidden(email))];
        var spent = new List<string>();
        foreach (var (budget, of) in wanted)
        {
            var key = $"{budget.Name}:{of}";
            if (await Spend(budget, key, stop))
            {
                spent.Add(key);
                continue;
            }

            await GiveBack(spent, stop);
            return new([], budget.Refill == Never ? Never : await Wait(budget, key, stop));
        }

        return new(spent, null);
    }

    /// <summary>The password was right: it was no guess.</summary>
    public async Task GiveBack(IReadOnlyList<string> spent, CancellationToken stop)
    {
        if (spent.Count == 0)
            return;

        await using var command = database.CreateCommand("update guess_budget set tokens = tokens + 1 where key = any ($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. spent] });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>The account was secured by other means, so guesses at what it was before no longer count.</summary>
    public async Task Forget(string email, CancellationToken stop)
    {
        await using var command = database.CreateCommand("delete from guess_budget where key = any ($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [$"{PerAddress.Name}:{Hidden(email)}", $"{PerAddressInAll.Name}:{Hidden(email)}"] });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Counts that no longer tell anything: full again, or quiet for more than a year.</summary>
    public static Expression<Func<GuessBudget, bool>> Forgettable(DateTimeOffset now)
    {
        // Within a day everything that comes back has come back.
        var (day, quiet) = (now - TimeSpan.FromDays(1), now - Quiet);
        return budget => budget.RefilledAt < day && (!budget.Key.Contains("-in-all:") || budget.Tokens >= InAll || budget.RefilledAt < quiet);
    }

    private async Task<bool> Spend(Budget budget, string key, CancellationToken stop)
    {
        await using var command = database.CreateCommand(Take);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = budget.Most });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = budget.Refill == Never ? 0 : budget.Refill.TotalSeconds });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        return await command.ExecuteScalarAsync(stop) is not null;
    }

    private async Task<TimeSpan> Wait(Budget budget, string key, CancellationToken stop)
    {
        await using var command = database.CreateCommand("select tokens, refilled_at from guess_budget where key = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop)
            ? row.GetFieldValue<DateTimeOffset>(1) + ((1 - row.GetDouble(0)) * budget.Refill) - clock.GetUtcNow()
            : TimeSpan.Zero;
    }

    // An address that somebody mistyped is nobody's business, and could be a password.
    private static string Hidden(string email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant())).AsSpan(0, 16));

    /// <param name="Most">Tokens of a full budget.</param>
    /// <param name="Refill">How long one token takes to come back.</param>
    private sealed record Budget(string Name, int Most, TimeSpan Refill);
}

/// <summary>What is left to guess with, of one address, network or browser, at the moment it was last touched.</summary>
public sealed class GuessBudget
{
    private GuessBudget() { }

    public string Key { get; private init; } = "";
    public double Tokens { get; private init; }
    public DateTimeOffset RefilledAt { get; private init; }
}

/// <param name="Spent">What the right password gives back.</param>
/// <param name="Wait">How long there is nothing to guess with; <see cref="TimeSpan.MaxValue"/> when waiting does not help.</param>
public sealed record Guess(IReadOnlyList<string> Spent, TimeSpan? Wait)
{
    /// <summary>What a person who has to wait reads.</summary>
    public string? Words => Wait switch
    {
        null => null,
        { } wait when wait == TimeSpan.MaxValue =>
            "There were too many wrong passwords for this address. A password no longer opens it here: use a passkey or a browser that you have signed in with before, or ask your administrator for a new link.",
        { TotalMinutes: <= 1 } => "There were too many wrong attempts. Try again in a minute. A passkey works meanwhile.",
        { TotalMinutes: var minutes } => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"There were too many wrong attempts. Try again in {Math.Ceiling(minutes):0} minutes. A passkey works meanwhile."),
    };
}
