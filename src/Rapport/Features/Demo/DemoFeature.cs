using Rapport.Hosting;

namespace Rapport.Features.Demo;

/// <summary>What <c>--demo</c> starts with.</summary>
public static class DemoFeature
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Add(IServiceCollection services)
    {
        services.AddScoped<DemoOrganisation>();
        services.AddSingleton(new BeforeServing(Prepare));
    }

    private static async Task Prepare(IServiceProvider services, CancellationToken stop)
    {
        if (!services.GetRequiredService<ServerOptions>().Demo)
            return;

        var file = services.GetRequiredService<DataFolder>()[DemoAccounts.FileName];
        if (await services.GetRequiredService<DemoOrganisation>().Found(stop) is { } accounts)
        {
            Write(file, accounts.Csv);
            Console.WriteLine(accounts.Table(file));
        }
        else if (File.Exists(file))
        {
            Console.WriteLine($"The demo organisation is here already. Its accounts are in {file}.");
        }
        else
        {
            throw new StartRefused("--demo fills an empty installation, and people belong to this one. Leave --demo out, or choose an empty folder with --data.");
        }
    }

    private static void Write(string file, string text)
    {
        using var writer = new StreamWriter(file, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        writer.Write(text);
    }
}
