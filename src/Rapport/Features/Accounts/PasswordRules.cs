using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// What a password must be: long, and not what somebody would try first. There are no rules about digits or symbols, and
/// no expiry: those make passwords worse. A passphrase of one's own for private notes is judged in the browser by the same rules
/// and lists (web/islands/vault/weakness.ts).
/// </summary>
public static class PasswordRules
{
    public const int Length = 15;
    public const int Longest = 1000;

    private const string Remedy = "Four unrelated words work well, or let your password manager make one.";

    // What a guesser's programs know, each worth as much as so many characters that they do not know.
    private const double WordWorth = 3;
    private const double KnownWorth = 1;
    private const double Enough = 9;

    private static readonly FrozenDictionary<char, char> Accents = new[]
    {
        "a@áàâãäåąā", "cćčç", "dđďð", "eéèêëęěėē", "gğ", "iíìîïıī", "lł", "nńñňņ", "oóòôõöøőō", "rř", "s$śšșşß", "tťțţ", "uúùûüůűū", "yýÿ", "zźżž",
    }.SelectMany(letters => letters.Skip(1), (letters, accented) => (accented, plain: letters[0])).ToFrozenDictionary(pair => pair.accented, pair => pair.plain);

    private static readonly FrozenSet<string> Common = Read("common-passwords.txt");
    private static readonly int LongestCommon = Common.Max(word => word.Length);
    private static readonly FrozenSet<string> OfTheProduct = Read("product-words.txt");

    // Alphabets, rows and columns of keyboards; a run along one of them, either way, is one thought.
    private static readonly string[] Walks = BothWays(
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()", "147258369", "1q2w3e4r5t6y7u8i9o0p");

    /// <summary>A password alone opens the account, whether or not there is a passkey too, so it is as long for everybody.</summary>
    /// <param name="own">Words that everybody connects with the person or the product: names, the e-mail address.</param>
    /// <exception cref="Refusal">Invalid, saying what to do instead.</exception>
    public static void Check(string password, params IEnumerable<string> own)
    {
        var length = password.EnumerateRunes().Count();
        Refusal.Invalid(length < Length, string.Create(CultureInfo.InvariantCulture, $"Use at least {Length} characters; this has {length}. {Remedy}"));
        Refusal.Invalid(length > Longest, string.Create(CultureInfo.InvariantCulture, $"Use at most {Longest:N0} characters."));
        Refusal.Invalid(
            Worth(password, own) < Enough || Common.Contains(Plain(password).Replace(" ", "", StringComparison.Ordinal)),
            $"This is one of the first that somebody would try: common words, names, dates or keys in a row. {Remedy}");
    }

    /// <summary>How many characters are left for a guesser when everything predictable counts for little, and once.</summary>
    public static double Worth(string password, IEnumerable<string> own)
    {
        var plain = Plain(password);
        var known = own.SelectMany(Words).Concat(OfTheProduct).ToHashSet(StringComparer.Ordinal);
        var longest = Math.Max(LongestCommon, known.Max(word => word.Length));
        var parts = new HashSet<string>(StringComparer.Ordinal);
        var worth = 0.0;
        for (var at = 0; at < plain.Length;)
        {
            var (length, value) = Part(plain, at, known, longest);
            if (parts.Add(plain.Substring(at, length)))
                worth += value;

            at += length;
        }

        return worth;
    }

    private static (int Length, double Worth) Part(string plain, int at, HashSet<string> known, int longest)
    {
        var walk = LongestWalk(plain, at);
        for (var length = Math.Min(plain.Length - at, longest); length > Math.Max(walk, 2); length--)
        {
            var part = plain.Substring(at, length);
            if (known.Contains(part))
                return (length, KnownWorth);
            if (length > 3 && Common.Contains(part))
                return (length, WordWorth);
        }

        if (walk >= 3)
            return (walk, KnownWorth);

        return IsYear(plain, at) ? (4, KnownWorth) : (1, 1);
    }

    private static int LongestWalk(string plain, int at)
    {
        var same = 1;
        while (at + same < plain.Length && plain[at + same] == plain[at])
            same++;

        var longest = same;
        foreach (var walk in Walks)
        {
            for (var start = walk.IndexOf(plain[at], StringComparison.Ordinal); start >= 0; start = walk.IndexOf(plain[at], start + 1))
            {
                var length = 1;
                while (at + length < plain.Length && start + length < walk.Length && plain[at + length] == walk[start + length])
                    length++;

                longest = Math.Max(longest, length);
            }
        }

        return longest;
    }

    private static bool IsYear(string plain, int at) =>
        at + 4 <= plain.Length && plain.AsSpan(at, 4).IndexOfAnyExceptInRange('0', '9') < 0 && plain.AsSpan(at, 2) is "19" or "20";

    // Case, accents and the usual swaps of letters for signs hide nothing from a guesser.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text.ToLowerInvariant())
            plain.Append(Accents.GetValueOrDefault(character, character));

        // One or two digits stand for letters when they stand among letters: pa55w0rd, but not 2026.
        for (var at = 1; at < plain.Length - 1; at++)
        {
            var length = char.IsAsciiDigit(plain[at + 1]) ? 2 : 1;
            if (!char.IsAsciiDigit(plain[at]) || !char.IsLetter(plain[at - 1]) || at + length >= plain.Length || !char.IsLetter(plain[at + length]))
                continue;

            for (var digit = at; digit < at + length; digit++)
                plain[digit] = plain[digit] switch { '0' => 'o', '1' => 'i', '3' => 'e', '4' => 'a', '5' => 's', '7' => 't', var other => other };
        }

        return plain.ToString();
    }

    private static IEnumerable<string> Words(string text) =>
        Plain(text.Replace('@', ' ')).Split([' ', '.', '-', '_', '+', '\''], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 2);

    private static string[] BothWays(params string[] walks) => [.. walks, .. walks.Select(walk => new string([.. walk.Reverse()]))];

    private static FrozenSet<string> Read(string list)
    {
        using var file = typeof(PasswordRules).Assembly.GetManifestResourceStream(list)!;
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
