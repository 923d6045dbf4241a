namespace Rapport.Features.OpenLoops;

/// <summary>A promise of the viewer's that they have just ended or moved, and where saying why leads back to.</summary>
public sealed record JustChanged(LoopRow Loop, string From, DateOnly Today);
