using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
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
}
