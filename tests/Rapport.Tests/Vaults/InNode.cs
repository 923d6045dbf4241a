using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rapport.Tests.Vaults;

/// <summary>
/// Tests of what browsers run, written in their language beside this file and run in node: once for all sentences of a file,
/// each of which is a test here.
/// </summary>
internal static partial class InNode
{
    private static readonly Dictionary<string, Lazy<Task<Dictionary<string, string?>>>> Runs = new(StringComparer.Ordinal)
    {
        ["core.mjs"] = new(() => Run("core.mjs")), ["hostile.mjs"] = new(() => Run("hostile.mjs")), ["vectors.mjs"] = new(() => Run("vectors.mjs")),
    };

    private sealed record Ended(string Sentence, string? Trouble);

    public static string Folder => Path.Combine(Repository.Root, "tests", "Rapport.Tests", "Vaults");

    public static TheoryData<string> Sentences(string file) => [.. Sentence().Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(found => found.Groups["sentence"].Value)];

    public static async Task Holds(string file, string sentence)
    {
        var ended = await Runs[file].Value;
        Assert.True(ended.TryGetValue(sentence, out var trouble), $"{file} did not get to: {sentence}");
        Assert.True(trouble is null, trouble);
    }

    private static async Task<Dictionary<string, string?>> Run(string file)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, file)])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.Combine(Repository.Root, "web"),
        })!;
        var (said, trouble) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await trouble);
        return (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Ended>(line, JsonSerializerOptions.Web)!)
            .ToDictionary(ended => ended.Sentence, ended => ended.Trouble, StringComparer.Ordinal);
    }

    [GeneratedRegex("""^test\("(?<sentence>[^"]+)",""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sentence();
}

/// <summary>The vault's own code, as browsers run it: what goes in comes out, for its owner, and for nobody else.</summary>
public class CoreTests
{
    public static TheoryData<string> Sentences => InNode.Sentences("core.mjs");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_is_so(string sentence) => InNode.Holds("core.mjs", sentence);
}

/// <summary>A server that lies gets nothing opened and learns nothing.</summary>
public class HostileServerTests
{
    public static TheoryData<string> Sentences => InNode.Sentences("hostile.mjs");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_is_so(string sentence) => InNode.Holds("hostile.mjs", sentence);
}

/// <summary>The formats are those of docs/vault.md, and a script that knows nothing of this program reads what one takes along.</summary>
public class VectorTests
{
    public static TheoryData<string> Sentences => InNode.Sentences("vectors.mjs");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_is_so(string sentence) => InNode.Holds("vectors.mjs", sentence);
}
