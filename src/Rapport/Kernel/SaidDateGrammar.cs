namespace Rapport.Kernel;

/// <summary>A whole phrase that says a day.</summary>
/// <param name="First">Its first word.</param>
/// <param name="Next">The word after it.</param>
/// <param name="Weight">How plainly it says when something is due.</param>
internal sealed record SaidPhrase(DateOnly Day, int First, int Next, int Weight);

/// <summary>
/// The grammar behind <see cref="SaidDate"/>. A phrase is what leads ("by", "before", "in", or nothing) and the day or the
/// stretch of days after it; what leads decides which of its days is meant. Days are in one file, stretches in another.
/// </summary>
internal sealed partial class SaidDateGrammar(List<SaidWord> words, DateOnly today, Func<int, DateOnly> dayInHours, DateOnly? nextMeeting)
{
    private enum Lead
    {
        None,
        By,
        Before,
        On,
        In,
        Within,
        At,
        For,
    }

    /// <summary>How much a day needs around it to be one.</summary>
    private enum Stands
    {
        /// <summary>Nothing: "tomorrow", "28 March", "end of the quarter".</summary>
        Alone,

        /// <summary>A lead, or that the sentence pauses behind it: "send it Friday", but not "the Friday deploy".</summary>
        AtPause,

        /// <summary>A lead: "by May", but not "May".</summary>
        Led,

        /// <summary>A lead and a pause: "by the 2nd", but not "by the 2nd attempt".</summary>
        LedAtPause,
    }

    /// <summary>What was said after the lead: a day, or a stretch from one day to another.</summary>
    /// <param name="IsMoment">It happens on its day, so that "before" it is still that day: a meeting, the end of a week.</param>
    private readonly record struct Said(DateOnly From, DateOnly To, int Next, Stands How, bool IsMoment = false)
    {
        public bool IsDay => From == To;
    }

    private static readonly string[] NoDeadlineAfter =
    [
        "since", "from", "after", "every", "each", "last", "past", "previous", "between", "of", "than", "through", "other", "alternate", "second",
        "third", "once", "twice", "times", "per", "in", "for", "before",
    ];

    private static readonly string[] Owners = ["the", "a", "an", "my", "our", "your", "his", "her", "their", "that", "black", "good", "casual"];

    private static readonly string[] Pauses =
        [".", ",", ";", ":", "!", "?", ")", "]", "\"", "”", "–", "—", "-", "(", "*", "_", "at", "please", "latest", "so", "then", "because", "if", "when"];

    /// <summary>The longest phrase that begins with a word, if one does.</summary>
    public SaidPhrase? Phrase(int start)
    {
        if (!IsFree(start))
            return null;

        SaidPhrase? longest = null;
        foreach (var (lead, next) in Leads(start))
        {
            foreach (var said in Expressions(next, lead))
            {
                if (longest is { } known && known.Next >= said.Next)
                    continue;
                if (Ends(said.Next) && Fits(lead, said, start))
                    longest = new(Day(lead, said), start, said.Next, lead is Lead.By or Lead.Before ? 3 : lead is Lead.None or Lead.For ? 1 : 2);
            }
        }

        return longest;
    }

    private SaidWord? At(int at) => at >= 0 && at < words.Count ? words[at] : null;

    private bool Is(int at, params ReadOnlySpan<string> any) => At(at) is { } word && word.Is(any);

    /// <summary>Whether words follow each other, a hyphen between them or not.</summary>
    private int? After(int at, params ReadOnlySpan<string> sequence)
    {
        foreach (var word in sequence)
        {
            if (at > 0 && Is(at, "-") && words[at].IsGlued)
                at++;
            if (!Is(at, word))
                return null;
            at++;
        }

        return at;
    }

    private int Skip(int at, params ReadOnlySpan<string> any) => Is(at, any) ? at + 1 : at;

    /// <summary>Nothing is glued to the front: "pre-Friday", "#monday", "3.28 March".</summary>
    private bool IsFree(int start) =>
        !words[start].IsMark && (!words[start].IsGlued || Is(start - 1, "(", "[", "\"", "“", "*", "_", "—", "–", ",", ";", "]"));

    /// <summary>Nothing is glued to the end either: "Friday-only", "march.example", "1.12.2026.4".</summary>
    private bool Ends(int next)
    {
        if (At(next) is not { IsGlued: true } mark)
            return true;
        return mark.Is(".", ",", ";", ":", "!", "?", ")", "]", "\"", "”", "*", "_", "—", "–") && At(next + 1) is not { IsGlued: true, IsMark: false };
    }

    private bool IsPause(int next) => At(next) is not { } word || word.Is(Pauses);

    private List<(Lead Lead, int Next)> Leads(int at)
    {
        var leads = new List<(Lead, int)> { (Lead.None, at) };
        if ((After(at, "no", "later", "than") ?? After(at, "not", "later", "than")) is { } later)
            leads.Add((Lead.By, later));
        else if (After(at, "ahead", "of") is { } ahead)
            leads.Add((Lead.Before, ahead));
        else if (Is(at, "due", "latest"))
            leads.Add((Lead.By, Skip(at + 1, "on", "by", "in")));
        else if (Is(at, "by", "until", "till", "til"))
            leads.Add((Lead.By, Skip(at + 1, "latest")));
        else if (Is(at, "before") && !Is(at - 1, "not", "never"))
            leads.Add((Lead.Before, at + 1));
        else if (Is(at, "on", "in", "within", "during", "over", "at", "for", "to"))
            leads.Add((words[at].Text switch { "on" => Lead.On, "in" => Lead.In, "at" => Lead.At, "for" => Lead.For, "to" => Lead.For, _ => Lead.Within }, at + 1));
        return leads;
    }

    private IEnumerable<Said> Expressions(int at, Lead lead)
    {
        if (At(at) is null)
            return [];

        Said?[] found =
        [
            Distance(at, lead), FromNow(at), Around(at), Near(at), EndOfDay(at), TimedDay(at), OnWeekday(at, lead), OnDate(at, lead), Numeric(at, lead),
            DayOfMonth(at), NextMeeting(at, lead), Feast(at), PartOf(at), Abbreviated(at), Weekend(at, lead), Whole(at, lead),
        ];
        return found.OfType<Said>();
    }

    private bool Fits(Lead lead, Said said, int start)
    {
        if (lead == Lead.None)
        {
            if (Is(start - 1, NoDeadlineAfter) || IsLastOfSeveral(start) || said.How is Stands.Led or Stands.LedAtPause)
                return false;
            return said.How == Stands.AtPause
                ? (IsPause(said.Next) && !Is(start - 1, Owners)) || (start == 0 && Is(said.Next, ":", ",") && words[said.Next].IsGlued)
                : !Is(start - 1, Owners) || IsPause(said.Next);
        }

        if ((said.How == Stands.LedAtPause && !IsPause(said.Next)) || IsBoundOf(start))
            return false;
        return lead switch
        {
            Lead.On or Lead.For => said.IsDay,
            Lead.At => said.IsMoment,
            Lead.In => !said.IsDay || said.IsMoment,
            Lead.Within => !said.IsDay || said.IsMoment,
            _ => true,
        };
    }

    /// <summary>"Monday to Friday", "Monday and Friday": a stretch or a list is no deadline.</summary>
    private bool IsLastOfSeveral(int start) => Is(start - 1, "to", "and", "or", "–", "—", "-", "&") && At(start - 2)?.Weekday is not null;

    /// <summary>"3 to 5 April", "Monday to Friday", "once in a week": what stands before makes it no deadline.</summary>
    private bool IsBoundOf(int start) => (Is(start, "to") && At(start - 1) is { } before && (before.Weekday ?? before.Figures ?? before.Ordinal) is not null)
        || (Is(start, "in") && Is(start - 1, "once", "twice", "times"));

    /// <summary>Before a day is the day before it; by a stretch that has not begun is its beginning; else all of it counts.</summary>
    private DateOnly Day(Lead lead, Said said) => lead switch
    {
        Lead.Before when said.IsMoment => said.To,
        Lead.Before => said.From.AddDays(-1),
        Lead.By when !said.IsDay && said.From > today => said.From,
        _ => said.To,
    };
}
