namespace Rapport.Features.Outbox;

/// <summary>What a message is, as administrators read it; never what it says. The names are stored.</summary>
public enum MessageKind
{
    Test,
    SyncNotes,
    SyncDecisions,
    PreRead,
    RedFollowUp,
    Escalation,
}

/// <summary>What carries a message.</summary>
public enum Way
{
    Mail,
    Chat,
}

/// <summary>Where a message stands. All but the first are ends.</summary>
public enum OutgoingState
{
    Waiting,
    Sent,

    /// <summary>It was tried for as long as makes sense, or was refused for good. It can be sent again by hand.</summary>
    Failed,

    /// <summary>It came too late to be of any use.</summary>
    Stale,

    /// <summary>Somebody who runs the installation said so, or there is nobody any more to whom it could go.</summary>
    GivenUp,
}
