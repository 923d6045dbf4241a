using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Rapport.Hosting;

/// <summary>Turns away, before anything is looked up, requests that come over an open line or from another site's page.</summary>
public static class Strangers
{
    private const string Remedy =
        """
        This Rapport is served over plain http, where anyone on the way could read along and take over your session.

        Whoever runs it can put that right in one of two ways: give it a certificate with --certificate FILE and an https
        address with --urls, or put a reverse proxy that has one in front of it and name that proxy with --proxy. On the
        machine itself, http://localhost works as it is.

        """;

    /// <summary>Only named proxies are believed about who is calling; without one, nobody is.</summary>
    public static void UseProxies(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<ServerOptions>();
        if (options.Proxies.Count == 0)
            return;

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.Proxies)
            forwarded.KnownProxies.Add(proxy);

        app.UseForwardedHeaders(forwarded);
    }

    public static void RefusePlainHttp(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ServerOptions>().InsecureHttp)
        {
            app.Logger.LogWarning("Plain http is allowed from anywhere: passwords, sessions and everything people write can be read and changed on the way, and passkeys do not work.");
            return;
        }

        app.Use(async (context, next) =>
        {
            if (context.Request.IsHttps || IsLocal(context) || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            {
                await next(context);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(Remedy);
        });
    }

    /// <summary>
    /// A page of another site must not act in a signed-in person's name. The forms' tokens see to that as well; this
    /// holds for whatever has no form, live connections included.
    /// </summary>
    public static void RefuseOtherSites(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if ((reads && !IsLiveConnection(request)) || request.Path == PolicyReports.Path || IsFromHere(request))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    // Over HTTP/2 they come as CONNECT, which does not read anyway.
    private static bool IsLiveConnection(HttpRequest request) => request.Headers.Upgrade.Count > 0;

    private static bool IsFromHere(HttpRequest request)
    {
        var isTold = request.Headers.TryGetValue("Sec-Fetch-Site", out var site);
        if (isTold && site != "same-origin" && site != "none")
            return false;

        return request.Headers.Origin is not [{ Length: > 0 } origin, ..]
            || (origin == "null" && IsFormOfOurs(request, isTold))
            || string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }

    // Our pages send no referrer, and with it no origin: a browser posts their forms as "null" and says beside it that they
    // are from here. Over plain http, where that is allowed at all, it says nothing, and the form's token alone has to do.
    private static bool IsFormOfOurs(HttpRequest request, bool isTold) => isTold || (!request.IsHttps && request.HasFormContentType);

    // Both ends: a name that only resolves to this machine, or a caller from elsewhere who claims the name, are not local.
    private static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } caller || IPAddress.IsLoopback(caller))
        && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]";
}
