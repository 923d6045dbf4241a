using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>A day off for everyone, or for the people of one time zone.</summary>
public sealed class PublicHoliday
{
    private PublicHoliday() { }

    public PublicHoliday(DateOnly day, string name, string? zone)
    {
        Name = TypedText.Line(name, 100, "Give the holiday a name.");
        Refusal.Invalid(zone is not null && !WallClock.IsZone(zone), $"\"{zone}\" is no time zone. Use a name such as Europe/Berlin.");
        (Day, TimeZone) = (day, zone);
    }

    public Id<PublicHoliday> Id { get; init; } = Id<PublicHoliday>.New();
    public DateOnly Day { get; private init; }
    public string Name { get; private init; } = "";

    /// <summary>Null: for everyone.</summary>
    public string? TimeZone { get; private init; }

    public bool IsFor(string zone, DateOnly day) => Day == day && (TimeZone is null || TimeZone == zone);
}
