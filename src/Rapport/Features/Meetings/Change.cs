using System.Text.Json;
using System.Text.Json.Serialization;
using Rapport.Data;

namespace Rapport.Features.Meetings;

/// <summary>A change as browsers hear of it.</summary>
/// <param name="By">Whose it is.</param>
/// <param name="Set">As <see cref="ChangeSet"/> writes it.</param>
public sealed record Change(string Client, Guid By, [property: JsonPropertyName("change"), JsonConverter(typeof(Change.AsItIs))] string Set)
{
    /// <summary>What is JSON already goes out as it is.</summary>
    private sealed class AsItIs : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var read = JsonDocument.ParseValue(ref reader);
            return read.RootElement.GetRawText();
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteRawValue(value, skipInputValidation: true);
    }
}

/// <summary>A live text as it is opened.</summary>
public sealed record OpenedText(int Version, string Text);

/// <summary>What a text took since a version, or, where the history before was folded, the text as it is.</summary>
public sealed record PulledText(
    int Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Change>? Changes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text);

/// <summary>What became of a push.</summary>
/// <param name="Outcome">"taken", "behind", "folded" or "refused".</param>
/// <param name="Why">For the person, when it was refused.</param>
public sealed record PushAnswer(
    string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Version = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Change>? Changes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Why = null)
{
    public static PushAnswer Taken(int version) => new("taken", version);

    public static PushAnswer Refused(string why) => new("refused", Why: why);

    public static PushAnswer Late(TextSince since) =>
        since.Changes is { } changes ? new("behind", since.Version, changes) : new("folded", since.Version, Text: since.Text);
}
