using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Ends a meeting with what each of the two will do. A promise whose words its owner wrote last counts at once; one that
/// was typed for them waits for their yes. When the other person has finished meanwhile, nothing changes, and what was
/// typed here and is not on the record comes back.
/// </summary>
public sealed class CloseMeeting(RapportDb db, TimeProvider clock)
{
    /// <summary>What one of the two will do.</summary>
    /// <param name="Skipped">Why nothing this time; counts where no promise is typed.</param>
    /// <param name="BasedOn">The version of the promise's text that was on the page.</param>
    public sealed record Side(string? Promise, DateOnly? Due, string? Skipped, int BasedOn);

    public sealed record Request(Side Report, Side Manager);

    /// <summary>What could not be taken as it was sent.</summary>
    /// <param name="Overtaken">Texts that the other person changed meanwhile; the meeting is still open.</param>
    /// <param name="LeftOver">Promises that are not on the record: the other person had closed it.</param>
    public sealed record Result(IReadOnlyList<Overtaken> Overtaken, IReadOnlyList<LeftOver> LeftOver)
    {
        public bool IsOnRecord => Overtaken.Count == 0;
    }

    public sealed record Overtaken(SharedTextKind Kind, string Theirs, int Version);

    public sealed record LeftOver(Id<Person> Owner, string Promise, DateOnly? Due);

    public Task<Result> Run(Id<Meeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.TakeWithSeries(db, id, viewer, clock.GetUtcNow(), stop);
            (Id<Person> Owner, SharedTextKind Kind, Side Said)[] sides =
            [
                (hand.Series.ReportId, SharedTextKind.ReportPromise, request.Report),
                (hand.Series.ManagerId, SharedTextKind.ManagerPromise, request.Manager),
            ];
            var leftOver = hand.Meeting.FirstClosedAt is null && hand.Meeting.ClosedAt is null ? [] : await LeftOvers(id, sides, viewer, stop);
            if (hand.Meeting.ClosedAt is not null)
                return new Result([], leftOver);

            var overtaken = new List<Overtaken>();
            if (hand.Meeting.FirstClosedAt is null)
            {
                foreach (var (owner, kind, said) in sides)
                {
                    if (await Promise(hand, owner, kind, said, viewer, stop) is { } theirs)
                        overtaken.Add(theirs);
                }
            }

            if (overtaken.Count > 0)
            {
                db.ChangeTracker.Clear();
                return new Result(overtaken, []);
            }

            await hand.TurnTo(null, db, viewer, stop);
            if (hand.Meeting.Close(viewer.PersonId, request.Manager.Skipped, request.Report.Skipped, hand.Now))
                hand.Series.CountMeeting();
            await db.SaveChangesAsync(stop);
            return new Result([], leftOver);
        },
        stop);

    private async Task<Overtaken?> Promise(MeetingInHand hand, Id<Person> owner, SharedTextKind kind, Side said, Viewer viewer, CancellationToken stop)
    {
        var written = await db.SeenBy(viewer).SharedTexts.FirstOrDefaultAsync(text => text.MeetingId == hand.Meeting.Id && text.Kind == kind, stop);
        var promise = SharedText.Clean(kind, said.Promise);
        if (written is not null && written.IsOvertaken(promise, said.BasedOn))
            return new Overtaken(kind, written.Text, written.Version);

        var whose = owner == viewer.PersonId ? "you" : "they";
        if (promise.Length == 0)
        {
            Refusal.Invalid(TypedText.LineOrNull(said.Skipped, 200) is null, $"Say what {whose} will do before next time, or why it is nothing this time.");
            return null;
        }

        Refusal.Invalid(said.Due is null, $"Say by when {whose} will do it.");
        Refusal.Invalid(said.Due < viewer.Today(hand.Now), "Choose a day that lies ahead.");
        if (written is null)
            db.Add(written = new SharedText(hand.Meeting.Id, kind, point: null));
        written.Write(promise, said.BasedOn, viewer.PersonId, hand.Now);
        db.Add(new OpenLoop(hand.Series.Id, owner, written.WrittenBy, promise, said.Due.Value, point: null, hand.Meeting.Id, hand.Now));
        return null;
    }

    private async Task<List<LeftOver>> LeftOvers(Id<Meeting> id, IEnumerable<(Id<Person> Owner, SharedTextKind Kind, Side Said)> sides, Viewer viewer, CancellationToken stop)
    {
        var promised = await db.SeenBy(viewer).OpenLoops.Where(loop => loop.MeetingId == id).Select(loop => new { loop.OwnerId, loop.Promise }).ToListAsync(stop);
        return sides
            .Select(side => new LeftOver(side.Owner, SharedText.Clean(side.Kind, side.Said.Promise), side.Said.Due))
            .Where(left => left.Promise.Length > 0 && !promised.Exists(loop => loop.OwnerId == left.Owner && loop.Promise == left.Promise))
            .ToList();
    }
}
