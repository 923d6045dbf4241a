namespace Rapport.Features.Audit;

/// <summary>The log in sentences: who is written before these words, whom it was about where the gap is.</summary>
public static class AuditWords
{
    /// <summary>Where the name of the person goes whom it was about.</summary>
    public const string Gap = "{}";

    public static string Of(AuditRow row) => row is { Kind: AuditKind.SignInRefused, AboutId: null } ? "could not sign in: nobody has that address" : Of(row.Kind);

    private static string Of(AuditKind kind) => kind switch
    {
        AuditKind.SignedIn => "signed in",
        AuditKind.SignInRefused => "could not sign in as {}",
        AuditKind.ProvedAgain => "signed in once more, to change something",
        AuditKind.SignedOut => "signed out",
        AuditKind.SignedOutElsewhere => "signed another browser out",
        AuditKind.SignedOutEverywhere => "signed out everywhere",
        AuditKind.Joined => "came in by an invitation",
        AuditKind.CameBack => "came back by a restored sign-in",
        AuditKind.ChangedPassword => "set a password",
        AuditKind.AddedPasskey => "added a passkey",
        AuditKind.RemovedPasskey => "removed a passkey",
        AuditKind.Invited => "made an invitation link for {}",
        AuditKind.WithdrewInvitation => "withdrew the link of {}",
        AuditKind.RestoredSignIn => "made a link that restores the sign-in of {}",
        AuditKind.ConfirmedReturn => "confirmed that it was {} who came back",
        AuditKind.MadeAdministrator => "made {} an administrator",
        AuditKind.UnmadeAdministrator => "took the right to administer from {}",
        AuditKind.DisabledAccount => "disabled the account of {}",
        AuditKind.EnabledAccount => "enabled the account of {}",
        AuditKind.OpenedHistory => "opened a former one-on-one to {}",
        AuditKind.ClosedHistory => "closed a former one-on-one to {} again",
        AuditKind.AddedPerson => "added {} to the directory",
        AuditKind.RevisedPerson => "changed what the directory says of {}",
        AuditKind.ImportedPeople => "imported a table of people",
        AuditKind.ChangedManager => "changed who manages {}",
        AuditKind.RecordedLeaving => "recorded the leaving of {}",
        AuditKind.TookBackLeaving => "took back the leaving of {}",
        AuditKind.RenamedTeam => "renamed a team",
        AuditKind.RevisedPolicies => "changed the policies",
        AuditKind.RevisedGuides => "changed a guide",
        AuditKind.RevisedTemplates => "changed an agenda template",
        AuditKind.RevisedHolidays => "changed the public holidays",
        AuditKind.SwitchedPrivateNotes => "switched private notes on or off",
        AuditKind.RevisedMailServer => "changed how mail leaves",
        AuditKind.RevisedChannels => "changed where chat messages can go",
        AuditKind.SentAgain => "had a message sent again",
        AuditKind.GaveUpMessage => "dropped a message that had not been sent",
        AuditKind.SawSeries => "saw in the list of series that a one-on-one exists",
        AuditKind.ReopenedMeeting => "reopened the record of a meeting",
        AuditKind.FoundedSync => "started a leadership sync, which {} facilitates",
        AuditKind.EntrustedSync => "gave a leadership sync to {}",
        AuditKind.LetIntoSync => "let {} into a leadership sync",
        AuditKind.LeftSync => "ended the place of {} in a leadership sync",
        AuditKind.EndedSync => "ended a leadership sync",
        AuditKind.ExportedPeople => "took the directory along as a file",
        AuditKind.ExportedMeeting => "took the record of a meeting along as a file",
        AuditKind.ExportedSync => "took the notes of a leadership sync along as a file",
        AuditKind.ExportedRegister => "took the register along as a file",
        AuditKind.TookNotesAlong => "took private notes along as a file",
        AuditKind.BackedUp => "made a backup",
        AuditKind.RestoredBackup => "restored a backup",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(AuditGroup group) => group switch
    {
        AuditGroup.SignIns => "Sign-ins",
        AuditGroup.Rights => "Accounts and rights",
        AuditGroup.Administration => "Administration",
        AuditGroup.OneOnOnes => "One-on-ones",
        AuditGroup.Syncs => "Leadership syncs",
        AuditGroup.Exports => "Exports and backups",
        _ => throw new ArgumentOutOfRangeException(nameof(group)),
    };

    public static AuditKind[] In(AuditGroup group) => [.. Enum.GetValues<AuditKind>().Where(kind => GroupOf(kind) == group)];

    public static AuditGroup GroupOf(AuditKind kind) => kind switch
    {
        <= AuditKind.RemovedPasskey => AuditGroup.SignIns,
        <= AuditKind.ClosedHistory => AuditGroup.Rights,
        <= AuditKind.GaveUpMessage => AuditGroup.Administration,
        <= AuditKind.ReopenedMeeting => AuditGroup.OneOnOnes,
        <= AuditKind.EndedSync => AuditGroup.Syncs,
        _ => AuditGroup.Exports,
    };

    /// <summary>Without a name before it: somebody at the door, or whoever runs the server.</summary>
    public static string Nobody(AuditKind kind) => kind is AuditKind.BackedUp or AuditKind.RestoredBackup ? "Whoever operates the server" : "Somebody";
}
