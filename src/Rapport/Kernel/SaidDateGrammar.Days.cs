namespace Rapport.Kernel;

/// <summary>Single days: how far away, which day of the week, which date.</summary>
internal sealed partial class SaidDateGrammar
{
    private enum Unit
    {
        Hour,
        WorkingDay,
        Day,
        Week,
        Month,
        Quarter,
        Half,
        Year,
    }

    private const int MostYearsToLeap = 8;

    private DateOnly Monday => today.AddDays(-MondayFirst(today));

    /// <summary>"in two weeks", "within ten days", "in the next three days", "in 48 hours".</summary>
    private Said? Distance(int at, Lead lead)
    {
        if (lead is not (Lead.In or Lead.Within))
            return null;
        if (Is(at, "the", "our") && Is(at + 1, "next", "coming"))
            at += 2;
        if (Amount(at) is not { } amount || Is(amount.Next, "of", "or", "before", "after", "ago", "per"))
            return null;

        var next = After(amount.Next, "from", "now") ?? After(amount.Next, "time") ?? amount.Next;
        var day = Add(today, amount);
        return new(day, day, next, Stands.Alone, IsMoment: true);
    }

    /// <summary>"two weeks from now", "a week from Friday", "ten days from tomorrow".</summary>
    private Said? FromNow(int at)
    {
        if (Amount(at) is not { } amount || !Is(amount.Next, "from"))
            return null;
        if (Is(amount.Next + 1, "now", "today"))
            return Single(Add(today, amount), amount.Next + 2);
        return Anchor(amount.Next + 1) is { } from ? Single(Add(from.From, amount), from.Next) : null;
    }

    /// <summary>"two days before our next 1:1", "the day after our next meeting", "a week before Christmas".</summary>
    private Said? Around(int at)
    {
        var amount = Is(at, "the") && Is(at + 1, "day", "week") ? new Far(1, words[at + 1].Text == "day" ? Unit.Day : Unit.Week, at + 2) : Amount(at);
        if (amount is not { } far || !Is(far.Next, "before", "after", "ahead") || Anchor(Skip(far.Next + 1, "of")) is not { } anchor)
            return null;
        return Single(Add(anchor.From, far with { Count = Is(far.Next, "after") ? far.Count : -far.Count }), anchor.Next);
    }

    /// <summary>A day from which others are counted.</summary>
    private Said? Anchor(int at) => NextMeeting(at, Lead.By) ?? Near(at) ?? OnWeekday(at, Lead.On) ?? OnDate(at, Lead.On) ?? Numeric(at, Lead.On) ?? Feast(at);

    /// <summary>"today", "tonight", "this afternoon", "tomorrow morning", "the day after tomorrow".</summary>
    private Said? Near(int at)
    {
        if (After(Skip(at, "the"), "day", "after", "tomorrow") is { } overmorrow)
            return Single(today.AddDays(2), overmorrow);
        if (Is(at, "tomorrow", "tmrw", "tmr"))
            return Timed(today.AddDays(1), at + 1, Stands.Alone);
        if (Is(at, "today"))
            return Timed(today, at + 1, Stands.AtPause);
        if (Is(at, "tonight"))
            return Single(today, at + 1);
        return Is(at, "this") && Is(at + 1, "afternoon", "evening") ? Single(today, at + 2) : null;
    }

    /// <summary>"EOD", "end of day", "close of business", each with a day behind it or today.</summary>
    private Said? EndOfDay(int at)
    {
        var next = Is(at, "eod", "cob", "eob") ? at + 1
            : After(Skip(at, "the"), "end", "of", "day") ?? After(Skip(at, "the"), "end", "of", "the", "day") ?? After(at, "end", "of", "business")
            ?? After(at, "close", "of", "business") ?? After(at, "close", "of", "play");
        if (next is null)
            return null;
        var on = Skip(next.Value, "on", "of");
        return (Near(on) ?? OnWeekday(on, Lead.On) ?? OnDate(on, Lead.On)) is { } day
            ? day with { IsMoment = true }
            : new(today, today, next.Value, Stands.AtPause, IsMoment: true);
    }

    /// <summary>"noon tomorrow", "5pm on Friday", "first thing Monday".</summary>
    private Said? TimedDay(int at)
    {
        var next = After(at, "first", "thing") ?? TimeOfDay(at, mayBeBare: false);
        if (next is null)
            return null;
        var on = Skip(next.Value, "on", ",");
        return (Near(on) ?? OnWeekday(on, Lead.On) ?? OnDate(on, Lead.On)) is { } day ? day with { How = Stands.Alone, IsMoment = true } : null;
    }

    /// <summary>"Friday", "next Tuesday", "this coming Monday", "Friday next week", "Thursday week", "Monday in two weeks".</summary>
    private Said? OnWeekday(int at, Lead lead)
    {
        var name = Is(at, "this", "the") && Is(at + 1, "coming") ? at + 2 : Is(at, "this", "next", "coming") ? at + 1 : at;
        if (At(name) is not { Weekday: { } weekday } word || (word.IsShortDay && !word.IsCapital && lead == Lead.None && name == at))
            return null;

        var coming = today.AddDays(Ahead(weekday, from: 1));
        var next = name + 1 + (word.IsShortDay && Is(name + 1, ".") && words[name + 1].IsGlued ? 1 : 0);
        if (OnDate(Skip(Skip(next, ","), "the"), Lead.On) is { } dated)
            return dated;
        if (After(Skip(next, "of"), "next", "week") is { } inNextWeek)
            return Timed(Monday.AddDays(7 + weekday), inNextWeek, Stands.Alone);
        if (After(next, "after", "next") is { } afterNext)
            return Timed(coming.AddDays(7), afterNext, Stands.Alone);
        if (Is(next, "week") && name == at)
            return Timed(coming.AddDays(7), next + 1, Stands.Alone);
        if (Is(next, "in") && Amount(next + 1) is { Unit: Unit.Week } weeks)
            return Timed(Monday.AddDays((7 * weeks.Count) + weekday), weeks.Next, Stands.Alone);

        // Nobody says the name of the day that it is, unless with "this".
        return words[at].Text switch
        {
            "next" => Timed(Monday.AddDays(7 + weekday), next, Stands.Alone),
            "this" when name == at + 1 => Timed(today.AddDays(Ahead(weekday, from: 0)), next, Stands.Alone),
            _ => Timed(coming, next, name == at ? word.IsShortDay && !word.IsCapital ? Stands.LedAtPause : Stands.AtPause : Stands.Alone),
        };
    }

    /// <summary>"28 March", "the 28th of March 2027", "March 28th", "Mar 28, 2027".</summary>
    private Said? OnDate(int at, Lead lead)
    {
        var first = Skip(at, "the");
        var isDayFirst = (At(first)?.Ordinal ?? DayFigure(first)) is not null;
        var month = isDayFirst ? Skip(first + 1, "of", ".") : first;
        var day = isDayFirst ? first : Skip(month + 1, ".");
        day = isDayFirst ? day : Skip(day, "the");
        if (At(month)?.Month is not { } inMonth || (At(day)?.Ordinal ?? DayFigure(day)) is not { } number || IsVerb(month, lead, isDayFirst && At(day)?.Ordinal is null))
            return null;

        var next = Math.Max(day, month) + 1 + (month > day && words[month].IsShort && Is(month + 1, ".") && words[month + 1].IsGlued ? 1 : 0);
        if (Year(Skip(next, ",")) is { } year)
            return Of(year, inMonth, number) is { } whole ? Timed(whole, Skip(next, ",") + 1, Stands.Alone) : null;
        return Coming(inMonth, number) is { } coming ? Timed(coming, next, words[month].Is("may", "march") && At(day)?.Ordinal is null ? Stands.AtPause : Stands.Alone) : null;
    }

    private int? DayFigure(int at) => At(at) is { Text.Length: <= 2, Figures: >= 1 and <= 31 and var day } ? day : null;

    /// <summary>"5 may be late", "we march 28 miles", "may 3 of us": small letters make a verb of it, unless a lead says otherwise.</summary>
    private bool IsVerb(int month, Lead lead, bool followsFigure) =>
        words[month] is { IsCapital: false } word && word.Is("may", "march", "mar", "dec", "jan") && (lead == Lead.None || (followsFigure && !IsPause(month + 1) && Year(month + 1) is null));

    private int? Year(int at) => At(at) is { Text.Length: 4, Figures: >= 2000 and <= 2099 and var year } ? year : null;

    /// <summary>"2026-12-01", "2026/12/01", "1.12.2026", "28/3/2026", "by 28/3"; which of two small numbers is the month is not guessed.</summary>
    private Said? Numeric(int at, Lead lead)
    {
        if (Is(at - 1, "version", "v", "release", "build", "rev", "$", "€", "£") || At(at)?.Figures is not { } first || At(at + 1) is not { IsGlued: true } mark
            || !mark.Is("-", "/", ".") || At(at + 2) is not { IsGlued: true, Figures: { } second })
            return null;

        var hasThird = At(at + 3) is { IsGlued: true } again && again.Text == mark.Text && At(at + 4) is { IsGlued: true, Figures: not null };
        if (!hasThird)
            return mark.Text == "/" && lead != Lead.None && first <= 31 && second <= 31 && Ordered(first, second, isDayFirst: false) is var (day, month) && Coming(month, day) is { } near
                ? Single(near, at + 3) with { How = Stands.LedAtPause } : null;

        var third = words[at + 4].Figures!.Value;
        var found = words[at].Text.Length == 4 ? Of(first, second, third)
            : words[at + 4].Text.Length == 4 && mark.Text != "-" && Ordered(first, second, mark.Text == ".") is var (on, of) ? Of(third, of, on) : null;
        return found is { } whole ? Timed(whole, at + 5, Stands.Alone) : null;
    }

    private static (int Day, int Month)? Ordered(int first, int second, bool isDayFirst) =>
        isDayFirst || first > 12 || first == second ? (first, second) : second > 12 ? (second, first) : null;

    /// <summary>"the 28th", "on the 5th of next month".</summary>
    private Said? DayOfMonth(int at)
    {
        var first = Skip(at, "the");
        if (At(first)?.Ordinal is not { } number)
            return null;
        var begin = new DateOnly(today.Year, today.Month, 1);
        if ((After(first + 1, "of", "next", "month") ?? After(first + 1, "of", "the", "next", "month")) is { } inNext)
            return begin.AddMonths(1) is var then && Of(then.Year, then.Month, number) is { } there ? Single(there, inNext) : null;

        var next = After(first + 1, "of", "this", "month") ?? After(first + 1, "of", "the", "month") ?? first + 1;
        var month = Enumerable.Range(0, 12).Select(begin.AddMonths).Select(month => Of(month.Year, month.Month, number)).FirstOrDefault(day => day >= today);
        return month is { } day ? Timed(day, next, next > first + 1 ? Stands.Led : Stands.LedAtPause) : null;
    }

    /// <summary>"our next 1:1", "when we meet next", "next time".</summary>
    private Said? NextMeeting(int at, Lead lead)
    {
        if (nextMeeting is not { } day)
            return null;
        var first = Skip(at, "our", "my", "the", "your");
        var second = Skip(Skip(first, "next"), "planned", "weekly", "regular");
        int? next = null;
        if (OneOnOne(second) is { } named && (second > first || (lead != Lead.None && Is(at, "our"))))
            next = named;
        else if (Is(first, "next") && Is(second, "meeting", "catchup", "session", "time") && lead != Lead.None)
            next = After(second + 1, "we", "meet") ?? After(second + 1, "we", "talk") ?? After(second + 1, "we", "speak") ?? second + 1;
        else if (Is(first, "we") && lead != Lead.None)
            next = After(at, "we", "meet", "next") ?? After(at, "we", "meet", "again") ?? After(at, "we", "next", "meet") ?? After(at, "we", "talk", "next") ?? After(at, "we", "talk", "again")
                ?? After(at, "we", "speak", "next") ?? After(at, "we", "speak", "again");
        return next is { } end && !Is(end, "with", "of", "about", "between") ? new(day, day, end, Stands.Alone, IsMoment: true) : null;
    }

    private int? OneOnOne(int at) =>
        At(at)?.Text switch
        {
            "1" when Is(at + 1, ":") && Is(at + 2, "1") && words[at + 2].IsGlued => at + 3,
            "1" or "one" when After(at + 1, "on") is { } on && (After(on, "1") ?? After(on, "one")) is { } end => end,
            "1" or "one" when After(at + 1, "to") is { } to && (After(to, "1") ?? After(to, "one")) is { } end => end,
            "1on1" => at + 1,
            "1" when Is(at + 1, "-") && Is(at + 2, "1") && words[at + 2].IsGlued => at + 3,
            _ => null,
        };

    /// <summary>Days that everybody knows.</summary>
    private Said? Feast(int at)
    {
        var first = Skip(at, "the");
        return (After(first, "christmas", "eve"), After(first, "new", "year's", "eve"), After(first, "christmas") ?? After(first, "xmas"), After(first, "new", "year") ?? After(first, "new", "year's")) switch
        {
            ({ } next, _, _, _) => new(Coming(12, 24)!.Value, Coming(12, 24)!.Value, next, Stands.Led),
            (_, { } next, _, _) => new(Coming(12, 31)!.Value, Coming(12, 31)!.Value, next, Stands.Led),
            (_, _, { } next, _) => new(Coming(12, 25)!.Value, Coming(12, 25)!.Value, next, Stands.Led),
            (_, _, _, { } next) => new(Coming(1, 1)!.Value, Coming(1, 1)!.Value, next, Stands.Led),
            _ => null,
        };
    }

    /// <summary>A day with the time behind it, which the date does not keep but which is part of its words.</summary>
    private Said Timed(DateOnly day, int next, Stands how)
    {
        var from = Is(next, ",") && Is(next + 1, "at") ? next + 1 : next;
        if (TimeOfDay(Skip(from, "at", "@", "around", "before", "by"), mayBeBare: Is(from, "at")) is not { } timed)
            return new(day, day, Is(next, "latest") ? next + 1 : After(next, "at", "the", "latest") ?? next, how);
        return new(day, day, timed, how, IsMoment: true);
    }

    private int? TimeOfDay(int at, bool mayBeBare)
    {
        if (Is(at, "morning", "afternoon", "evening", "night", "noon", "midday", "midnight", "lunch", "lunchtime", "eod", "cob"))
            return at + 1;
        if (After(at, "end", "of", "day") is { } end)
            return end;
        if (At(at) is not { } word)
            return null;
        if (word.Figures is <= 24 && Is(at + 1, ":") && words[at + 1].IsGlued && At(at + 2) is { IsGlued: true, Text.Length: 2, Figures: < 60 })
            return Skip(at + 3, "am", "pm");
        if (word.Text.Length is 3 or 4 && word.Text[^2..] is "am" or "pm" && word.Text[..^2].All(char.IsAsciiDigit))
            return at + 1;
        return word.Figures is >= 1 and <= 24 && (Is(at + 1, "am", "pm", "o'clock") || mayBeBare) ? Skip(at + 1, "am", "pm", "o'clock") : null;
    }

    private sealed record Far(int Count, Unit Unit, int Next);

    /// <summary>"two weeks", "a fortnight", "10 working days", "a day or two", "2-3 weeks", "half a year"; of two counts the larger.</summary>
    private Far? Amount(int at)
    {
        if ((After(at, "half", "a", "year") ?? After(at, "half", "year")) is { } half)
            return new(6, Unit.Month, half);

        var couple = After(Skip(at, "a"), "couple", "of") ?? After(Skip(at, "a"), "couple");
        var count = couple is not null ? 2 : Is(at, "a", "an") ? 1 : At(at)?.Count;
        if (count is not { } number)
            return null;

        var next = couple ?? at + 1;
        if (Is(next, "or", "to", "-", "–") && At(next + 1)?.Count is { } second && Measure(next + 2) is not null)
            (number, next) = (Math.Max(number, second), next + 2);
        if (Measure(next) is not { } measure)
            return null;

        next = measure.Next;
        if (Is(next, "or") && At(next + 1)?.Count is { } more && Measure(next + 2) is null)
            (number, next) = (Math.Max(number, more), next + 2);
        return new(number * measure.Times, measure.Unit, After(next, "or", "so") ?? next);
    }

    private (Unit Unit, int Times, int Next)? Measure(int at) => At(at)?.Text switch
    {
        "hour" or "hours" or "h" or "hrs" => (Unit.Hour, 1, at + 1),
        "working" or "business" or "work" when Is(at + 1, "day", "days") => (Unit.WorkingDay, 1, at + 2),
        "day" or "days" => (Unit.Day, 1, at + 1),
        "week" or "weeks" or "wk" or "wks" => (Unit.Week, 1, at + 1),
        "fortnight" or "fortnights" => (Unit.Week, 2, at + 1),
        "month" or "months" => (Unit.Month, 1, at + 1),
        "quarter" or "quarters" => (Unit.Month, 3, at + 1),
        "year" or "years" => (Unit.Year, 1, at + 1),
        _ => null,
    };

    private DateOnly Add(DateOnly from, Far far) => far.Unit switch
    {
        Unit.Hour => dayInHours(far.Count),
        Unit.WorkingDay => WorkingDays(from, far.Count),
        Unit.Day => from.AddDays(far.Count),
        Unit.Week => from.AddDays(7 * far.Count),
        Unit.Month => from.AddMonths(far.Count),
        _ => from.AddYears(far.Count),
    };

    private static DateOnly WorkingDays(DateOnly from, int count)
    {
        for (var left = Math.Abs(count); left > 0;)
        {
            from = from.AddDays(Math.Sign(count));
            if (MondayFirst(from) < 5)
                left--;
        }

        return from;
    }

    private static Said Single(DateOnly day, int next) => new(day, day, next, Stands.Alone);

    private int Ahead(int weekday, int from) => ((weekday - MondayFirst(today) - from + 14) % 7) + from;

    private static int MondayFirst(DateOnly day) => ((int)day.DayOfWeek + 6) % 7;

    private static DateOnly? Of(int year, int month, int day) =>
        year is >= 2000 and <= 2099 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day) : null;

    /// <summary>The next time that a date of the year comes; a 29 February may take years.</summary>
    private DateOnly? Coming(int month, int day) =>
        Enumerable.Range(today.Year, MostYearsToLeap + 1).Select(year => Of(year, month, day)).FirstOrDefault(found => found >= today);
}
