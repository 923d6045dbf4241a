using Rapport.Kernel;

namespace Rapport.Features.Policies;

/// <summary>The one organisation of this installation and the numbers that hold for all of it.</summary>
public sealed class Organisation
{
    private Organisation() { }

    public short Id { get; private init; } = 1;
    public string Name { get; private set; } = "";
    public int OnboardingDays { get; private set; }
    public int NewManagerDays { get; private set; }

    /// <summary>How many weeks of meetings are locked and visible ahead.</summary>
    public int HorizonWeeks { get; private set; }

    /// <summary>Set while an incident or a reorganisation is on: longer meetings are the default then.</summary>
    public DateTimeOffset? IncidentSince { get; private set; }

    /// <summary>Since when nobody here writes private notes. What was written stays its author's, to read, take along and erase.</summary>
    public DateTimeOffset? PrivateNotesOffSince { get; private set; }

    /// <summary>Since when people sign in with passkeys and nothing else; null while a password will do.</summary>
    public DateTimeOffset? PasskeysOnlySince { get; private set; }

    public void Rename(string name)
    {
        Name = TypedText.Line(name, 100, "Give the organisation a name.");
    }

    public void Adopt(int onboardingDays, int newManagerDays, int horizonWeeks)
    {
        Refusal.Invalid(onboardingDays is < 0 or > 366, "Onboarding takes between 0 and 366 days.");
        Refusal.Invalid(newManagerDays is < 0 or > 366, "A new manager's first days are between 0 and 366.");
        Refusal.Invalid(horizonWeeks is < 1 or > 52, "Between 1 and 52 weeks can be locked ahead.");
        (OnboardingDays, NewManagerDays, HorizonWeeks) = (onboardingDays, newManagerDays, horizonWeeks);
    }

    public void MarkIncident(DateTimeOffset? since) => IncidentSince = since;

    public void SignInWithPasskeysOnly(DateTimeOffset? since) => PasskeysOnlySince = since;

    public void SwitchPrivateNotesOff(DateTimeOffset? since) => PrivateNotesOffSince = since;
}
