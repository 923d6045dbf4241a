using System.Text.Json;
using System.Text.Json.Serialization;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>
/// What is to be said to somebody outside of these pages, once, whatever carries it: mail and every kind of chat are written
/// from it. It tells apart what people wrote from what the product says, and knows no markup: all of it is plain text.
/// </summary>
public sealed record Message(string Subject, IReadOnlyList<MessagePart> Parts, MessageLink? To)
{
    public const int LongestSubject = 200;
    public const int LongestText = 20_000;
    public const int MostParts = 400;

    private static readonly JsonSerializerOptions AsStored = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>A message that says nothing yet but what it is about.</summary>
    public static Message About(string subject) => new(TypedText.Line(Straight(subject), LongestSubject, "Say what the message is about."), [], null);

    public Message Heading(string text) => With(new Heading(Line(text)));

    /// <summary>A paragraph that the product says.</summary>
    public Message Word(string text) => With(new Paragraph(Lines(text), IsSaid: false));

    /// <summary>A paragraph that somebody wrote.</summary>
    public Message Said(string text) => With(new Paragraph(Lines(text), IsSaid: true));

    /// <summary>A line of a list: what the product says before and after what somebody wrote; both may be empty.</summary>
    public Message Row(string fact, string said, string note = "") =>
        With(new ListRow(Line(fact), Lines(said), Lines(note)));

    /// <summary>Where to go on.</summary>
    /// <param name="path">A path of our own, such as <c>/open-loops</c>; the installation's address is put before it when the message is sent.</param>
    public Message Link(string label, string path)
    {
        if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal) || path.Any(letter => letter <= ' ' || letter > '~' || letter is '\\' or '"' or '<' or '>'))
            throw new ArgumentException("A message leads to a path of our own.", nameof(path));

        return this with { To = new(Line(label), path) };
    }

    public string ToJson() => JsonSerializer.Serialize(this, AsStored);

    public static Message FromJson(string json) => JsonSerializer.Deserialize<Message>(json, AsStored)!;

    private static string Line(string text) => TypedText.Line(Straight(text), LongestSubject);

    private static string Lines(string text) => TypedText.Lines(Straight(text), LongestText);

    /// <summary>
    /// Without the marks that turn the direction of what follows: they reach beyond what somebody typed, into what the product says
    /// on the same line. Letters of scripts that run from the right do so without them.
    /// </summary>
    private static string Straight(string text) => text.Any(Turns) ? string.Concat(text.Where(letter => !Turns(letter))) : text;

    private static bool Turns(char letter) => letter is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    private Message With(MessagePart part) => Parts.Count < MostParts ? this with { Parts = [.. Parts, part] } : this;
}

/// <summary>One part of a message.</summary>
[JsonDerivedType(typeof(Heading), "heading")]
[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(ListRow), "row")]
public abstract record MessagePart;

public sealed record Heading(string Text) : MessagePart;

/// <param name="IsSaid">Whether a person wrote it.</param>
public sealed record Paragraph(string Text, bool IsSaid) : MessagePart;

/// <param name="Said">What somebody wrote; fact and note are the product's.</param>
public sealed record ListRow(string Fact, string Said, string Note) : MessagePart;

/// <summary>The one link of a message, into this installation.</summary>
public sealed record MessageLink(string Label, string Path);
