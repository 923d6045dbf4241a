using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Policies;

/// <summary>A checklist for the 1:1 with someone of a role: how often, how long, what to talk about, what to write down.</summary>
public sealed class RoleGuide
{
    private RoleGuide() { }

    public RoleGuide(string key, string name, string role) => (Key, Name, Role) = (key, name, role);

    public Id<RoleGuide> Id { get; init; } = Id<RoleGuide>.New();
    public string Key { get; private init; } = "";
    public string Name { get; private set; } = "";
    public string Role { get; private set; } = "";

    /// <summary>Null: the guide leaves the cadence to the relationship's policy.</summary>
    public Cadence? Cadence { get; private set; }

    /// <summary>The rarest cadence that is within policy; null leaves it to the relationship.</summary>
    public Cadence? Rarest { get; private set; }
    public int? Minutes { get; private set; }
    public int MinutesFrom { get; private set; } = 30;
    public int MinutesTo { get; private set; } = 60;
    public string[] Topics { get; private set; } = [];
    public string[] Documents { get; private set; } = [];
    public int Position { get; private set; }

    public void Revise(string name, Cadence? cadence, Cadence? rarest, int? minutes, int minutesFrom, int minutesTo, string[] topics, string[] documents)
    {
        Name = TypedText.Line(name, 100, "Give the guide a name.");
        Minute.Check(minutesFrom, minutesTo, minutes);
        (Cadence, Rarest, Minutes, MinutesFrom, MinutesTo) = (cadence, rarest, minutes, minutesFrom, minutesTo);
        Topics = TypedText.List(topics, 200);
        Documents = TypedText.List(documents, 200);
    }
}

/// <summary>The default of a relationship, used where neither the pair nor a guide says otherwise.</summary>
public sealed class RelationshipPolicy
{
    private RelationshipPolicy() { }

    public Relationship Key { get; private init; }
    public Cadence Cadence { get; private set; }
    public Cadence Rarest { get; private set; }
    public int Minutes { get; private set; }
    public int MinutesFrom { get; private set; }
    public int MinutesTo { get; private set; }

    public void Revise(Cadence cadence, Cadence rarest, int minutes, int minutesFrom, int minutesTo)
    {
        Refusal.Invalid(cadence > rarest, "The usual cadence is rarer than the rarest that is allowed.");
        Minute.Check(minutesFrom, minutesTo, minutes);
        (Cadence, Rarest, Minutes, MinutesFrom, MinutesTo) = (cadence, rarest, minutes, minutesFrom, minutesTo);
    }
}

/// <summary>The circumstances of a pair, from the most particular to the most usual.</summary>
public enum Relationship
{
    Incident,
    NewManager,
    Onboarding,
    SkipLevel,
    Direct,
}

public static class Relationships
{
    /// <summary>The policy's name on pages.</summary>
    public static string Title(this Relationship relationship) => relationship switch
    {
        Relationship.Incident => "During an incident or reorganisation",
        Relationship.NewManager => "A new manager’s first days",
        Relationship.Onboarding => "Onboarding",
        Relationship.SkipLevel => "Skip-levels",
        Relationship.Direct => "Direct reports",
        _ => throw new ArgumentOutOfRangeException(nameof(relationship)),
    };
}

internal static class Minute
{
    public static void Check(int from, int to, int? usual)
    {
        Refusal.Invalid(from < 5 || to > 240 || from > to, "A meeting takes between 5 and 240 minutes, the shortest first.");
        Refusal.Invalid(usual < from || usual > to, $"The usual length lies between {from} and {to} minutes.");
    }
}
