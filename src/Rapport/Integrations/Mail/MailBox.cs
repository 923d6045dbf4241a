using System.Globalization;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Integrations.Mail;

/// <summary>An address and the name before it, for a header of a mail. There is none with a line break or another control character in it, so that nothing can begin a header of its own.</summary>
public readonly record struct MailBox
{
    // A name stands between quotes, and a backslash at its end would take the closing one with it: what follows would be read as part of it.
    private MailBox(string address, string? name) => (Address, Name) = (address, name?.Replace('\\', '/').Replace('"', '\''));

    public string Address { get; }

    public string? Name { get; }

    /// <exception cref="FormatException">One of them cannot stand in a header.</exception>
    public static MailBox Of(string address, string? name)
    {
        HeaderText.Check(address);
        HeaderText.Check(name ?? "");
        try
        {
            return new(EmailAddress.Of(address), string.IsNullOrWhiteSpace(name) ? null : HeaderText.Plain(name.Trim()));
        }
        catch (Refusal refused)
        {
            throw new FormatException("This is no address to write to.", refused);
        }
    }

    /// <summary>As somebody types it into a form.</summary>
    /// <exception cref="Refusal">One of them cannot stand in a header.</exception>
    public static MailBox Typed(string? address, string? name)
    {
        var (checkedAddress, checkedName) = (EmailAddress.Of(address), TypedText.LineOrNull(name, 100));
        Refusal.Invalid(!HeaderText.Fits(checkedAddress) || !HeaderText.Fits(checkedName ?? ""), "This contains an invisible character. Type it again.");
        return new(checkedAddress, checkedName);
    }
}

/// <summary>What a mail is about, for its header: one line.</summary>
public readonly record struct MailSubject
{
    private MailSubject(string text) => Text = text;

    public string Text { get; }

    /// <exception cref="FormatException">It cannot stand in a header.</exception>
    public static MailSubject Of(string text)
    {
        HeaderText.Check(text);
        return new(HeaderText.Plain(text));
    }
}

/// <summary>What may stand in a header of a mail.</summary>
internal static class HeaderText
{
    public static void Check(string text)
    {
        if (!Fits(text))
            throw new FormatException("A line break or a control character cannot stand in the header of a mail.");
    }

    /// <summary>What begins like an encoded word would be read as what it encodes: whatever that is, line breaks among it.</summary>
    public static string Plain(string text) => text.Replace("=?", "=\u200b?", StringComparison.Ordinal);

    public static bool Fits(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
            else if (char.IsSurrogate(text[at]) || char.GetUnicodeCategory(text[at]) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return false;
        }

        return true;
    }
}
