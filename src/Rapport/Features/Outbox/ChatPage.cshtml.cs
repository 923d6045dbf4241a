using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Shared;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>The channels that messages to a chat can go to. A webhook is pasted here once and never shown again.</summary>
[Authorize(AccessFeature.Administrators), WantsFreshProof]
public sealed class ChatModel(OutboxQueries outbox, KeepChannels channels, SendTest sendTest, Viewer viewer) : FormPage
{
    private const string Place = "/administration/chat";

    public sealed record NewChannel(Guid Id, ChatKind? Kind, string? Name, string? Webhook);

    [BindProperty]
    public NewChannel? Input { get; set; }

    /// <summary>The test message that was just sent.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Test { get; set; }

    public List<ChatChannel> Channels { get; private set; } = [];

    public string InternalHosts { get; private set; } = "";

    public MessageRow? Tested { get; private set; }

    public static IEnumerable<SelectListItem> Kinds => Enum.GetValues<ChatKind>().Select(kind => new SelectListItem(Name(kind), kind.ToString()));

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        () => channels.Add(new(new(Input?.Id ?? default), Input?.Kind, Input?.Name, Input?.Webhook), $"{Request.Scheme}://{Request.Host}", viewer, stop), Place, stop);

    public Task<IActionResult> OnPostReplace(Guid channel, string? webhook, CancellationToken stop) => Act(() => channels.Replace(new(channel), webhook, viewer, stop), Place, stop);

    public Task<IActionResult> OnPostClose(Guid channel, CancellationToken stop) => Act(() => channels.Close(new(channel), viewer, stop), Place, stop);

    public Task<IActionResult> OnPostTest(Guid channel, CancellationToken stop) => Act(async () => $"{Place}?test={await sendTest.To(new(channel), viewer, stop)}", stop);

    public Task<IActionResult> OnPostInside(string? hosts, CancellationToken stop) => Act(() => channels.AllowInside(hosts, viewer, stop), Place, stop);

    public static string Name(ChatKind kind) => kind == ChatKind.Teams ? "Microsoft Teams" : kind.ToString();

    protected override async Task Load(CancellationToken stop)
    {
        Channels = await outbox.Channels(viewer, stop);
        InternalHosts = string.Join('\n', (await outbox.Settings(viewer, stop))?.InternalHosts ?? []);
        Tested = Test is { } id ? await outbox.Test(new(id), viewer, stop) : null;
    }
}
