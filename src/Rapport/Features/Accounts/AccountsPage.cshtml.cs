using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Who can sign in and who may run the installation, found by name or address, and the links that let people in.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class AccountsPage(
    AccountQueries accounts, InvitationQueries invitations, InvitePerson invite, WithdrawInvitation withdraw, Viewer viewer, TimeProvider clock) : FormPage
{
    private const string Here = "/administration/accounts";

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int At { get; set; } = 1;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public InvitePerson.Relation Relation { get; set; }

    /// <summary>The link that was just made, shown this once.</summary>
    [TempData]
    public string? Made { get; set; }

    [TempData]
    public string? Done { get; set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public string Zone => viewer.TimeZone;

    public DateOnly Today => viewer.Today(Now);

    public AccountQueries.MembersPage Found { get; private set; } = null!;

    public List<InvitationQueries.Item> Invitations { get; private set; } = [];

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () => Made = await invite.Run(new InvitePerson.Request(Name ?? "", Email ?? "", Relation), viewer, stop) is var path ? $"{Request.Scheme}://{Request.Host}{path}" : null, Here, stop);

    public Task<IActionResult> OnPostWithdraw(Guid invitation, CancellationToken stop) => Act(
        async () =>
        {
            await withdraw.Run(new(invitation), viewer, stop);
            Done = "That link no longer works.";
        },
        Here, stop);

    /// <summary>A day in the viewer's own time.</summary>
    public string On(DateTimeOffset at) => WallClock.Local(at, viewer.TimeZone).Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public string Standing(AccountQueries.Member member) => member switch
    {
        { AccountId: null } => "No account",
        { DisabledAt: { } off } => $"Disabled since {On(off)}",
        { IsAdministrator: true } => "Administrator",
        _ => $"Since {On(member.CreatedAt!.Value)}",
    };

    public string Link(int at) => Here + QueryString.Create(
        new Dictionary<string, string?> { ["q"] = Q, ["at"] = at > 1 ? at.ToString(CultureInfo.InvariantCulture) : null }.Where(part => !string.IsNullOrEmpty(part.Value)));

    protected override async Task Load(CancellationToken stop)
    {
        Found = await accounts.Members(Q, At, viewer, stop);
        Invitations = await invitations.Recent(viewer, stop);
    }
}
