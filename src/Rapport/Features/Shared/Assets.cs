using System.Reflection;
using System.Text.Json;

namespace Rapport.Features.Shared;

/// <summary>
/// The scripts, styles and typefaces that were built into this program, each under the name of its content, with the
/// integrity that a browser checks. A page can name nothing else.
/// </summary>
public static class Assets
{
    private static readonly Dictionary<string, Asset> All = Read();

    public static Asset Named(string name) =>
        All.GetValueOrDefault(name) ?? throw new InvalidOperationException($"web/ builds no {name}.");

    /// <summary>What a module imports, and what those import: a browser learns of these before it needs them.</summary>
    public static IEnumerable<Asset> NeededBy(Asset asset) =>
        asset.Imports.SelectMany(name => NeededBy(Named(name)).Prepend(Named(name))).DistinctBy(needed => needed.Path);

    private static Dictionary<string, Asset> Read()
    {
        using var list = Assembly.GetExecutingAssembly().GetManifestResourceStream("assets.json")
            ?? throw new InvalidOperationException("This program was built without its scripts and styles.");
        return JsonSerializer.Deserialize<Dictionary<string, Asset>>(list, JsonSerializerOptions.Web)!;
    }
}

/// <summary>One built file: where it is served, what a browser checks it against, and which modules it needs.</summary>
public sealed record Asset(string Path, string Integrity, string[] Imports);
