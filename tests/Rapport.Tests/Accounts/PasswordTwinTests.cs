using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rapport.Features.Accounts;
using Rapport.Kernel;
using Rapport.Tests.Vaults;

namespace Rapport.Tests.Accounts;

/// <summary>
/// What must be long and unforeseen is judged twice: passwords by the server, passphrases of one's own by the browser, which shows
/// them to nobody. Both judge alike, over a table of what people choose, what guessers try, and what is hard to read.
/// </summary>
public partial class PasswordTwinTests
{
    private static readonly string[] Chosen =
    [
        "nine purple herons wade", "summer purple dragon monkey", "Tr0ubadour&3 over the hills", "kQ7#vR2pXz9!mLw", "三十六計走為上策也哉乎焉矣耶夫兮", "zażółć gęślą jaźń", "quiet lanterns by the lake",
        "passwordpassword", "Password1234567!", "P@ssw0rdP@ssw0rd", "pa55word2026pa55word", "pa55w0rd pa55w0rd", "qwertyuiopasdfgh", "1qaz2wsx3edc4rfv", "123456789012345", "987654321098765",
        "aaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "abcdefghijklmnop", "ponmlkjihgfedcba", "Rapport2026Rapport!", "teo.markovic.2026", "iloveyouforever1", "letmeinletmein123", "correcthorsebatterystaple",
        "correct horse battery staple", "Correct Horse Battery Staple", "WelcomeWelcome1!", "private notes vault 2026", "passphrase recovery", "one on one oneonone", "oneononeoneonone", "vault vault vault v",
        "19841984198419841", "1999 2000 2001 2002", "2026-03-19-2026-03", "20 26 20 26 20 26", "1q2w3e4r5t6y7u8i9", "!@#$%^&*()!@#$%^", "147258369147258", "zxcvbnmasdfghjkl", "yxcvbnmyxcvbnmyx", "azertyuiopqsdfgh",
        "p4ssw0rd p4ssw0rd", "dr4g0n dr4g0n dr4g", "m0nk3y m0nk3y m0nk", "a1b2c3d4e5f6g7h8", "12ab34cd56ef78gh", "s3cr3t s3cr3t s3cr", "five5five five5five", "a55a55a55a55a55a55", "x7y7z7x7y7z7x7y7",
        "", "a", "fourteen chars", "fifteen chars!!", "🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩", "🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩", "🦩🐢🦔🐙🦊🐝🦉🐌🐡🦦🐿🦋🐞🦀🐬", "1🦩2🦩3🦩4🦩5🦩6🦩7🦩", "a0🦩0b 🦩1a1🦩 a1🦩",
        "ΟΔΥΣΣΕΥΣ ΟΔΥΣΣΕΥΣ", "ΣΣΣΣΣΣΣΣΣΣΣΣΣΣΣ ς", "İSTANBUL İSTANBUL", "ıııııııııııııııı", "Straße Straße Straße", "STRASSE ẞ STRASSE", "K is Kelvin's K1K", "ﬁve ﬂags ﬀ ﬃ ﬄ ﬁve", "ǅungla ǈubav ǋiva", "𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉𐐊𐐋𐐌𐐍𐐎", "𝒜𝒷1𝒸𝒹 𝒜1𝒷2𝒸3𝒹4",
        "пароль пароль пароль", "Пароль12345678", "contraseña contraseña", "Motdepasse123456", "Passwort12345678", "hasło hasło hasło1", "šifra ŠIFRA šifra1", "密码密码密码密码密码密码密码密", "パスワードパスワードパスワード", "שלום שלום שלום שלום", "مرحبا مرحبا مرحبا",
        "0000000000000001", "a\u0301bcdefgh ijklmno", "tab-less and trim", "null-less control", "e\u00e8\u00e9\u00ea\u00eb e\u00e8\u00e9\u00ea\u00eb e", "....................", "- - - - - - - - - -", "_.-+'_.-+'_.-+'_", "\"quoted\" 'quoted' <b>", "$$$$ @@@@ $$$$ @@@@",
    ];

    [Fact]
    public async Task Browser_and_server_judge_alike()
    {
        var table = Table();
        Assert.True(table.Count >= 200, $"Only {table.Count} cases.");
        Assert.True(table.Count(IsRefused) > 100 && table.Count(one => !IsRefused(one)) > 100, "The table is to hold many of both.");
        var told = await InBrowsersWords(table);
        var differing = table.Zip(told).Where(pair => Math.Abs(PasswordRules.Worth(pair.First, []) - pair.Second.Worth) > 0.001 || IsRefused(pair.First) != pair.Second.IsRefused)
            .Select(pair => $"“{pair.First}”: server {PasswordRules.Worth(pair.First, [])} {IsRefused(pair.First)}, browser {pair.Second.Worth} {pair.Second.IsRefused}");
        Assert.Empty(differing);
    }

    /// <summary>As a passphrase is read: composed, without spaces at its ends or runs of them. Everything else is used verbatim by both.</summary>
    private static List<string> Table()
    {
        var words = Common.ToArray();
        var dice = new Random(20261121);
        string[] between = [" ", "", "-", "1", "2026", "é", "@", "0", "🦩", "x", "Ž"];
        string Any(string[] choices) => choices[dice.Next(choices.Length)];
        string Wild() => new([.. Enumerable.Range(0, dice.Next(1, 7)).Select(_ => (char)dice.Next(33, 0x250))]);
        var made = Enumerable.Range(0, 600).Select(_ => string.Concat(Enumerable.Range(0, dice.Next(2, 6)).Select(_ => dice.Next(3) == 0 ? Wild() + Any(between) : Spelled(Any(words), dice) + Any(between))));
        string[] edges = [new('x', 1000), new('x', 1001), string.Concat(Enumerable.Range(0x4e00, 1000).Select(letter => (char)letter)), string.Concat(Enumerable.Range(0x4e00, 1001).Select(letter => (char)letter))];
        return [.. Chosen.Concat(made).Concat(edges).Select(one => Spaces().Replace(one.Normalize(NormalizationForm.FormC).Trim(), " ")).Distinct(StringComparer.Ordinal)];
    }

    // As people disguise a word: a capital, a digit for a letter, an accent.
    private static string Spelled(string word, Random dice) => dice.Next(5) switch
    {
        0 => word.ToUpperInvariant(),
        1 => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word),
        2 => word.Replace('o', '0').Replace('e', '3').Replace('a', '4'),
        3 => word.Replace('a', 'ä').Replace('s', '$').Replace('l', 'ł'),
        _ => word,
    };

    private static string[] Common =>
        [.. File.ReadAllLines(Path.Combine(Repository.Root, "src", "Rapport", "Features", "Accounts", "common-passwords.txt")).Concat(File.ReadAllLines(Path.Combine(Repository.Root, "src", "Rapport", "Features", "Accounts", "product-words.txt")))];

    private static bool IsRefused(string password)
    {
        try
        {
            PasswordRules.Check(password);
            return false;
        }
        catch (Refusal)
        {
            return true;
        }
    }

    private static async Task<List<Verdict>> InBrowsersWords(List<string> table)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(InNode.Folder, "weakness.mjs")])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.Combine(Repository.Root, "web"),
            StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8,
        })!;
        var (told, trouble) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(table));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await trouble);
        return JsonSerializer.Deserialize<List<Verdict>>(await told, JsonSerializerOptions.Web)!;
    }

    private sealed record Verdict(double Worth, bool IsRefused);

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
