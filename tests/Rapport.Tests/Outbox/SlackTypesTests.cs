using System.Diagnostics;
using System.Text.Json.Nodes;
using Rapport.Features.Outbox;
using Rapport.Integrations.Chat;

namespace Rapport.Tests.Outbox;

/// <summary>What we send to Slack is what Slack's own types call blocks, as the TypeScript compiler reads them.</summary>
public class SlackTypesTests
{
    [Fact]
    public async Task Slacks_own_types_accept_our_blocks_and_notice_wrong_ones()
    {
        var whole = ChatCarrier.Write(
            ChatKind.Slack, Message.About("Leadership sync").Heading("Decisions").Row("By Friday", "We freeze the build", "Hanna").Word("7 green.").Said(new string('x', 9_000)).Link("Open the sync", "/syncs/1"), "https://rapport.example.org");
        Assert.Equal("", await Check(whole["blocks"]!));

        var wrong = whole["blocks"]!.DeepClone();
        wrong[0]!["text"]!["type"] = "mrkdwn";
        Assert.Contains("error TS", await Check(wrong), StringComparison.Ordinal);
    }

    private static async Task<string> Check(JsonNode blocks)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Counterpart.Folder, "node_modules", ".checks", Guid.NewGuid().ToString("N")));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "blocks.ts"), $"import type {{ KnownBlock }} from \"@slack/types\";\nexport const blocks: KnownBlock[] = {blocks.ToJsonString()};\n");
            using var compiler = Process.Start(new ProcessStartInfo(
                Path.Combine(Counterpart.Folder, "node_modules", ".bin", "tsc"), ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext", "--types", "", "blocks.ts"])
            {
                UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder.FullName,
            })!;
            var said = await compiler.StandardOutput.ReadToEndAsync();
            await compiler.WaitForExitAsync();
            return said.Trim();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
