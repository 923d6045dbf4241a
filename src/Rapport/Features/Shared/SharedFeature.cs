using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.WebEncoders;

namespace Rapport.Features.Shared;

/// <summary>The look that every page shares: layouts, tag helpers, and the files that browsers fetch.</summary>
public static class SharedFeature
{
    private const string ForAYear = "public, max-age=31536000, immutable";

    public static void Add(IServiceCollection services) =>
        // Names in every script are written as themselves, not as entities; what is dangerous in HTML still is encoded.
        services.Configure<WebEncoderOptions>(web => web.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));

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
