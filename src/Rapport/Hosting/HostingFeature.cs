namespace Rapport.Hosting;

/// <summary>What surrounds every feature: limits, headers, and the answers to trouble.</summary>
public static class HostingFeature
{
    // An import of ten thousand people fits; nothing else comes near.
    private const long LargestBody = 4 * 1024 * 1024;

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.AddSingleton<PolicyReports>();
        builder.Services.AddAntiforgery(forms =>
        {
            forms.FormFieldName = "form-token";
            forms.Cookie = new FormCookie(Options(builder).InsecureHttp);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }

    public static void UseHosting(this WebApplication app)
    {
        app.UseProxies();
        app.UseSecurityHeaders();
        app.UseRefusals();
        app.RefusePlainHttp();
        app.RefuseOtherSites();
        app.UseRouting();
        app.MapHealth();
        app.MapPost(PolicyReports.Path, (PolicyReports reports, HttpRequest request) => reports.Take(request)).AllowAnonymous();
    }

    /// <summary>
    /// A cookie for this host alone, over a safe line alone, out of reach of scripts. Browsers drop such a cookie on
    /// plain http from elsewhere, so <c>--insecure-http</c> has to do without both.
    /// </summary>
    public static void SetSafely(this CookieBuilder cookie, string name, bool insecure)
    {
        cookie.Name = insecure ? name : "__Host-" + name;
        cookie.SecurePolicy = insecure ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Strict;
        cookie.Path = "/";
        cookie.IsEssential = true;
    }

    /// <summary>
    /// Forms refuse plain http altogether when their cookie is declared as always secure, although browsers do take a
    /// secure cookie from localhost: this one becomes secure only when it is written.
    /// </summary>
    private sealed class FormCookie : CookieBuilder
    {
        private readonly bool _isSecure;

        public FormCookie(bool insecure)
        {
            this.SetSafely("rapport-form", insecure);
            SecurePolicy = CookieSecurePolicy.SameAsRequest;
            _isSecure = !insecure;
        }

        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure |= _isSecure;
            return options;
        }
    }

    private static ServerOptions Options(WebApplicationBuilder builder) =>
        (ServerOptions)builder.Services.Single(service => service.ServiceType == typeof(ServerOptions)).ImplementationInstance!;
}
