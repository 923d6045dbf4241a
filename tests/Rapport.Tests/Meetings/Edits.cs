using System.Text;
using System.Text.Json;
using Rapport.Features.Meetings;

namespace Rapport.Tests.Meetings;

/// <summary>
/// The browser's half of typing together, written anew for the tests: a change as steps along a text, and what becomes of
/// it when another change comes before it.
/// </summary>
public sealed record Edits(IReadOnlyList<Edits.Step> Steps)
{
    /// <summary>Keep or delete so much, or insert these words.</summary>
    public readonly record struct Step(int Keep, int Delete, string Insert);

    public static Edits Replace(int length, int from, int to, string with) =>
        new([.. new Step[] { new(from, 0, ""), new(0, 0, with), new(0, to - from, ""), new(length - to, 0, "") }.Where(step => step != new Step(0, 0, ""))]);

    public static Edits Read(JsonElement change) => new(
    [
        .. change.EnumerateArray().SelectMany(part => part.ValueKind == JsonValueKind.Number
            ? [new Step(part.GetInt32(), 0, "")]
            : new Step[] { new(0, 0, string.Join('\n', part.EnumerateArray().Skip(1).Select(line => line.GetString()))), new(0, part[0].GetInt32(), "") })
            .Where(step => step != new Step(0, 0, "")),
    ]);

    public string Apply(string text)
    {
        var (changed, at) = (new StringBuilder(), 0);
        foreach (var step in Steps)
        {
            changed.Append(step.Insert).Append(text, at, step.Keep);
            at += step.Keep + step.Delete;
        }

        Assert.Equal(text.Length, at);
        return changed.ToString();
    }

    /// <summary>The same intention after the other change has happened.</summary>
    /// <param name="isFirst">Where both insert at one place, whether this one's words come first.</param>
    public Edits After(Edits other, bool isFirst)
    {
        var (mine, theirs, steps) = (new Queue<Step>(Steps), new Queue<Step>(other.Steps), new List<Step>());
        var (my, their) = (Next(mine), Next(theirs));
        while (my is not null || their is not null)
        {
            if (my is { Insert.Length: > 0 } insert && (isFirst || their is not { Insert.Length: > 0 }))
            {
                steps.Add(insert);
                my = Next(mine);
            }
            else if (their is { Insert.Length: > 0 } inserted)
            {
                steps.Add(new(inserted.Insert.Length, 0, ""));
                their = Next(theirs);
            }
            else
            {
                var (one, two) = (my!.Value, their!.Value);
                var length = Math.Min(one.Keep + one.Delete, two.Keep + two.Delete);
                if (two.Keep > 0)
                    steps.Add(one.Keep > 0 ? new(length, 0, "") : new(0, length, ""));
                (my, their) = (Rest(one, length) ?? Next(mine), Rest(two, length) ?? Next(theirs));
            }
        }

        return new(steps);
    }

    /// <summary>The editor's form of it.</summary>
    public string ToJson()
    {
        var parts = new List<object>();
        for (var at = 0; at < Steps.Count; at++)
        {
            var step = Steps[at];
            if (step.Keep > 0)
            {
                parts.Add(step.Keep);
                continue;
            }

            // Inserting and deleting beside each other is one replacement.
            var (words, gone) = (new StringBuilder(step.Insert), step.Delete);
            for (; at + 1 < Steps.Count && Steps[at + 1].Keep == 0; at++)
            {
                words.Append(Steps[at + 1].Insert);
                gone += Steps[at + 1].Delete;
            }

            parts.Add(words.Length == 0 ? [gone] : (object[])[gone, .. words.ToString().Split('\n')]);
        }

        return JsonSerializer.Serialize(parts);
    }

    private static Step? Next(Queue<Step> steps) => steps.TryDequeue(out var step) ? step : null;

    private static Step? Rest(Step step, int length) =>
        step.Keep > length ? step with { Keep = step.Keep - length } : step.Delete > length ? step with { Delete = step.Delete - length } : null;
}

/// <summary>One tab with one text open: what it knows to be kept, and what it has typed since.</summary>
public sealed class Tab(string kind, Guid? point)
{
    private readonly List<Edits> _pending = [];

    public string Client { get; } = Guid.NewGuid().ToString();

    public int Version { get; private set; }

    public string Text { get; private set; } = "";

    public bool IsSaved => _pending.Count == 0;

    public async Task Open(LiveLine line)
    {
        var opened = await line.Open(kind, point);
        (Version, Text) = (opened.GetProperty("version").GetInt32(), opened.GetProperty("text").GetString()!);
    }

    public void Type(int from, int to, string words)
    {
        var edit = Edits.Replace(Text.Length, from, to, words);
        Text = edit.Apply(Text);
        _pending.Add(edit);
    }

    /// <summary>Takes what came; what is known already is passed over, and a gap is left for a pull.</summary>
    public void Hear(int version, JsonElement changes)
    {
        var at = version - changes.GetArrayLength();
        if (at > Version)
            return;

        foreach (var change in changes.EnumerateArray().Skip(Version - at))
        {
            Version++;
            if (change.GetProperty("client").GetString() == Client)
                _pending.RemoveAt(0);
            else
                Rebase(Edits.Read(change.GetProperty("change")));
        }
    }

    /// <summary>Sends what is typed and not kept.</summary>
    /// <param name="hastily">Twice at once, as when an answer was lost.</param>
    /// <returns>How many of its changes the server said it has kept.</returns>
    public async Task<int> Push(LiveLine line, bool hastily = false)
    {
        var (count, changes) = (_pending.Count, "[" + string.Join(',', _pending.Select(edit => edit.ToJson())) + "]");
        var first = line.Push(kind, point, Version, Client, changes);
        var second = hastily ? line.Push(kind, point, Version, Client, changes) : null;
        var taken = Take(await first, count);
        if (second is not null)
            taken = Math.Max(taken, Take(await second, count));
        return taken;
    }

    public async Task Pull(LiveLine line) => Late(await line.Pull(kind, point, Version));

    private int Take(JsonElement answer, int count)
    {
        switch (answer.GetProperty("outcome").GetString())
        {
            case "taken" when Version < answer.GetProperty("version").GetInt32():
                Version = answer.GetProperty("version").GetInt32();
                _pending.RemoveRange(0, count);
                return count;
            case "behind":
                var before = _pending.Count;
                Late(answer);
                return before - _pending.Count;
            case "taken":
                return 0;
            default:
                Assert.Fail(answer.GetRawText());
                return 0;
        }
    }

    private void Late(JsonElement since) => Hear(since.GetProperty("version").GetInt32(), since.GetProperty("changes"));

    private void Rebase(Edits theirs)
    {
        for (var at = 0; at < _pending.Count; at++)
            (_pending[at], theirs) = (_pending[at].After(theirs, isFirst: false), theirs.After(_pending[at], isFirst: true));
        Text = theirs.Apply(Text);
    }
}
