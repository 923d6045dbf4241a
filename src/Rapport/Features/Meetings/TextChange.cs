using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// One change that a live text took, kept while somebody may still be behind it. Soon after the meeting it is deleted;
/// the text, its version and who wrote what stay.
/// </summary>
public sealed class TextChange
{
    private TextChange() { }

    public TextChange(Id<SharedText> text, int version, string client, Id<Person> author, ChangeSet change, DateTimeOffset at) =>
        (TextId, Version, Client, AuthorId, Change, WrittenAt) = (text, version, client, author, change.ToString(), at);

    public Id<SharedText> TextId { get; private init; }

    /// <summary>The text's version after this change.</summary>
    public int Version { get; private init; }

    /// <summary>The browser tab it came from, so that a tab knows its own changes again; "form" for a plain form.</summary>
    public string Client { get; private init; } = "";
    public Id<Person> AuthorId { get; private init; }

    /// <summary>As <see cref="ChangeSet"/> writes it.</summary>
    public string Change { get; private init; } = "";
    public DateTimeOffset WrittenAt { get; private init; }
}
