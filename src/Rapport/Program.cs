using Microsoft.Extensions.DependencyInjection.Extensions;
using Rapport.Hosting;

return await Start.Run(args, Build);

/// <summary>Everything that Rapport is made of. A feature may use those above it.</summary>
public partial class Program
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddHosting();
        builder.Services.AddRazorPages(pages => pages.RootDirectory = "/Features");

        var app = builder.Build();
        app.UseHosting();
        app.MapStaticAssets();
        app.MapRazorPages();
        return app;
    }
}
