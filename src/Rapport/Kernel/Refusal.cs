using System.Diagnostics.CodeAnalysis;

namespace Rapport.Kernel;

public enum RefusalKind
{
    /// <summary>What was sent cannot be accepted as it is.</summary>
    Invalid,

    /// <summary>There is no such thing, or none that this viewer may know of.</summary>
    Missing,

    /// <summary>The thing may be seen, but not changed in this way by this viewer.</summary>
    Forbidden,

    /// <summary>The thing has changed meanwhile, or is in a state that does not allow this.</summary>
    Conflict,
}

/// <summary>
/// Expected trouble. The message is safe to show to the person and says what to do; each door translates the kind once.
/// </summary>
public sealed class Refusal(RefusalKind kind, string message) : Exception(message)
{
    public RefusalKind Kind { get; } = kind;

    public static void Invalid([DoesNotReturnIf(true)] bool when, string message) => Throw(RefusalKind.Invalid, when, message);

    public static void Missing([DoesNotReturnIf(true)] bool when, string message = "There is nothing here.") =>
        Throw(RefusalKind.Missing, when, message);

    public static void Forbidden([DoesNotReturnIf(true)] bool when, string message) => Throw(RefusalKind.Forbidden, when, message);

    public static void Conflict([DoesNotReturnIf(true)] bool when, string message) => Throw(RefusalKind.Conflict, when, message);

    private static void Throw(RefusalKind kind, [DoesNotReturnIf(true)] bool when, string message)
    {
        if (when)
            throw new Refusal(kind, message);
    }
}
