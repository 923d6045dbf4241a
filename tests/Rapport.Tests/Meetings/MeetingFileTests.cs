using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public class MeetingFileTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 19, 9, 2, 0, TimeSpan.Zero);
    private static readonly PairPerson Hanna = new(Id<Person>.New(), "Hanna Weiß", "Europe/Berlin");
    private static readonly PairPerson Teo = new(Id<Person>.New(), "Teo Marković", "Europe/Berlin");

    [Fact]
    public void It_has_the_agreed_form()
    {
        const string expected =
            """
            ---
            date: 2026-03-19
            time: "10:02"
            time-zone: "Europe/Berlin"
            attendees:
              - "Hanna Weiß"
              - "Teo Marković"
            minutes: 29
            meeting: {id}
            ---

            # Teo Marković and Hanna Weiß, Thu 19 March 2026

            ## Date

            - Thu 19 March 2026, 10:02, Europe/Berlin

            ## Attendees

            - Hanna Weiß
            - Teo Marković

            ## Previous action items

            - [x] Answer the retry note (owner: Hanna Weiß, due: 2026-03-16, kept)

            ## Agenda

            ### The gateway

            Blocker, from Teo Marković, left open.

            > Two of three weekends.

            > Callum *wants* it.

            ### What worries Teo Marković most

            > A plane

            ## Action items

            - [ ] Teach Callum (owner: Teo Marković, due: 2026-03-26, proposed)
            - Nothing from Hanna Weiß: Still on the last one

            ## Decisions

            - Callum takes it (wrong if: Staging breaks) (look again: 2026-04-02)

            ## Follow-ups

            - Look again: The gateway

            ## Next meeting

            - Thu 26 March 2026, 10:00

            """;
        var (page, file) = Write("The gateway", "Two of three weekends.", "Callum *wants* it.");
        Assert.Equal(expected.ReplaceLineEndings("\n").Replace("{id}", page.Meeting.Id.ToString(), StringComparison.Ordinal), file);
    }

    [Theory]
    [InlineData("# heading\n## Decisions\n- forged")]
    [InlineData("```\nan open fence")]
    [InlineData("---\nforged: yaml\n---")]
    [InlineData("<!-- an open comment")]
    [InlineData("a\r\n\r\n## Decisions\r\n")]
    [InlineData("[x]: https://example.org\n\n    indented")]
    public void What_people_typed_does_not_change_its_structure(string hostile)
    {
        var (_, plain) = Write("x", "x", "x");
        var (_, file) = Write(hostile, hostile, hostile);

        Assert.Equal(Structure(plain), Structure(file));
        Assert.DoesNotContain("<!--", file.Replace("\\<", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_end_the_front_matter()
    {
        var (_, file) = Write("x", "x", "x", "Robert\"\n---\n# Tables");
        Assert.Contains("""  - "Robert\"\u000a---\u000a# Tables" """.TrimEnd() + "\n", file, StringComparison.Ordinal);
        Assert.Equal(2, file.Split('\n').Count(line => line == "---"));
    }

    private static IEnumerable<string> Structure(string file) =>
        file.Split('\n').Where(line => line.StartsWith('#') || line == "---").Select(line => line.StartsWith("## ", StringComparison.Ordinal) ? line : line[..3]);

    [Fact]
    public void What_a_note_names_is_said_in_words_as_it_is_now_and_no_address_leaves()
    {
        var loop = NamedThing.Of(Loop(Teo, "Teach *Callum*", new DateOnly(2026, 3, 26), LoopEnding.Kept));
        var (_, file) = Write("The gateway", "", $"Promise: [teach him]({loop.Address})\nDecision: [other](/meetings/{Guid.NewGuid()}#decision-{Guid.NewGuid()})", null, loop);

        Assert.Contains("> Promise: Teach \\*Callum\\*, Teo Marković, kept\n> Decision: other\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain("](", file, StringComparison.Ordinal);
    }

    private static (MeetingPage Page, string File) Write(string title, string details, string note, string? name = null, params NamedThing[] named)
    {
        var series = new Series(SeriesKind.Direct, Hanna.Id, Teo.Id, Hanna.Id, Start);
        var meeting = Meeting.Unplanned(series.Id, Start, 30);
        meeting.Start(Hanna.Id, Start);
        meeting.Close(Hanna.Id, "Still on the last one", null, Start.AddMinutes(29));
        var page = new MeetingPage(
            meeting, series, name is null ? Hanna : Hanna with { Name = name }, Teo, 0, 0, 0, null, null, null,
            [new(SharedTextKind.Concern, "A plane", 1, Teo.Id)]);
        var point = new MeetingPoint(
            Id<AgendaPoint>.New(), Teo.Id, 1, PointKind.Blocker, null, Part.Product, title, details, 0, null, null, null, note, 1, Teo.Id, false);
        var decision = new DecisionRow(Id<Decision>.New(), null, "Callum takes it", "Staging breaks", new DateOnly(2026, 4, 2), false, false, null, 1);
        return (page, MeetingFile.Write(new(
            page, [point], [decision], [Loop(Hanna, "Answer the retry note", new DateOnly(2026, 3, 16), LoopEnding.Kept)],
            [Loop(Teo, "Teach Callum", new DateOnly(2026, 3, 26), null)], new DateTime(2026, 3, 26, 10, 0, 0, DateTimeKind.Unspecified), "Europe/Berlin",
            new(named, Anyone, Start))));
    }

    private static readonly Viewer Anyone = new(Hanna.Id, Guid.NewGuid(), Id<AccountSession>.New(), "Hanna Weiß", "Europe/Berlin", false, false, Start);

    private static LoopRow Loop(PairPerson owner, string promise, DateOnly due, LoopEnding? ended) => new(
        Id<OpenLoop>.New(), Id<Series>.New(), owner == Hanna, owner.Id, owner.Name, owner.TimeZone, Teo.Id, Teo.Name, promise, due, due, 0,
        owner.Id, Start, ended is not null, null, ended is null ? null : Start, ended, null);
}
