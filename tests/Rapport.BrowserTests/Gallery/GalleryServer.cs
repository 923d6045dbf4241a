using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Rapport.Features.Shared;
using Rapport.Hosting;

namespace Rapport.BrowserTests.Gallery;

/// <summary>
/// The design system by itself: its layouts and tag helpers on pages that stand beside this file, without accounts or a
/// database. It is part of the tests and is never served by Rapport.
/// </summary>
public sealed class GalleryServer : IAsyncLifetime
{
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = "Rapport.BrowserTests" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        SharedFeature.Add(builder.Services);
        builder.Services.AddRazorPages(pages => pages.RootDirectory = "/Gallery")
            .AddApplicationPart(typeof(SharedFeature).Assembly)
            .AddApplicationPart(typeof(GalleryServer).Assembly);

        _app = builder.Build();
        _app.UseSecurityHeaders();
        SharedFeature.Use(_app);
        _app.Use((context, next) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", "Hanna Lindqvist")], "gallery"));
            return next(context);
        });
        _app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.Combine(Repository.Root, "src", "Rapport", "wwwroot")),
        });
        _app.UseRouting();
        _app.MapGet("/palette", (string? q) => Palette.Where(place => place.Label.Contains(q ?? "", StringComparison.OrdinalIgnoreCase)));
        // Forms of the gallery only need to be taken.
        _app.MapPost("/series", (HttpContext context) => context.Response.Redirect("/series?taken"));
        _app.MapRazorPages();
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static readonly Place[] Palette =
    [
        new("Teo Adeyemi", "your one-on-one, in 25 min", "/series"),
        new("Priya Raghunathan", "your one-on-one, 14:30", "/series"),
        new("Open loops", "page", "/open-loops"),
        new("Start a one-on-one", "action", "/one-on-ones/new"),
    ];

    private sealed record Place(string Label, string Hint, string Url);
}
