namespace Rapport.Kernel;

/// <summary>
/// A day that somebody said in words: "by Friday", "in two weeks", "before our next 1:1", with the stretch of the text that
/// said it. It reads what is said and never guesses: a vague word ("soon", "in a few days"), a day that is over, and a number
/// that only looks like a date say nothing. English only, and weeks begin on Monday.
/// </summary>
/// <param name="Start">Where the stretch begins in the text.</param>
/// <param name="Length">How long it is.</param>
public sealed record SaidDate(DateOnly Day, int Start, int Length)
{
    private const int FurthestYears = 20;

    /// <summary>The day a text asks for; of several the one that is said as a deadline, then the last.</summary>
    /// <param name="zone">The zone of whoever wrote it: their clock says which day is today.</param>
    /// <param name="nextMeeting">When the two meet next, if that is known.</param>
    public static SaidDate? Find(string text, DateTimeOffset now, string zone, DateOnly? nextMeeting)
    {
        var words = SaidWord.Read(text);
        var today = WallClock.Local(now, zone).Day;
        var grammar = new SaidDateGrammar(words, today, hours => WallClock.Local(now.AddHours(hours), zone).Day, nextMeeting);
        SaidPhrase? best = null;
        var covered = 0;
        for (var start = 0; start < words.Count; start++)
        {
            if (start < covered || grammar.Phrase(start) is not { } said)
                continue;

            // What lies inside a longer phrase is a part of it and says nothing of its own.
            covered = said.Next;
            if (said.Day >= today && said.Day <= today.AddYears(FurthestYears) && (best is null || said.Weight >= best.Weight))
                best = said;
        }

        return best is { } found ? new(found.Day, words[found.First].Start, words[found.Next - 1].End - words[found.First].Start) : null;
    }

    /// <summary>The text without the stretch, and without the spaces and commas that it leaves behind.</summary>
    public string Without(string text)
    {
        var (before, after) = (text[..Start].TrimEnd(), text[(Start + Length)..].TrimStart());
        if (after.Length == 0 || after[0] is ',' or '.' or ';' or ':' or '!' or '?' or ')')
            before = before.TrimEnd(',', ';', ':', '-', '–', '—', ' ');
        if (before.Length == 0)
            return after.TrimStart(',', ';', ':', '-', '–', '—', '.', ' ');

        return after.Length == 0 || after[0] is ',' or '.' or ';' or ':' or '!' or '?' or ')' ? before + after : $"{before} {after}";
    }
}
