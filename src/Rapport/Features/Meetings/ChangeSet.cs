using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// One change of a text, from its beginning to its end: what stays, what goes, what comes in its place. It is read from
/// and written as the editor's own form, <c>[12, [3, "first line", "second line"], 5]</c>: lengths that stay, and lengths
/// that go with the lines that come. Lengths count UTF-16 units.
/// </summary>
public sealed class ChangeSet
{
    private const string DoesNotFit = "This change does not fit the text. Copy what you typed and open the page again.";

    // Our own pages read it, as JSON, so that nothing has to be escaped for HTML.
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ChangeSet(IReadOnlyList<Stretch> stretches) => Stretches = stretches;

    /// <summary>A part of the text as it was.</summary>
    /// <param name="Before">How long it was.</param>
    /// <param name="Inserted">What stands there now; null if it stays as it is.</param>
    public readonly record struct Stretch(int Before, string? Inserted)
    {
        public int After => Inserted?.Length ?? Before;
    }

    public IReadOnlyList<Stretch> Stretches { get; }

    /// <exception cref="Refusal">It is no change.</exception>
    public static ChangeSet Parse(string json)
    {
        try
        {
            using var read = JsonDocument.Parse(json);
            return Read(read.RootElement);
        }
        catch (JsonException)
        {
            throw new Refusal(RefusalKind.Invalid, DoesNotFit);
        }
    }

    /// <exception cref="Refusal">It is no change.</exception>
    public static ChangeSet Read(JsonElement json)
    {
        Refusal.Invalid(json.ValueKind != JsonValueKind.Array, DoesNotFit);
        return new([.. json.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Array ? Edit(part) : new Stretch(Length(part), null))]);
    }

    /// <summary>The smallest single change from one text to another; it cuts no pair of surrogates in two.</summary>
    public static ChangeSet Between(string before, string after)
    {
        var start = before.AsSpan().CommonPrefixLength(after);
        if (start > 0 && char.IsHighSurrogate(before[start - 1]))
            start--;

        var most = Math.Min(before.Length, after.Length) - start;
        var end = 0;
        while (end < most && before[^(end + 1)] == after[^(end + 1)])
            end++;
        if (end > 0 && char.IsLowSurrogate(before[^end]))
            end--;

        List<Stretch> stretches = [new(start, null), new(before.Length - start - end, after[start..^end]), new(end, null)];
        return new([.. stretches.Where(stretch => stretch.Before > 0 || stretch.After > 0)]);
    }

    /// <exception cref="Refusal">It was made for a text of another length.</exception>
    public string Apply(string text)
    {
        Refusal.Invalid(Stretches.Sum(stretch => (long)stretch.Before) != text.Length, DoesNotFit);
        var changed = new StringBuilder(text.Length + 16);
        var at = 0;
        foreach (var stretch in Stretches)
        {
            changed.Append(stretch.Inserted is { } inserted ? inserted : text.AsSpan(at, stretch.Before));
            at += stretch.Before;
        }

        return changed.ToString();
    }

    /// <summary>The editor's form of it.</summary>
    public override string ToString()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plainly))
        {
            json.WriteStartArray();
            foreach (var stretch in Stretches)
                Write(json, stretch);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, Stretch stretch)
    {
        if (stretch.Inserted is null)
        {
            json.WriteNumberValue(stretch.Before);
            return;
        }

        json.WriteStartArray();
        json.WriteNumberValue(stretch.Before);
        if (stretch.Inserted.Length > 0)
        {
            foreach (var line in stretch.Inserted.Split('\n'))
                json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }

    private static Stretch Edit(JsonElement part)
    {
        Refusal.Invalid(part.GetArrayLength() == 0, DoesNotFit);
        return new(Length(part[0]), string.Join('\n', part.EnumerateArray().Skip(1).Select(Line)));
    }

    private static int Length(JsonElement number)
    {
        Refusal.Invalid(number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var length) || length < 0, DoesNotFit);
        return number.GetInt32();
    }

    private static string Line(JsonElement line)
    {
        Refusal.Invalid(line.ValueKind != JsonValueKind.String, DoesNotFit);
        try
        {
            var text = line.GetString()!;
            Refusal.Invalid(text.AsSpan().ContainsAny('\n', '\r'), DoesNotFit);
            return text;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            throw new Refusal(RefusalKind.Invalid, "This contains half of a character, perhaps from a cut-off copy. Paste it again as plain text.");
        }
    }
}
