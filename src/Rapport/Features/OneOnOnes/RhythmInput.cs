using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>The fields of a rhythm as a form sends them.</summary>
public sealed record RhythmInput(
    Guid Id, Cadence? Cadence, DayOfWeek? Weekday, TimeOnly? At, string? Zone, int? Minutes, DateOnly? From, string? Reason)
{
    public RhythmRequest Request()
    {
        Refusal.Invalid(Cadence is null, "Choose how often you want to meet.");
        Refusal.Invalid(Weekday is null, "Choose a weekday.");
        Refusal.Invalid(At is null, "Choose a time, such as 10:00.");
        Refusal.Invalid(Minutes is null, "Say how many minutes a meeting takes.");
        Refusal.Invalid(From is null, "Choose the first day.");
        return new RhythmRequest(new(Id), Cadence.Value, Weekday.Value, At.Value, Zone ?? "", Minutes.Value, From.Value, Reason);
    }
}

/// <summary>What the form for a rhythm shows.</summary>
/// <param name="Advice">Which policy it is held against.</param>
/// <param name="Others">What the leader's other one-on-ones cost; null when the viewer is not the leader of this pair.</param>
public sealed record RhythmFields(RhythmInput Input, PolicyAdvice Advice, TimeBudget? Others, DateTimeOffset Now)
{
    /// <summary>What the leader's one-on-ones cost with this one.</summary>
    public string? Cost => Others?.With(Input.Cadence ?? Advice.Cadence, Input.Minutes ?? Advice.Minutes).Sentence;

    public static IEnumerable<SelectListItem> Cadences() =>
        Enum.GetValues<Cadence>().Select(cadence => new SelectListItem(cadence.Title(), cadence.ToString()));

    public static IEnumerable<SelectListItem> Weekdays() =>
        Enumerable.Range(1, 7).Select(day => ((DayOfWeek)(day % 7)).ToString()).Select(day => new SelectListItem(day, day));

    public IEnumerable<SelectListItem> Zones() => WallClock.Zones(Now).Select(zone => new SelectListItem(zone.Label, zone.Id));

    public static string Text(TimeOnly? at) => at?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "";
}
