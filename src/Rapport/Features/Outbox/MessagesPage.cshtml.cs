using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>What leaves, by its state and never by its words, with what can be done about what did not arrive.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class MessagesModel(OutboxQueries outbox, SendAgain sendAgain, GiveUpMessage giveUp, Viewer viewer, TimeProvider clock) : FormPage
{
    private const string Place = "/administration/messages";

    [BindProperty(SupportsGet = true)]
    public OutgoingState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public MessagesFound Found { get; private set; } = null!;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public DateOnly Today => viewer.Today(Now);

    public IEnumerable<SelectListItem> States => Enum.GetValues<OutgoingState>()
        .Select(state => new SelectListItem($"{MessageWords.Of(state)} ({Found.Counts.GetValueOrDefault(state).ToString("N0", CultureInfo.InvariantCulture)})", state.ToString()))
        .Prepend(new("Everything", ""));

    public string Older => Address(Found.Before);

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPostAgain(Guid message, CancellationToken stop) => Act(() => sendAgain.Run(new(message), viewer, stop), Address(Before), stop);

    public Task<IActionResult> OnPostDrop(Guid message, CancellationToken stop) => Act(() => giveUp.Run(new(message), viewer, stop), Address(Before), stop);

    public DateOnly Day(DateTimeOffset at) => WallClock.Local(at, viewer.TimeZone).Day;

    public string Time(DateTimeOffset at) => WallClock.Local(at, viewer.TimeZone).At.ToString("HH:mm", CultureInfo.InvariantCulture);

    public bool MayAct(MessageRow row) => row.State is OutgoingState.Failed or OutgoingState.Waiting && !(row.LeasedUntil > Now);

    /// <summary>How far it is, in a sentence or two.</summary>
    public string Standing(MessageRow row) => row.State switch
    {
        OutgoingState.Sent => $"Sent {On(row.EndedAt!.Value)}{(row.Tries > 1 ? $", at the {Ordinal(row.Tries)} try" : "")}.",
        OutgoingState.Failed => $"Failed {On(row.EndedAt!.Value)}, after {Times(row.Tries)}.",
        OutgoingState.Stale => $"Not sent any more {On(row.EndedAt!.Value)}.",
        OutgoingState.GivenUp => $"Dropped {On(row.EndedAt!.Value)}.",
        _ when row.LeasedUntil > Now => "Being sent at this moment.",
        _ when row.Way == Way.Mail && !Found.HasMailServer => "Waits for a mail server.",
        _ when row.Tries > 0 && row.AgainAt > Now => $"Waits after {Times(row.Tries)}; the next one is {On(row.AgainAt)}.",
        _ when row.NotBefore > Now => $"Waits until it may be sent, {On(row.NotBefore)}.",
        _ => "Waits its turn.",
    };

    protected override async Task Load(CancellationToken stop) => Found = await outbox.Messages(State, Before, viewer, stop);

    private string On(DateTimeOffset at) => Day(at) == Today ? $"at {Time(at)}" : $"on {NearDate.Short(Day(at), Today)} at {Time(at)}";

    private static string Times(int tries) => tries == 1 ? "one try" : string.Create(CultureInfo.InvariantCulture, $"{tries:N0} tries");

    private static string Ordinal(int number) => number switch { 2 => "second", 3 => "third", _ => string.Create(CultureInfo.InvariantCulture, $"{number}th") };

    private string Address(long? before) => Place + QueryString.Create(new Dictionary<string, string?>
    {
        ["state"] = State?.ToString(), ["before"] = before?.ToString(CultureInfo.InvariantCulture),
    }.Where(part => !string.IsNullOrEmpty(part.Value)));
}
