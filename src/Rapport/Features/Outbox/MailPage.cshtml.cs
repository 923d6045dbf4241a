using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Shared;
using Rapport.Integrations;

namespace Rapport.Features.Outbox;

/// <summary>The server through which mail leaves: who it is, in whose name it sends, and whether a test arrives.</summary>
[Authorize(AccessFeature.Administrators), WantsFreshProof]
public sealed class MailModel(OutboxQueries outbox, SetUpMail setUp, SendTest sendTest, Viewer viewer) : FormPage
{
    private const string Place = "/administration/mail";

    [BindProperty]
    public SetUpMail.Request? Input { get; set; }

    /// <summary>The test message that was just sent.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Test { get; set; }

    public OutboxSettings? Settings { get; private set; }

    public MessageRow? Tested { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>Under which address this page was opened.</summary>
    public string Here => $"{Request.Scheme}://{Request.Host}";

    public bool HasServer => Settings is { HasMailServer: true };

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(() => setUp.Run(Input ?? new(null, null, null, null, null, null, null), viewer, stop), Place, stop);

    public Task<IActionResult> OnPostTest(CancellationToken stop) => Act(async () => $"{Place}?test={await sendTest.ByMail(viewer, stop)}", stop);

    public Task<IActionResult> OnPostForget(CancellationToken stop) => Act(() => setUp.Forget(viewer, stop), Place, stop);

    protected override async Task Load(CancellationToken stop)
    {
        Settings = await outbox.Settings(viewer, stop);
        Tested = Test is { } id ? await outbox.Test(new(id), viewer, stop) : null;
        Waiting = HasServer ? 0 : await outbox.MailsThatWait(viewer, stop);
    }
}
