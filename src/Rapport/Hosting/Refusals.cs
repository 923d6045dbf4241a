using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Kernel;

namespace Rapport.Hosting;

/// <summary>What went wrong, in words that may be shown.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">A few words: what it is.</param>
/// <param name="Message">What to do about it.</param>
/// <param name="Reference">What to quote to an administrator; only a bug has one.</param>
public sealed record Failure(int Status, string Title, string Message, string? Reference = null);

/// <summary>
/// The one place in which trouble becomes an answer: a refusal shows its own message, a bug is logged whole and shown as
/// an apology with a reference number. People get a page, programs get problem details.
/// </summary>
public static class Refusals
{
    public const string PagePath = "/error";

    public static void UseRefusals(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Rapport.Requests");
        app.Use(async (context, next) =>
        {
            var failure = await Try(context, next, log);
            if (failure is not null && !context.Response.HasStarted)
                await Answer(context, next, failure);
        });
    }

    private static async Task<Failure?> Try(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context);
            return IsBare(context.Response) ? Plain(context.Response.StatusCode) : null;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception trouble) when (!context.Response.HasStarted)
        {
            return Expected(trouble) ?? Apology(trouble, context, log);
        }
    }

    private static Failure? Expected(Exception trouble) => trouble switch
    {
        Refusal { Kind: RefusalKind.Invalid } refusal => new(StatusCodes.Status400BadRequest, "That does not work", refusal.Message),
        Refusal { Kind: RefusalKind.Missing } refusal => new(StatusCodes.Status404NotFound, "There is nothing here", refusal.Message),
        Refusal { Kind: RefusalKind.Forbidden } refusal => new(StatusCodes.Status403Forbidden, "That is not yours to do", refusal.Message),
        Refusal refusal => new(StatusCodes.Status409Conflict, "That has changed meanwhile", refusal.Message),
        DbUpdateConcurrencyException => new(StatusCodes.Status409Conflict, "That has changed meanwhile", "Somebody changed this while you were at it. Go back, reload, and try again."),
        BadHttpRequestException unreadable => Plain(unreadable.StatusCode),
        _ => null,
    };

    private static Failure Apology(Exception trouble, HttpContext context, ILogger log)
    {
        var reference = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        // The route's pattern, not the address: an address can hold what somebody searched for.
        log.LogError(trouble, "Unexpected trouble {Reference} in {Method} {Route}", reference, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        return trouble is NpgsqlException { IsTransient: true } or { InnerException: NpgsqlException { IsTransient: true } }
            ? new(StatusCodes.Status503ServiceUnavailable, "Back in a moment", "The database does not answer just now. Wait a little and try again; nothing that was saved is lost.", reference)
            : new(StatusCodes.Status500InternalServerError, "That went wrong, and it is our fault", "Nothing of what you just sent was saved. Try again; if it happens again, tell your administrator the reference.", reference);
    }

    private static Failure Plain(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, "That could not be read", "The form may have been open for too long. Go back, reload the page, and send it again."),
        StatusCodes.Status401Unauthorized => new(status, "Sign in first", "You are not signed in, or your session has ended."),
        StatusCodes.Status403Forbidden => new(status, "That is not yours to do", "You may not do this."),
        StatusCodes.Status404NotFound => new(status, "There is nothing here", "The address may be mistyped, or what was here is not for you to see."),
        StatusCodes.Status413PayloadTooLarge => new(status, "That is too much at once", "Send less in one go."),
        StatusCodes.Status429TooManyRequests => new(status, "Too many attempts", "Wait a little before you try again."),
        _ => new(status, "That does not work", "The request was not understood."),
    };

    private static bool IsBare(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null or 0 };

    private static async Task Answer(HttpContext context, RequestDelegate next, Failure failure)
    {
        context.Response.Clear();
        context.Response.StatusCode = failure.Status;
        if (failure.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "5";

        if (WantsJson(context.Request))
        {
            await Results.Problem(failure.Message, statusCode: failure.Status, title: failure.Title, extensions: Extensions(failure)).ExecuteAsync(context);
            return;
        }

        context.Features.Set(failure);
        context.Features.Set<IFormFeature>(null);
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        (context.Request.Method, context.Request.Path, context.Request.QueryString) = (HttpMethods.Get, PagePath, QueryString.Empty);
        try
        {
            await next(context);
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            // The page itself may need what is broken.
            context.Response.Clear();
            context.Response.StatusCode = failure.Status;
            await context.Response.WriteAsync($"{failure.Title}. {failure.Message} {failure.Reference}");
        }
    }

    private static Dictionary<string, object?>? Extensions(Failure failure) =>
        failure.Reference is null ? null : new(StringComparer.Ordinal) { ["reference"] = failure.Reference };

    /// <summary>Asked by a script that reads problem details, and not by somebody who looks at a page.</summary>
    public static bool WantsJson(this HttpRequest request) =>
        request.Headers.Accept.ToString() is var accept
        && accept.Contains("json", StringComparison.OrdinalIgnoreCase)
        && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
