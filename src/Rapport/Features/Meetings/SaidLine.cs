using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>What a line of a shared text asks for.</summary>
public enum SaidKind
{
    Loop,
    Decision,
    Point,
}

/// <summary>
/// What a line that begins with <c>[]</c>, <c>/loop</c>, <c>/decision</c> or <c>/point</c> proposes. It is a reading, shown for
/// confirmation; nothing is made of it here.
/// </summary>
/// <param name="Words">The line without its beginning and without the words that named an owner or a day.</param>
/// <param name="Owner">Whose promise it is to be, if the line says so.</param>
/// <param name="Day">Until when, or for a decision when to look again, if the line says so.</param>
public sealed record SaidLine(SaidKind Kind, string Words, Id<Person>? Owner, DateOnly? Day)
{
    private static readonly (string Begins, SaidKind Kind)[] Commands =
        [("[]", SaidKind.Loop), ("[ ]", SaidKind.Loop), ("/loop", SaidKind.Loop), ("/decision", SaidKind.Decision), ("/point", SaidKind.Point)];

    private static readonly string[] LookAgain = ["look again", "look at it again", "review", "review it", "revisit", "revisit it", "check again"];

    /// <summary>Who writes and who else reads, and what their clock and their calendar say.</summary>
    /// <param name="Zone">The writer's.</param>
    public sealed record Context(Id<Person> Writer, string WriterName, Id<Person> Other, string OtherName, DateTimeOffset Now, string Zone, DateOnly? NextMeeting);

    /// <summary>Null for a line that proposes nothing.</summary>
    public static SaidLine? Read(string? line, Context context)
    {
        var text = TypedText.Line(line, SharedText.Longest);
        if (text.StartsWith("- ", StringComparison.Ordinal) || text.StartsWith("* ", StringComparison.Ordinal))
            text = text[2..].TrimStart();
        var command = Array.Find(Commands, one => text.StartsWith(one.Begins, StringComparison.OrdinalIgnoreCase)
            && (text.Length == one.Begins.Length || char.IsWhiteSpace(text[one.Begins.Length])));
        if (command.Begins is null)
            return null;

        var words = text[command.Begins.Length..].Trim();
        return command.Kind switch
        {
            SaidKind.Loop => Loop(words, context),
            SaidKind.Decision => Decision(words, context),
            _ => new(command.Kind, words, null, null),
        };
    }

    private static SaidLine Loop(string words, Context context)
    {
        var (owner, unnamed) = TakeOwner(words, context);
        var day = SaidDate.Find(unnamed, context.Now, context.Zone, context.NextMeeting);
        return new(SaidKind.Loop, day?.Without(unnamed) ?? unnamed, owner, day?.Day);
    }

    /// <summary>A day in a decision belongs to what was decided, unless it is said that one looks again then.</summary>
    private static SaidLine Decision(string words, Context context)
    {
        var day = SaidDate.Find(words, context.Now, context.Zone, context.NextMeeting);
        var before = day is null ? "" : words[..day.Start].TrimEnd();
        var again = Array.Find(LookAgain, said => before.EndsWith(said, StringComparison.OrdinalIgnoreCase)
            && (before.Length == said.Length || !char.IsLetterOrDigit(before[before.Length - said.Length - 1])));
        if (day is null || again is null)
            return new(SaidKind.Decision, words, null, null);

        var start = before.Length - again.Length;
        return new(SaidKind.Decision, (day with { Start = start, Length = day.Start + day.Length - start }).Without(words), null, day.Day);
    }

    /// <summary>"@me", "@you", "@Teo" wherever they stand, and "I'll" or "you will" at the beginning; whoever else is named owns nothing.</summary>
    private static (Id<Person>? Owner, string Words) TakeOwner(string words, Context context)
    {
        for (var at = words.IndexOf('@', StringComparison.Ordinal); at >= 0; at = words.IndexOf('@', at + 1))
        {
            if (at > 0 && !char.IsWhiteSpace(words[at - 1]) && words[at - 1] is not ('(' or ','))
                continue;
            foreach (var (name, person) in Names(context))
            {
                var end = at + 1 + name.Length;
                if (string.Compare(words, at + 1, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0 && end <= words.Length && (end == words.Length || !char.IsLetterOrDigit(words[end])))
                    return (person, new SaidDate(default, at, WithMark(words, at, end) - at).Without(words));
            }
        }

        return (Begins(words, "i'll", "i will") ? context.Writer : Begins(words, "you'll", "you will") ? context.Other : null, words);
    }

    /// <summary>Longer names first, so that "@Teo Marković" is taken out whole; of two who share a name the other is meant.</summary>
    private static IEnumerable<(string Name, Id<Person> Person)> Names(Context context) =>
    [
        (context.OtherName, context.Other), (context.WriterName, context.Writer),
        (PersonName.Called(context.OtherName), context.Other), (PersonName.Called(context.WriterName), context.Writer),
        ("me", context.Writer), ("you", context.Other),
    ];

    private static int WithMark(string words, int start, int end) => start == 0 && end < words.Length && words[end] is ':' or ',' ? end + 1 : end;

    private static bool Begins(string words, params ReadOnlySpan<string> any)
    {
        var plain = words.Replace('’', '\'');
        foreach (var one in any)
        {
            if (plain.StartsWith(one, StringComparison.OrdinalIgnoreCase) && plain.Length > one.Length && plain[one.Length] == ' ')
                return true;
        }

        return false;
    }
}
