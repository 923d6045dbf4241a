using System.Globalization;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>Lines that Hanna writes in her meeting with Teo on Thursday 19 March 2026; they meet next a week later.</summary>
public class SaidLineTests
{
    private static readonly Id<Person> Hanna = Id<Person>.New();
    private static readonly Id<Person> Teo = Id<Person>.New();

    [Theory]
    [InlineData("[] Show Callum one release by Friday", "Show Callum one release", null, "2026-03-20")]
    [InlineData("[ ] Show Callum one release", "Show Callum one release", null, null)]
    [InlineData("- [] @me ask legal in two weeks", "ask legal", "Hanna", "2026-04-02")]
    [InlineData("/loop @you ask legal before our next 1:1", "ask legal", "Teo", "2026-03-26")]
    [InlineData("/loop @Teo ask legal end of quarter", "ask legal", "Teo", "2026-03-31")]
    [InlineData("/LOOP @teo: ask legal", "ask legal", "Teo", null)]
    [InlineData("/loop @Teo Marković ask legal", "ask legal", "Teo", null)]
    [InlineData("[] ask legal @hanna by Friday", "ask legal", "Hanna", "2026-03-20")]
    [InlineData("[] By Friday @me: ask legal", "ask legal", "Hanna", "2026-03-20")]
    [InlineData("[] I'll ask legal tomorrow", "I'll ask legal", "Hanna", "2026-03-20")]
    [InlineData("[] I’ll ask legal", "I’ll ask legal", "Hanna", null)]
    [InlineData("[] you will ask legal", "you will ask legal", "Teo", null)]
    [InlineData("[] ask Teo about legal", "ask Teo about legal", null, null)]
    [InlineData("[] ask @Priya about legal", "ask @Priya about legal", null, null)]
    [InlineData("[] ask @Teodora about legal", "ask @Teodora about legal", null, null)]
    [InlineData("[] write to legal@you.example", "write to legal@you.example", null, null)]
    [InlineData("[] tell you what I may find", "tell you what I may find", null, null)]
    public void A_promise_with_its_owner_and_its_day(string line, string words, string? owner, string? day)
    {
        var said = SaidLine.Read(line, Context());
        Assert.NotNull(said);
        Assert.Equal((SaidKind.Loop, words, owner, day), (said.Kind, said.Words, Name(said.Owner), said.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("/decision Callum takes the next one", "Callum takes the next one", null)]
    [InlineData("/decision We freeze on 2 April", "We freeze on 2 April", null)]
    [InlineData("/decision Callum takes the next one, look again in six weeks", "Callum takes the next one", "2026-04-30")]
    [InlineData("/decision Keep two queues. Revisit end of quarter", "Keep two queues.", "2026-03-31")]
    [InlineData("/decision We preview on 2 April", "We preview on 2 April", null)]
    public void A_decision_keeps_its_days_unless_one_looks_again_then(string line, string words, string? day)
    {
        var said = SaidLine.Read(line, Context());
        Assert.NotNull(said);
        Assert.Equal((SaidKind.Decision, words, null, day), (said.Kind, said.Words, Name(said.Owner), said.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_point_is_its_words() =>
        Assert.Equal(new SaidLine(SaidKind.Point, "Why do we meet on Friday @Teo", null, null), SaidLine.Read("  /point Why do we meet on Friday @Teo", Context()));

    [Theory]
    [InlineData("Nothing in particular")]
    [InlineData("/loops are nice")]
    [InlineData("/theme burnout")]
    [InlineData("[x] done already")]
    [InlineData("[]without a space")]
    [InlineData("see [] above")]
    [InlineData("[a link](/today)")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_lines_are_text(string? line) => Assert.Null(SaidLine.Read(line, Context()));

    [Fact]
    public void Of_two_who_share_a_name_the_other_is_meant()
    {
        var said = SaidLine.Read("[] @Kim ask legal", Context() with { WriterName = "Kim Lee", OtherName = "Kim Berg" });
        Assert.Equal(Teo, said?.Owner);
    }

    private static string? Name(Id<Person>? person) => person == Hanna ? "Hanna" : person == Teo ? "Teo" : null;

    private static SaidLine.Context Context() => new(
        Hanna, "Hanna Weiß", Teo, "Teo Marković", new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero), "Europe/Berlin", new DateOnly(2026, 3, 26));
}
