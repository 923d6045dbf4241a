using Rapport.Features.Accounts;
using Rapport.Kernel;

namespace Rapport.Tests.Accounts;

public class PasswordRulesTests
{
    [Theory]
    [InlineData("nine purple herons wade")]
    [InlineData("summer purple dragon monkey")]
    [InlineData("Tr0ubadour&3 over the hills")]
    [InlineData("kQ7#vR2pXz9!mLw")]
    [InlineData("三十六計走為上策也哉乎焉矣耶夫兮")]
    [InlineData("   spaces count too, at both ends   ")]
    [InlineData("zażółć gęślą jaźń")]
    public void Long_and_unforeseen_is_fine(string password) => PasswordRules.Check(password, "Teo Marković", "teo@example.org");

    [Theory]
    [InlineData("")]
    [InlineData("fourteen chars")]
    [InlineData("🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩🦩")]
    public void Fifteen_characters_are_the_least(string password) => Assert.Contains("at least 15", Refused(password), StringComparison.Ordinal);

    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("Password1234567!")]
    [InlineData("P@ssw0rdP@ssw0rd")]
    [InlineData("pa55word2026pa55word")]
    [InlineData("qwertyuiopasdfgh")]
    [InlineData("1qaz2wsx3edc4rfv")]
    [InlineData("123456789012345")]
    [InlineData("987654321098765")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcabcabc")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("Rapport2026Rapport!")]
    [InlineData("teo.markovic.2026")]
    [InlineData("Marković-Teo-1990")]
    [InlineData("iloveyouforever1")]
    [InlineData("letmeinletmein123")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("WelcomeWelcome1!")]
    public void What_somebody_would_try_first_is_refused(string password) =>
        Assert.Contains("first that somebody would try", Refused(password), StringComparison.Ordinal);

    [Fact]
    public void Long_ones_of_any_characters_are_taken_as_they_are()
    {
        PasswordRules.Check(string.Concat(Enumerable.Range(0x4e00, 64).Select(letter => (char)letter)));
        PasswordRules.Check(string.Concat(Enumerable.Range(0x4e00, 900).Select(letter => (char)letter)));
        Assert.Contains("at most", Refused(new string('x', 1001)), StringComparison.Ordinal);
    }

    private static string Refused(string password) =>
        Assert.Throws<Refusal>(() => PasswordRules.Check(password, "Teo Marković", "teo@example.org")).Message;
}
