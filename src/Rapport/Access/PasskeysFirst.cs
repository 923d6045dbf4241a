using Microsoft.AspNetCore.Authorization;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// Where the organisation demands passkeys, whoever came in by a password makes one before anything else: every page leads
/// there, and everything else is refused.
/// </summary>
public static class PasskeysFirst
{
    private const string Place = "/account/passkeys/new";

    /// <summary>Making one, what that asks for, and the way out.</summary>
    private static readonly string[] Open = [Place, "/account/passkeys/options", "/sign-in/again", "/sign-out"];

    public static void UsePasskeysFirst(this WebApplication app) => app.Use((context, next) =>
    {
        var isOpen = context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null || Open.Contains(context.Request.Path.Value, StringComparer.OrdinalIgnoreCase);
        if (isOpen || context.RequestServices.GetRequiredService<CurrentViewer>().Viewer is not { NeedsPasskey: true })
            return next(context);

        Refusal.Forbidden(!HttpMethods.IsGet(context.Request.Method) || !context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase), "Your organisation signs in with passkeys. Make one before you go on.");
        context.Response.Redirect(Place);
        return Task.CompletedTask;
    });
}
