namespace Rapport.Features.Audit;

/// <summary>What the log tells apart. The names are stored and part of each entry's hash: they are never renamed.</summary>
public enum AuditKind
{
    // Coming and going.
    SignedIn,
    SignInRefused,
    ProvedAgain,
    SignedOut,
    SignedOutElsewhere,
    SignedOutEverywhere,
    Joined,
    CameBack,
    ChangedPassword,
    AddedPasskey,
    RemovedPasskey,

    // Who may come in, and who may do more.
    Invited,
    WithdrewInvitation,
    RestoredSignIn,
    ConfirmedReturn,
    MadeAdministrator,
    UnmadeAdministrator,
    DisabledAccount,
    EnabledAccount,
    OpenedHistory,
    ClosedHistory,

    // What keeps the installation in order.
    AddedPerson,
    RevisedPerson,
    ImportedPeople,
    ChangedManager,
    RecordedLeaving,
    TookBackLeaving,
    RenamedTeam,
    RevisedPolicies,
    RevisedGuides,
    RevisedTemplates,
    RevisedHolidays,
    SwitchedPrivateNotes,
    RevisedMailServer,
    RevisedChannels,
    SentAgain,
    GaveUpMessage,

    // Conversations, from their edge.
    SawSeries,
    ReopenedMeeting,

    // Leadership syncs, from their edge.
    FoundedSync,
    EntrustedSync,
    LetIntoSync,
    LeftSync,
    EndedSync,

    // What left the system.
    ExportedPeople,
    ExportedMeeting,
    ExportedSync,
    ExportedRegister,
    TookNotesAlong,
    BackedUp,
    RestoredBackup,
}

/// <summary>What one may look for in the log at once.</summary>
public enum AuditGroup
{
    SignIns,
    Rights,
    Administration,
    OneOnOnes,
    Syncs,
    Exports,
}
