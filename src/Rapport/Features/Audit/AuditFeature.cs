using System.Globalization;
using Rapport.Hosting;

namespace Rapport.Features.Audit;

/// <summary>The audit log, and <c>./run verify</c>, which tells whether anybody has touched it.</summary>
public static class AuditFeature
{
    public static readonly IReadOnlyList<Command> Commands = [new("verify", "[HEAD]", "vouch for the log", Verify)];

    public static void Add(IServiceCollection services) => services.AddScoped<AuditQueries>();

    private static async Task Verify(string noted, ServerOptions options, CancellationToken stop)
    {
        noted = VerifyAudit.Head(noted);
        await using var installation = await Installation.Find(options, stop);
        var log = await VerifyAudit.Run(installation.Databases, noted, stop);
        var since = log.First > 1 ? $" Those before {Number(log.First)} were let go by their age." : "";
        Console.WriteLine(log.Entries == 0
            ? $"The log has no entries.{since}"
            : $"The log is whole: {Number(log.Entries)} {(log.Entries == 1 ? "entry" : "entries")}, up to {Number(log.Last)}, and each follows from the one before it.{since}");
        if (log.Noted is { } place)
            Console.WriteLine($"The head that you noted is that of entry {Number(place)}; all that came later follows from it.");

        Console.WriteLine($"Head: {log.Head}");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
