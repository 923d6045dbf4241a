using Rapport.Features.OpenLoops;

namespace Rapport.Features.Meetings;

/// <summary>What the owner of a promise may say about it in a meeting: the use cases of the loops, side by side.</summary>
public sealed record LoopAnswers(AcceptLoop Accept, DeclineLoop Decline, KeepLoop Keep, PostponeLoop Postpone, GiveUpLoop GiveUp);
