namespace Rapport.Tests.Fakes;

/// <summary>A clock that stands where the test puts it. Timers made from it fire only when it is moved past them.</summary>
public sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now = now;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Pass(TimeSpan time) => Set(GetUtcNow() + time);

    /// <summary>Moves the clock and rings what falls due on the way, in order.</summary>
    public void Set(DateTimeOffset now)
    {
        while (NextBefore(now) is { } alarm)
            alarm.Ring();

        lock (_gate)
            _now = now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        lock (_gate)
            _alarms.Add(alarm);

        return alarm;
    }

    private Alarm? NextBefore(DateTimeOffset now)
    {
        lock (_gate)
        {
            var next = _alarms.Where(alarm => alarm.Due <= now).MinBy(alarm => alarm.Due);
            if (next is not null && next.Due > _now)
                _now = next.Due!.Value;

            return next;
        }
    }

    private sealed class Alarm(FixedClock clock, Action ring) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime;
            _period = period;
            return true;
        }

        public void Ring()
        {
            Due = _period > TimeSpan.Zero ? Due + _period : null;
            ring();
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
