namespace Rapport.Features.Outbox;

/// <summary>Messages in words, for those who see that they are sent and not what they say.</summary>
public static class MessageWords
{
    public static string Of(MessageKind kind) => kind switch
    {
        MessageKind.Test => "A test",
        MessageKind.SyncNotes => "Notes of a sync",
        MessageKind.SyncDecisions => "Decisions and escalations of a sync",
        MessageKind.PreRead => "What is missing before a sync",
        MessageKind.RedFollowUp => "A question about a red",
        MessageKind.Escalation => "An escalation",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(OutgoingState state) => state switch
    {
        OutgoingState.Waiting => "Waiting",
        OutgoingState.Sent => "Sent",
        OutgoingState.Failed => "Failed",
        OutgoingState.Stale => "Too late",
        OutgoingState.GivenUp => "Dropped",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
