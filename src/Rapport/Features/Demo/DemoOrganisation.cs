using System.Security.Cryptography;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Kernel;

namespace Rapport.Features.Demo;

/// <summary>
/// Fills an empty installation with Halden: some fifty people and half a year of their one-on-ones, up to the present
/// day. The same moment makes the same rows, but for the password.
/// </summary>
public sealed class DemoOrganisation([FromKeyedServices(Databases.JobsKey)] NpgsqlDataSource jobs, Passwords passwords, TimeProvider clock)
{
    public const string Name = "Halden";

    // No letters or digits that people confuse.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <returns>The accounts, or nothing when somebody belongs to this installation already.</returns>
    public async Task<DemoAccounts?> Found(CancellationToken stop)
    {
        await using var empty = await EmptyInstallation.Find(jobs, stop);
        if (empty is null)
            return null;

        var now = Now();
        var story = Story.Load();
        var people = new DemoPeople(story, now);
        var password = string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));
        empty.Organisation.Rename(Name);
        await empty.Fill(
            [.. people.Rows, .. people.Accounts(Hash(password)), .. story.Pairs.SelectMany(pair => DemoSeries.Rows(pair, people, empty.Guides, now)), .. DemoSync.Rows(people, now)],
            stop);
        return new DemoAccounts([.. story.People.Where(person => person.Left is null)], password);
    }

    // PostgreSQL keeps microseconds; what is written should be what is read.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    // All share one password, so that one hash, made slowly on purpose, serves them all.
    private string Hash(string password)
    {
        var anyone = new Account { PersonId = new Id<People.Person>(Guid.Empty) };
        passwords.Set(anyone, password);
        return anyone.PasswordHash!;
    }
}
