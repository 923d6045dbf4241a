namespace Rapport.Jobs;

/// <summary>
/// Lets a destination be after five failures in a row, and tries it again with one message after a growing pause. Each node
/// keeps its own.
/// </summary>
public sealed class Breaker(TimeProvider clock)
{
    public const int Most = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, State> states = new(StringComparer.Ordinal);

    /// <summary>Whether anything may be tried at all; how many at once says <see cref="Begin"/>.</summary>
    public bool IsOpen(string destination)
    {
        lock (gate)
            return !states.TryGetValue(destination, out var state) || state.Failures < Most || clock.GetUtcNow() >= state.Until;
    }

    /// <summary>Asks for one try, which has to be ended by <see cref="End"/>.</summary>
    public bool Begin(string destination)
    {
        lock (gate)
        {
            if (!states.TryGetValue(destination, out var state))
                states[destination] = state = new();

            var may = state.Failures < Most ? state.Failures + state.Running < Most : state.Running == 0 && clock.GetUtcNow() >= state.Until;
            if (may)
                state.Running++;
            return may;
        }
    }

    /// <param name="hasFailed">Nothing, if it says neither that the destination is well nor that it is not.</param>
    public void End(string destination, bool? hasFailed)
    {
        lock (gate)
        {
            var state = states[destination];
            state.Running--;
            if (hasFailed is false)
                (state.Failures, state.Pauses) = (0, 0);
            else if (hasFailed is true && ++state.Failures >= Most)
                state.Until = clock.GetUtcNow() + Pause(state.Pauses++);
        }
    }

    private static TimeSpan Pause(int pauses) => FirstPause * Math.Pow(2, Math.Min(pauses, 10)) is var pause && pause < LongestPause ? pause : LongestPause;

    private sealed class State
    {
        public int Failures { get; set; }

        public int Running { get; set; }

        public int Pauses { get; set; }

        public DateTimeOffset Until { get; set; }
    }
}
