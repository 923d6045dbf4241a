using System.Globalization;

namespace Rapport.Kernel;

/// <summary>A word, a number or a mark of a text in which a date may be said.</summary>
/// <param name="Text">In small letters, with a straight apostrophe, without the one that ends "two weeks' time".</param>
/// <param name="IsGlued">It follows what stands before it without a space.</param>
/// <param name="IsCapital">It was written with a capital, so that it may be a name: "Sat" and not "sat".</param>
internal readonly record struct SaidWord(string Text, int Start, int End, bool IsGlued, bool IsCapital)
{
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private static readonly Dictionary<string, int> ShortDays = new(StringComparer.Ordinal)
    {
        ["mon"] = 0, ["tue"] = 1, ["tues"] = 1, ["wed"] = 2, ["weds"] = 2, ["thu"] = 3, ["thur"] = 3, ["thurs"] = 3, ["fri"] = 4, ["sat"] = 5, ["sun"] = 6,
    };

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Counts =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    public bool IsMark => Text.Length == 1 && !char.IsLetterOrDigit(Text[0]);

    /// <summary>A month's name was cut short: "Jan" may be a person.</summary>
    public bool IsShort => Text.Length <= 4 && Text is not ("may" or "june" or "july");

    public bool Is(params ReadOnlySpan<string> any)
    {
        foreach (var one in any)
        {
            if (Text == one)
                return true;
        }

        return false;
    }

    /// <summary>Which day of the week, from 0 for Monday.</summary>
    public int? Weekday => Array.IndexOf(Days, Text) is >= 0 and var day ? day : ShortDays.TryGetValue(Text, out var known) ? known : null;

    public bool IsShortDay => ShortDays.ContainsKey(Text);

    /// <summary>Which month, from 1.</summary>
    public int? Month
    {
        get
        {
            var text = Text;
            if (text == "sept")
                return 9;
            var at = Array.FindIndex(Months, month => month == text || (text.Length == 3 && month.StartsWith(text, StringComparison.Ordinal)));
            return at < 0 ? null : at + 1;
        }
    }

    /// <summary>A count in figures or words, up to 999.</summary>
    public int? Count => Text.Length <= 3 && Figures is { } figures ? figures : Array.IndexOf(Counts, Text) is > 0 and var at ? at : Text == "thirty" ? 30 : null;

    public int? Figures =>
        Text.Length <= 4 && Text.All(char.IsAsciiDigit) && int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>"28th": 28.</summary>
    public int? Ordinal => Text.Length is 3 or 4 && Text[^2..] is "st" or "nd" or "rd" or "th"
        && int.TryParse(Text[..^2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 31 ? number : null;

    public static List<SaidWord> Read(string text)
    {
        var words = new List<SaidWord>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = char.IsLetterOrDigit(text[at]) ? EndOfWord(text, at) : at + 1;
            var word = text[at..end].Replace('’', '\'').TrimEnd('\'').ToLowerInvariant();
            words.Add(new(word.Length == 0 ? "'" : word, at, end, at > 0 && !char.IsWhiteSpace(text[at - 1]), char.IsUpper(text[at])));
            at = end;
        }

        return words;
    }

    private static int EndOfWord(string text, int from)
    {
        var end = from;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || char.IsSurrogate(text[end]) || (text[end] is '\'' or '’' && IsWithin(text, end))))
            end++;
        return end;
    }

    /// <summary>An apostrophe belongs to its word inside it ("Friday's") and where it stands for an owner's s ("weeks' time").</summary>
    private static bool IsWithin(string text, int at) =>
        (at + 1 < text.Length && char.IsLetter(text[at + 1])) || (text[at - 1] == 's' && at + 1 < text.Length && text[at + 1] == ' ');
}
