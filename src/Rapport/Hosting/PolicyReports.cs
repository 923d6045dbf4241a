using System.Text.Json;

namespace Rapport.Hosting;

/// <summary>
/// Where browsers report that a page broke the content security policy. Only which rule was broken is counted and
/// logged: the rest of a report holds addresses of pages, which are nobody's business.
/// </summary>
public sealed class PolicyReports(ILogger<PolicyReports> log)
{
    public const string Path = "/csp-reports";

    private const int Longest = 64 * 1024;
    private const int MostLoggedPerStart = 100;

    private int _count;

    /// <summary>How many came in since the start.</summary>
    public int Count => _count;

    public async Task<IResult> Take(HttpRequest request)
    {
        if (request.ContentLength is null or > Longest)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);

        try
        {
            using var reports = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            foreach (var report in reports.RootElement.EnumerateArray().Take(20))
                Note(report.GetProperty("body").GetProperty("effectiveDirective").GetString());
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Results.BadRequest();
        }

        return Results.NoContent();
    }

    private void Note(string? directive)
    {
        if (Interlocked.Increment(ref _count) <= MostLoggedPerStart)
            log.LogWarning("A page broke the content security policy: {Directive}", IsName(directive) ? directive : "unnamed");
    }

    private static bool IsName(string? directive) =>
        directive is { Length: > 0 and < 40 } && directive.All(letter => char.IsAsciiLetterLower(letter) || letter is '-');
}
