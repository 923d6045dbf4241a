using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rapport.Tests.Outbox;

/// <summary>Programs that others made and many use, run in node beside the tests.</summary>
internal sealed class Counterpart : IAsyncDisposable
{
    private readonly Process _node;

    private Counterpart(Process node, int port) => (_node, Port) = (node, port);

    public static string Folder => Path.Combine(Repository.Root, "tests", "Rapport.Tests", "Outbox", "counterparts");

    public int Port { get; }

    /// <summary>A mail server.</summary>
    public static async Task<Counterpart> MailServer(object options)
    {
        var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, "mail-server.mjs"), JsonSerializer.Serialize(options)])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var trouble = node.StandardError.ReadToEndAsync();
        var first = await node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException(await trouble);
        return new(node, JsonNode.Parse(first)!["port"]!.GetValue<int>());
    }

    /// <summary>The next mail that it took, as it was read.</summary>
    public async Task<JsonNode> Next() => JsonNode.Parse((await _node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)))!)!;

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _node.Dispose();
    }
}
