using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.WebEncoders;

namespace Rapport.Features.Shared;

/// <summary>The look that every page shares: layouts, tag helpers, and the files that browsers fetch.</summary>
public static class SharedFeature
{
    private const string ForAYear = "public, max-age=31536000, immutable";

    public static void Add(IServiceCollection services)
    {
        // Names in every script are written as themselves, not as entities; what is dangerous in HTML still is encoded.
        services.Configure<WebEncoderOptions>(web => web.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<MvcOptions>(pages => pages.Filters.Add<UnknownForms>());
    }

    /// <summary>
    /// Tells the browser that the server took a form, so that it may forget what it kept of the typing: only a redirect that
    /// does not lead to a door says so. The cookie holds the address that the form was sent to, nothing else.
    /// </summary>
    public static void Use(WebApplication app) =>
        app.Use(static (context, next) =>
        {
            if (HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType)
                context.Response.OnStarting(() =>
                {
                    if (context.Response.StatusCode is StatusCodes.Status302Found or StatusCodes.Status303SeeOther
                        && !context.Response.Headers.Location.ToString().Contains("/sign-in", StringComparison.Ordinal))
                        context.Response.Cookies.Append("rapport-taken", context.Request.Path.Value ?? "/", Taken(context.Request));
                    return Task.CompletedTask;
                });
            return next(context);
        });

    // Scripts read it, so it is not out of their reach.
    private static CookieOptions Taken(HttpRequest request) => new()
    {
        MaxAge = TimeSpan.FromMinutes(1), SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true, Secure = request.IsHttps,
    };

    /// <summary>Serves web/. Every name there carries the hash of its content, so a browser never has to ask again.</summary>
    public static void Map(WebApplication app) =>
        app.MapStaticAssets().AllowAnonymous().Add(endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                if (context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
                    context.Response.OnStarting(() =>
                    {
                        if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                            context.Response.Headers.CacheControl = ForAYear;
                        return Task.CompletedTask;
                    });
                return serve(context);
            };
        });
}
