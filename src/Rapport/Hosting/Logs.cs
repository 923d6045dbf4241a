namespace Rapport.Hosting;

/// <summary>What is said on the console: our own news, others' warnings, one line each.</summary>
public static class Logs
{
    public static void Configure(ILoggingBuilder logging) => logging
        .ClearProviders()
        .AddSimpleConsole(console =>
        {
            // On one line nobody's text can start a line of its own and pass for a record.
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            console.UseUtcTimestamp = true;
        })
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Rapport", LogLevel.Information)
        // That a stranger was sent to the door is no news.
        .AddFilter("Rapport.Access.SessionHandler", LogLevel.Warning)
        // A failed start is said in our own words.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.None);
}
