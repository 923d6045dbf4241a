using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>How one person gets in, and whether they may run the installation: each act with what follows from it.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class MemberPage(
    AccountQueries accounts, InvitePerson invite, RestoreSignIn restore, ChangeAdministration change, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The link that was just made, shown this once.</summary>
    [TempData]
    public string? Made { get; set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public AccountQueries.Member It { get; private set; } = null!;

    public bool HasLeft => It.HasLeft(viewer.Today(Now));

    public bool IsMe => It.Id == viewer.PersonId;

    public string Called => PersonName.Called(It.Name);

    private string Here => $"/administration/accounts/{Id}";

    private Id<Person> Person => new(Id);

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPostInvite(CancellationToken stop) => Act(async () => Show(await invite.Run(Person, viewer, stop)), Here, stop);

    public Task<IActionResult> OnPostRestore(CancellationToken stop) => ActProved(async () => Show(await restore.Run(Person, viewer, stop)), stop);

    public Task<IActionResult> OnPostGrant(CancellationToken stop) => ActProved(() => change.Grant(Person, viewer, stop), stop);

    public Task<IActionResult> OnPostUngrant(CancellationToken stop) => ActProved(() => change.Withdraw(Person, viewer, stop), stop);

    public Task<IActionResult> OnPostDisable(CancellationToken stop) => ActProved(() => change.Disable(Person, viewer, stop), stop);

    public Task<IActionResult> OnPostEnable(CancellationToken stop) => ActProved(() => change.Enable(Person, viewer, stop), stop);

    /// <summary>A day in the viewer's own time.</summary>
    public string On(DateTimeOffset at) => WallClock.Local(at, viewer.TimeZone).Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    protected override async Task Load(CancellationToken stop) => It = await accounts.One(Person, viewer, stop);

    private void Show(string path) => Made = $"{Request.Scheme}://{Request.Host}{path}";

    private async Task<IActionResult> ActProved(Func<Task> act, CancellationToken stop) =>
        viewer.HasJustProved(Now) ? await Act(act, Here, stop) : LocalRedirect("/sign-in/again?returnUrl=" + Here);
}
