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

    /// <summary>What a module, or one that it imports, loads only when it is needed.</summary>
    public static IEnumerable<string> LoadedLaterBy(Asset asset) => NeededBy(asset).Prepend(asset).SelectMany(needed => needed.Later).Distinct();

    private static Dictionary<string, Asset> Read()
    {
        using var list = Assembly.GetExecutingAssembly().GetManifestResourceStream("assets.json")
            ?? throw new InvalidOperationException("This program was built without its scripts and styles.");
        return JsonSerializer.Deserialize<Dictionary<string, Asset>>(list, JsonSerializerOptions.Web)!;
    }
}

/// <summary>One built file: where it is served, what a browser checks it against, which modules it needs, and which it loads only later.</summary>
public sealed record Asset(string Path, string Integrity, string[] Imports, string[] Later);
