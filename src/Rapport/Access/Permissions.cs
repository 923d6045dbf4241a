using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>What a viewer may change. Whether they may see it at all is decided in <see cref="Visible"/>.</summary>
public static class Permissions
{
    /// <summary>Why a half of a pair finds it shut: their sign-in was restored and nobody has vouched for them yet.</summary>
    public const string ShutSentence =
        "Your one-on-ones stay closed until somebody you meet confirms that it was you who came back. If none of them is here any more, your manager does, or else a second administrator.";

    /// <summary>People, teams, policies, holidays, invitations: what an installation needs to run.</summary>
    public static bool MayAdminister(this Viewer viewer) => viewer.IsAdministrator;

    /// <summary>Passwords, passkeys and rights change only in the hands of someone who has just shown who they are.</summary>
    public static bool HasJustProved(this Viewer viewer, DateTimeOffset now) => now - viewer.ProvedAt < TimeSpan.FromMinutes(15);

    /// <summary>Whoever restored a sign-in begins no notes in its owner's name before somebody has vouched for them.</summary>
    public static bool MayKeepPrivateNotes(this Viewer viewer) => !viewer.IsShut;

    /// <summary>Only the two of a pair write in their series, and a reader of carried-over history does not.</summary>
    public static bool MayWriteIn(this Viewer viewer, Series series) => !viewer.IsShut && series.IsPair(viewer.PersonId);

    /// <exception cref="Refusal">Forbidden to others and while the viewer's content is shut; conflict once the series has ended.</exception>
    public static void RefuseUnlessWritingIn(this Viewer viewer, Series series, DateTimeOffset now)
    {
        Refusal.Forbidden(!viewer.MayWriteIn(series), ShutSentence);
        series.RefuseIfEnded(viewer.Today(now));
    }

    public static bool IsManagerIn(this Viewer viewer, Series series) => series.ManagerId == viewer.PersonId;

    /// <summary>A point's words are its author's; either of the two closes it.</summary>
    public static bool MayRewrite(this Viewer viewer, AgendaPoint point) => point.AuthorId == viewer.PersonId;

    /// <summary>Only the owner accepts, postpones or ends a promise.</summary>
    public static bool MayAnswerFor(this Viewer viewer, OpenLoop loop) => !viewer.IsShut && loop.OwnerId == viewer.PersonId;

    /// <summary>Whoever leads people starts a sync, or an administrator does for them, who does not belong to it by that.</summary>
    public static bool MayStartSync(this Viewer viewer, Person self) => viewer.IsAdministrator || self.Roles.Any(PersonRole.Leading.Contains);

    /// <summary>Who belongs, what is asked and when it meets is set by whoever facilitates, or stands in.</summary>
    public static bool MayFacilitate(this Viewer viewer, Sync sync) => !viewer.IsShut && (sync.FacilitatorId == viewer.PersonId || sync.StandInId == viewer.PersonId);

    /// <summary>While a sync runs, the one whom all follow leads it; before, whoever facilitates.</summary>
    public static bool MayLead(this Viewer viewer, Sync sync, SyncMeeting meeting) =>
        !viewer.IsShut && (meeting.IsRunning ? meeting.LeaderId == viewer.PersonId : viewer.MayFacilitate(sync));

    /// <summary>A row is filled by its owner or their deputy.</summary>
    public static bool MayFill(this Viewer viewer, MetricRow row) => !viewer.IsShut && row.IsOf(viewer.PersonId);

    /// <summary>What is tracked is kept by its owner, and by whoever leads the sync.</summary>
    public static bool MayKeep(this Viewer viewer, Id<Person> owner, Sync sync, SyncMeeting? coming) =>
        !viewer.IsShut && (owner == viewer.PersonId || viewer.MayFacilitate(sync) || (coming is { IsRunning: true } && coming.LeaderId == viewer.PersonId));
}
