namespace Rapport.Features.Meetings;

/// <summary>How many times: in words where words are short, else in figures.</summary>
public static class Ordinal
{
    private static readonly string[] Words = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    /// <summary>"third", "21st".</summary>
    public static string Word(int number) => number < Words.Length ? Words[number] : Figure(number);

    /// <summary>"3rd", "21st", "112th".</summary>
    public static string Figure(int number) => (number % 100 is >= 11 and <= 13, number % 10) switch
    {
        (false, 1) => $"{number}st",
        (false, 2) => $"{number}nd",
        (false, 3) => $"{number}rd",
        _ => $"{number}th",
    };
}
