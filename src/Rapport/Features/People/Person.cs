using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// Someone of the organisation: what the directory shows, and what the people of their reporting line see besides
/// (level, start date). A person may have no account yet, and keeps their place in history after leaving.
/// </summary>
public sealed class Person
{
    public const int LongestName = 200;

    private Person() { }

    public Person(string name, string email, string zone, DateTimeOffset at)
    {
        CreatedAt = at;
        Rename(name);
        Email = EmailAddress.Of(email);
        MoveTo(zone);
    }

    public Id<Person> Id { get; init; } = Id<Person>.New();
    public string Name { get; private set; } = "";
    public string Email { get; private set; } = "";
    public string? Title { get; private set; }
    public string? Level { get; private set; }
    public Id<Team>? TeamId { get; private set; }
    public DateOnly? StartDate { get; private set; }

    /// <summary>IANA zone in which this person's days begin.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>Any of <see cref="PersonRole"/>'s names; several are possible.</summary>
    public string[] Roles { get; private set; } = [];

    public DateOnly? ManagingSince { get; private set; }

    /// <summary>The day on which the pair ended onboarding; until then it ends by the organisation's number of days.</summary>
    public DateOnly? OnboardingEndedOn { get; private set; }

    /// <summary>The first day on which the person no longer belongs to the organisation; may lie ahead.</summary>
    public DateOnly? LeftOn { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public bool HasLeft(DateOnly today) => LeftOn <= today;

    public bool IsOnboarding(DateOnly today, int onboardingDays) =>
        StartDate is { } start && OnboardingEndedOn is null && today < start.AddDays(onboardingDays);

    public bool IsNewManager(DateOnly today, int newManagerDays) =>
        ManagingSince is { } since && today < since.AddDays(newManagerDays);

    public void Rename(string name)
    {
        name = TypedText.Line(name, LongestName, "Give the person a name.");
        Name = name;
    }

    public void ChangeEmail(string email) => Email = EmailAddress.Of(email);

    public void MoveTo(string zone)
    {
        Refusal.Invalid(!WallClock.IsZone(zone), $"\"{zone}\" is no time zone. Use a name such as Europe/Berlin.");
        TimeZone = zone;
    }

    public void Describe(string? title, string? level, Id<Team>? team, DateOnly? startDate)
    {
        Refusal.Invalid(startDate is { Year: < 1950 or > 2200 }, "Choose a start date between the years 1950 and 2200.");
        Title = TypedText.LineOrNull(title, 200);
        Level = TypedText.LineOrNull(level, 100);
        TeamId = team;
        StartDate = startDate;
    }

    public void Hold(IEnumerable<string> roles)
    {
        var held = roles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        Refusal.Invalid(held.Except(PersonRole.All).Any(), "A role is one of: " + string.Join(", ", PersonRole.All) + ".");
        Roles = held;
    }

    public void ManageSince(DateOnly? day) => ManagingSince = day;

    /// <summary>Somebody begins to report to this person, who is a manager then, unless they lead in another role.</summary>
    /// <param name="since">Null when they have led before: then they are no new manager.</param>
    public void BeginManaging(DateOnly? since)
    {
        ManagingSince ??= since;
        if (!Roles.Any(PersonRole.Leading.Contains))
            Hold(Roles.Append(PersonRole.Manager));
    }

    public void EndOnboarding(DateOnly day) => OnboardingEndedOn = day;

    public void Leave(DateOnly day)
    {
        Refusal.Conflict(LeftOn is not null, "It is already on record when this person leaves. Take that back first.");
        Refusal.Invalid(day <= StartDate, "The last day comes before the first.");
        LeftOn = day;
    }

    /// <summary>A wrong leaving day can be taken back as long as it lies ahead.</summary>
    public void Stay(DateOnly today)
    {
        Refusal.Conflict(HasLeft(today), "This person has already left.");
        LeftOn = null;
    }
}

/// <summary>What someone does in the organisation. A role chooses a guide; it opens no conversation.</summary>
public static class PersonRole
{
    public const string Engineer = "engineer";
    public const string Manager = "manager";
    public const string Head = "head";
    public const string Cto = "cto";

    public static readonly IReadOnlyList<string> Leading = [Cto, Head, Manager];

    public static readonly IReadOnlyList<string> All = [Cto, Engineer, Head, Manager];
}
