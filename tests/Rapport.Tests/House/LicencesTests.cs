using System.Diagnostics;

namespace Rapport.Tests.House;

/// <summary>Whoever publishes Rapport hands on the parts of others with their licences; the build collects them with this script.</summary>
public sealed class LicencesTests : IDisposable
{
    private readonly DirectoryInfo _published = Directory.CreateTempSubdirectory("rapport-licences-");

    public void Dispose() => _published.Delete(recursive: true);

    [Fact]
    public async Task The_published_folder_has_the_licence_of_every_part_with_the_name_of_its_holder()
    {
        using var collect = Process.Start(new ProcessStartInfo("node", [Path.Combine(Repository.Root, "licences", "collect.mjs"), _published.FullName]))!;
        await collect.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, collect.ExitCode);

        var texts = Directory.GetFiles(Path.Combine(_published.FullName, "licences")).ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal);
        string[] parts =
        [
            "Markdig", "NodaTime", "Npgsql", "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational",
            "Microsoft.AspNetCore.Identity.EntityFrameworkCore", "PostgreSQL", "idiomorph", "microsoft-signalr", "fontsource-variable-literata",
            "fontsource-variable-source-sans-3",
        ];
        Assert.Empty(parts.Except(texts.Keys));
        Assert.All(texts.Where(text => text.Key != "idiomorph"), text => Assert.Contains("Copyright", text.Value, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("SIL OPEN FONT LICENSE", texts["fontsource-variable-literata"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("University of California", texts["PostgreSQL"], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_published.FullName, "LICENSE")) && File.Exists(Path.Combine(_published.FullName, "NOTICE")));
    }
}
