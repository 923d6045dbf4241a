using Rapport.Tests.Access;

namespace Rapport.Tests.House;

/// <summary>Something that fits into a field of a form, by its name and type, so that what else is in question is reached.</summary>
internal static class UsualFields
{
    public static string Of(string name, Type type, Cast cast, PairThings things) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var plain when plain == typeof(int) || plain == typeof(uint) => "1",
        var plain when plain == typeof(DateOnly) => "2026-03-26",
        var plain when plain == typeof(TimeOnly) => "10:00",
        var plain when plain == typeof(DateTimeOffset) => "2026-03-19T09:00:00Z",
        var plain when plain == typeof(bool) => "true",
        var plain when plain == typeof(Guid) => name switch
        {
            "point" or "up" or "down" or "from" => things.Point.Id.ToString(),
            "owner" or "With" => cast.Teo.Id.ToString(),
            "proposal" or "Proposal" => things.Proposal.Id.ToString(),
            "decision" or "of" => things.Decision.Id.ToString(),
            "postpone" or "Why" => things.Loop.Id.ToString(),
            "accept" or "decline" or "keep" or "giveUp" => "",
            _ => Guid.NewGuid().ToString(),
        },
        { IsEnum: true } plain => Enum.GetNames(plain)[0],
        _ when name.EndsWith("Zone", StringComparison.OrdinalIgnoreCase) => "Europe/Berlin",
        _ when name.EndsWith("Email", StringComparison.OrdinalIgnoreCase) => "somebody@example.org",
        _ when name is "Manager" or "ReportsTo" or "Input.Manager" => "hanna@example.org",
        _ when name == "Slot" => "9999-12-31T23:59Z",
        _ => "Words",
    };
}
