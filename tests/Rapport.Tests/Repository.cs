namespace Rapport.Tests;

/// <summary>Where the source stands, as seen from a built test.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The C# files below a folder of the source, by their path from there, with their text.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder, string pattern = "*.cs")
    {
        var root = Path.Combine(Root, folder);
        return Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(Path.Combine(root, path))));
    }

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Rapport.slnx")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
