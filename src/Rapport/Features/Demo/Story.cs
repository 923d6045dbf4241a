using System.Reflection;
using System.Text.Json;

namespace Rapport.Features.Demo;

/// <summary>
/// The demo organisation as it was written down: who works at Halden and what each pair said to each other.
/// Every date is relative to the day of seeding. It decides nothing; the seeder turns it into rows.
/// </summary>
public sealed record Story(
    IReadOnlyList<StoryPerson> People, IReadOnlyList<StoryPair> Pairs, IReadOnlyList<StoryHoliday> Holidays)
{
    private const string Prefix = "Story/";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads the files embedded in this program. Pairs come in the order of their file names.</summary>
    public static Story Load()
    {
        var pairs = typeof(Story).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix + "pairs/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read<StoryPair>);

        return new Story(
            Read<IReadOnlyList<StoryPerson>>(Prefix + "people.json"),
            [.. pairs],
            Read<IReadOnlyList<StoryHoliday>>(Prefix + "holidays.json"));
    }

    private static T Read<T>(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The demo story lacks {name}.");
        return JsonSerializer.Deserialize<T>(stream, Format)
            ?? throw new InvalidDataException($"The demo story's {name} is empty.");
    }
}

/// <summary>Someone at Halden. A manager is named by key; the key is also the first part of the e-mail.</summary>
public sealed record StoryPerson(
    string Key, string Name, string Email, IReadOnlyList<string> Roles, string Title, string Level, string Team,
    string? Manager, decimal StartedMonthsAgo, string Zone, StoryLeft? Left = null,
    StoryFormerManager? FormerManager = null, IReadOnlyList<StoryLeave>? Leave = null,
    decimal? ManagingSinceMonthsAgo = null);

/// <summary>When somebody left the company.</summary>
public sealed record StoryLeft(int DaysAgo);

/// <summary>Who managed somebody before, and until when.</summary>
public sealed record StoryFormerManager(string Key, int UntilDaysAgo);

/// <summary>Days away, both ends included; a negative number lies ahead.</summary>
public sealed record StoryLeave(int FromDaysAgo, int ToDaysAgo);

/// <summary>A day off that returns every year; without a zone it is everybody's.</summary>
public sealed record StoryHoliday(int Month, int Day, string Name, string? Zone);

/// <summary>
/// A series and what happened in it. <paramref name="At"/> is the wall-clock time in <paramref name="Zone"/>.
/// One that is <paramref name="ProposedOnly"/> waits for the other person's yes and has no past.
/// </summary>
public sealed record StoryPair(
    string Manager, string Report, string Kind, string? Guide, string Cadence, string Weekday, string At, string Zone,
    int Minutes, IReadOnlyList<StoryMeeting> Meetings, IReadOnlyList<StoryPoint> Open, string? Reason = null,
    int? EndedDaysAgo = null, bool ProposedOnly = false);

/// <summary>
/// One slot, counted back from today, or from the day the series ended: 1 is the latest past slot. Slots that nobody
/// wrote about were held. The state is held, moved, missed, we-met or unfinished.
/// </summary>
public sealed record StoryMeeting(
    int Ago, string State = "held", string? MoveReason = null, int? Minutes = null, string? Concern = null,
    IReadOnlyList<StoryPoint>? Points = null, IReadOnlyList<StoryDecision>? Decisions = null,
    IReadOnlyList<StoryPromise>? Promises = null);

/// <summary>
/// Something one of the two wanted to talk about. <paramref name="RaisedAgo"/> k means it was shared in the days before
/// slot k, so an open one with 2 has waited through two meetings and comes up for the third time; 0 is since the last.
/// Without it, a closed point was raised before the meeting that closed it.
/// </summary>
public sealed record StoryPoint(
    string By, string Kind, string Part, string Title, string? Sub = null, string? Details = null, string? Notes = null,
    string? ClosedAs = null, string? ClosingWord = null, int? RaisedAgo = null);

/// <summary>What the two decided, how it could turn out wrong, and when they look again.</summary>
public sealed record StoryDecision(string Text, string FailureMode, int ReviewInDays, bool Published = false);

/// <summary>
/// A promise from one to the other. No end means that it is open; one that is <paramref name="ProposedStill"/> was typed
/// by the other person and waits for its owner's yes. Each postponement adds its days to the date before.
/// </summary>
public sealed record StoryPromise(
    string By, string Text, int DueDays, string? End, string? Word = null, IReadOnlyList<int>? PostponedDays = null,
    bool ProposedStill = false);
