using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Data;

namespace Rapport.Access;

/// <summary>Who is there: every endpoint wants a signed-in viewer unless it says otherwise.</summary>
public static class AccessFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Sessions>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<Guesses>();
        services.AddScoped<BrowserCookie>();
        services.AddScoped<CurrentViewer>();
        services.AddScoped(provider => provider.GetRequiredService<CurrentViewer>().Viewer
            ?? throw new InvalidOperationException("Nobody is signed in here; this page is open to everyone."));
        services.AddAuthentication(SessionHandler.Name).AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.Name, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Administrators, policy => policy.RequireClaim("admin"));
    }

    /// <summary>The policy of pages for those who run the installation; for everyone else there is nothing.</summary>
    public const string Administrators = "administrators";

    public static void Use(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UsePasskeysFirst();
    }
}
