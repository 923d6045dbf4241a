namespace Rapport.Kernel;

/// <summary>Stretches of days, and their beginnings, middles and ends: weeks, months, quarters, halves and years.</summary>
internal sealed partial class SaidDateGrammar
{
    private static readonly string[] EarlyWords = ["early", "mid", "late", "later"];

    /// <summary>A stretch of the calendar.</summary>
    /// <param name="Every">After how many months one of the same name comes; 0 for one that comes once.</param>
    private sealed record Stretch(Unit Unit, DateOnly From, int Next, int Every, Stands How)
    {
        /// <summary>A week ends with its work, on Friday.</summary>
        public DateOnly To => Unit switch
        {
            Unit.Week => From.AddDays(4),
            Unit.Month => From.AddMonths(1).AddDays(-1),
            Unit.Quarter => From.AddMonths(3).AddDays(-1),
            Unit.Half => From.AddMonths(6).AddDays(-1),
            _ => From.AddYears(1).AddDays(-1),
        };

        public DateOnly Early => Unit switch
        {
            Unit.Week => From.AddDays(1),
            Unit.Month => From.AddDays(9),
            _ => From.AddMonths(1).AddDays(-1),
        };

        public DateOnly Middle => Unit switch
        {
            Unit.Week => From.AddDays(2),
            Unit.Month => From.AddDays(14),
            Unit.Quarter => From.AddMonths(1).AddDays(14),
            Unit.Half => From.AddMonths(3).AddDays(-1),
            _ => From.AddMonths(6).AddDays(-1),
        };
    }

    /// <summary>"next week", "this month", "in May", "by Q3", "next year": the whole of it.</summary>
    private Said? Whole(int at, Lead lead)
    {
        if (Named(at, lead) is not { } stretch || (Is(at, "the") && stretch.How == Stands.LedAtPause))
            return null;

        // The week's work is over at the weekend, and what is said for this week then means its last day.
        var to = stretch.Unit == Unit.Week && stretch.To < today && stretch.From <= today ? stretch.From.AddDays(6) : stretch.To;
        var isOver = to < today || (lead == Lead.By && stretch.Every > 0 && stretch.From <= today) || (lead == Lead.Before && stretch.From <= today);
        if (isOver && stretch.Every > 0)
            return stretch with { From = stretch.From.AddMonths(stretch.Every) } is var later ? new(later.From, later.To, later.Next, later.How) : null;
        return new(stretch.From, to, stretch.Next, stretch.How);
    }

    /// <summary>"end of quarter", "mid January", "early next week", "the beginning of May", "month end".</summary>
    private Said? PartOf(int at)
    {
        var first = Skip(at, "the");
        var part = At(first)?.Text;
        if (After(first, "month", "end") is { } monthEnd)
            return EndOf(Unit.Month, monthEnd);
        if (After(first, "quarter", "end") is { } quarterEnd)
            return EndOf(Unit.Quarter, quarterEnd);
        if (After(first, "year", "end") is { } yearEnd)
            return EndOf(Unit.Year, yearEnd);

        var isEarly = part is not null && EarlyWords.Contains(part);
        if (!isEarly && !(part is "end" or "start" or "beginning" or "middle" or "close" && Is(first + 1, "of")))
            return null;
        var of = isEarly ? After(first + 1) ?? first + 1 : first + 2;
        of = isEarly && Is(of, "-") ? of + 1 : Skip(of, "in");
        if ((isEarly ? Named(of, Lead.In) : Named(of, Lead.In) ?? Bare(of)) is not { } stretch)
            return null;

        var chosen = Choose(part!, stretch);
        var isFixed = Is(of, "this") && part is not "end" and not "late" and not "later";
        if (chosen < today && !isFixed)
            chosen = Choose(part!, stretch.Every > 0 ? stretch with { From = stretch.From.AddMonths(stretch.Every) } : stretch with { From = Later(stretch) });
        return new(chosen, chosen, stretch.Next, Stands.Alone, IsMoment: part is not ("start" or "beginning"));
    }

    private static DateOnly Choose(string part, Stretch stretch) => part switch
    {
        "start" or "beginning" => stretch.From,
        "early" => stretch.Early,
        "mid" or "middle" => stretch.Middle,
        _ => stretch.To,
    };

    private static DateOnly Later(Stretch stretch) => stretch.Unit switch
    {
        Unit.Week => stretch.From.AddDays(7),
        Unit.Month => stretch.From.AddMonths(1),
        Unit.Quarter => stretch.From.AddMonths(3),
        _ => stretch.From.AddYears(1),
    };

    /// <summary>"EOW", "EOM", "EOQ", "EOY".</summary>
    private Said? Abbreviated(int at) => At(at)?.Text switch
    {
        "eow" => EndOf(Unit.Week, at + 1),
        "eom" => EndOf(Unit.Month, at + 1),
        "eoq" => EndOf(Unit.Quarter, at + 1),
        "eoy" => EndOf(Unit.Year, at + 1),
        _ => null,
    };

    private Said EndOf(Unit unit, int next)
    {
        var stretch = Current(unit, 0, next, Stands.Alone);
        var end = stretch.To < today ? stretch with { From = Later(stretch) } : stretch;
        return new(end.To, end.To, next, Stands.Alone, IsMoment: true);
    }

    /// <summary>"the weekend" is over on Sunday; by it, the week's work is done.</summary>
    private Said? Weekend(int at, Lead lead)
    {
        var isNext = Is(at, "next");
        if (!Is(at, "this", "next", "the", "coming") || !Is(at + 1, "weekend"))
            return null;
        var sunday = Monday.AddDays(isNext ? 13 : 6);
        var friday = sunday.AddDays(-2) is var day && day < today ? today : sunday.AddDays(-2);
        if (lead is Lead.By or Lead.Before)
            return new(friday, friday, at + 2, Stands.Alone, IsMoment: true);
        return new(sunday, sunday, at + 2, Is(at, "the") ? Stands.Led : Stands.Alone, IsMoment: true);
    }

    private Stretch? Named(int at, Lead lead) => Relative(at) ?? OfMonth(at, lead) ?? OfQuarter(at) ?? OfYear(at);

    /// <summary>"this week", "the next month", "the week after next".</summary>
    private Stretch? Relative(int at)
    {
        var first = Skip(at, "the");
        if (After(first, "week", "after", "next") is { } afterNext)
            return Current(Unit.Week, 2, afterNext, Stands.Alone);
        var ahead = At(first)?.Text switch
        {
            "this" or "current" => 0,
            "next" or "coming" or "following" => 1,
            _ => -1,
        };
        return ahead >= 0 && UnitAt(first + 1) is { } unit ? Current(unit, ahead, first + 2, Stands.Alone) : null;
    }

    /// <summary>"week" alone, where something says which part of it: "end of week", "end of the month".</summary>
    private Stretch? Bare(int at)
    {
        var first = Skip(at, "the");
        return UnitAt(first) is { } unit ? Current(unit, 0, first + 1, Stands.Alone) : null;
    }

    private Unit? UnitAt(int at) => At(at)?.Text switch
    {
        "week" => Unit.Week,
        "month" => Unit.Month,
        "quarter" => Unit.Quarter,
        "year" => Unit.Year,
        _ => null,
    };

    private Stretch Current(Unit unit, int ahead, int next, Stands how) => new(unit, unit switch
    {
        Unit.Week => Monday.AddDays(7 * ahead),
        Unit.Month => new DateOnly(today.Year, today.Month, 1).AddMonths(ahead),
        Unit.Quarter => new DateOnly(today.Year, (((today.Month - 1) / 3) * 3) + 1, 1).AddMonths(3 * ahead),
        _ => new DateOnly(today.Year, 1, 1).AddYears(ahead),
    }, next, 0, how);

    /// <summary>"May", "March 2027", "this June"; a small "may" or "march" is a verb unless the sentence pauses behind it.</summary>
    private Stretch? OfMonth(int at, Lead lead)
    {
        var first = Skip(at, "this", "next", "coming");
        if (At(first) is not { Month: { } month } word)
            return null;

        // "By Jan" may be a person's work, and "by may" a slip of the tongue.
        var mayBeWord = word is { IsCapital: false } && word.Is("may", "march", "mar", "dec", "jan", "sep");
        if (word.IsShort && (lead == Lead.By || !word.IsCapital) && word.Is("jan", "mar", "sep", "dec"))
            return null;
        var next = first + 1 + (word.IsShort && Is(first + 1, ".") && words[first + 1].IsGlued ? 1 : 0);
        var how = mayBeWord ? Stands.LedAtPause : first > at ? Stands.Alone : Stands.Led;
        if (Year(next) is { } year)
            return new(Unit.Month, new(year, month, 1), next + 1, 0, how);

        var from = new DateOnly(today.Year, month, 1);
        return new(Unit.Month, from.AddMonths(1) <= today ? from.AddYears(1) : from, next, 12, how);
    }

    /// <summary>"Q3", "Q1 2027", "H2".</summary>
    private Stretch? OfQuarter(int at)
    {
        if (At(at) is not { Text.Length: 2 } word || word.Text[0] is not ('q' or 'h') || !char.IsAsciiDigit(word.Text[1]))
            return null;
        var (number, months) = (word.Text[1] - '0', word.Text[0] == 'q' ? 3 : 6);
        if (number < 1 || number * months > 12)
            return null;

        var unit = months == 3 ? Unit.Quarter : Unit.Half;
        if (Year(at + 1) is { } year)
            return new(unit, new(year, ((number - 1) * months) + 1, 1), at + 2, 0, Stands.Led);
        var from = new DateOnly(today.Year, ((number - 1) * months) + 1, 1);
        return new(unit, from.AddMonths(months) <= today ? from.AddYears(1) : from, at + 1, 12, Stands.Led);
    }

    private Stretch? OfYear(int at) => Year(at) is { } year && year >= today.Year ? new(Unit.Year, new(year, 1, 1), at + 1, 0, Stands.LedAtPause) : null;
}
