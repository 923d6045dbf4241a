using Rapport.Kernel;

namespace Rapport.Tests.Kernel;

public class TypedTextTests
{
    [Fact]
    public void Text_is_trimmed_and_every_line_end_becomes_one_kind() =>
        Assert.Equal("a\nb\nc\n\td", TypedText.Lines("  a\r\nb\rc\n\td \r\n", 100));

    [Fact]
    public void A_line_has_no_breaks() => Assert.Equal("Ana Maria", TypedText.Line("Ana\r\nMaria\t", 100));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("\u200B\u200D\uFEFF")]
    public void Nothing_visible_is_nothing(string? text)
    {
        Assert.Equal("", TypedText.Lines(text, 100));
        Assert.Equal("Say what was promised.", Refused(() => TypedText.Line(text, 100, "Say what was promised.")));
    }

    [Fact]
    public void Too_long_says_how_long()
    {
        Assert.Equal(10_000, TypedText.Lines(new string('a', 10_000), 10_000).Length);
        Assert.Equal(
            "Keep it under 10,000 characters; this has 12,345.",
            Refused(() => TypedText.Lines(new string('a', 12_345), 10_000)));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\u0001b")]
    [InlineData("a\u001bb")]
    [InlineData("a\vb")]
    [InlineData("a\bb")]
    public void Control_characters_are_refused(string text)
    {
        Assert.Contains("control character", Refused(() => TypedText.Lines(text, 100)), StringComparison.Ordinal);
        Assert.Contains("control character", Refused(() => TypedText.Line(text, 100)), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_character_is_refused()
    {
        foreach (var text in new[] { "a\uD83D", "\uDE00b", "\uDE00\uD83D", "\uD83D\uD83D\uDE00" })
            Assert.Contains("half of a character", Refused(() => TypedText.Lines(text, 100)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("👩🏽‍💻 done")]
    [InlineData("שלום עולם")]
    [InlineData("山田 太郎")]
    [InlineData("‮evil")]
    [InlineData("Z̴͑a̷͠l̵͗g̸̈o")]
    public void Every_script_is_welcome(string text) => Assert.Equal(text, TypedText.Lines(text, 100));

    private static string Refused(Action act)
    {
        var refusal = Assert.Throws<Refusal>(act);
        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        return refusal.Message;
    }
}
