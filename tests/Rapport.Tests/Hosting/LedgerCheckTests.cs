namespace Rapport.Tests.Hosting;

/// <summary>The ledger finds what must not happen: each scene is one way of losing or doubling what somebody typed.</summary>
public class LedgerCheckTests
{
    private readonly Ledger _ledger = new();

    public LedgerCheckTests()
    {
        _ledger.Adds("acknowledged");
        _ledger.Added("acknowledged");
        _ledger.Adds("unanswered");
        _ledger.Saves("Note", "first", 0);
        _ledger.Saved("first", 1);
        _ledger.Saves("Note", "second", 1);
        _ledger.Saved("second", 2);
        _ledger.Saves("Note", "third", 2);
    }

    [Fact]
    public void All_is_well_whether_or_not_what_was_not_answered_is_there()
    {
        Assert.Empty(Faults(["acknowledged"], "second", 2));
        Assert.Empty(Faults(["acknowledged", "unanswered"], "third", 3));
    }

    [Fact]
    public void A_lost_point_is_found() => Assert.Equal([FaultKind.Lost], Faults([], "second", 2));

    [Fact]
    public void A_doubled_point_is_found_even_if_it_was_not_answered() =>
        Assert.Equal([FaultKind.Doubled], Faults(["acknowledged", "unanswered", "unanswered"], "second", 2));

    [Fact]
    public void A_point_that_nobody_sent_is_found() => Assert.Equal([FaultKind.Unknown], Faults(["acknowledged", "made up"], "second", 2));

    [Theory]
    [InlineData("first", 1)]
    [InlineData("first", 2)]
    [InlineData("", 0)]
    public void A_text_that_went_back_is_found(string words, int version) => Assert.Equal([FaultKind.Lost], Faults(["acknowledged"], words, version));

    [Theory]
    [InlineData("second", 3)]
    [InlineData("third", 4)]
    [InlineData("made up", 3)]
    public void A_text_that_nobody_can_have_saved_is_found(string words, int version) =>
        Assert.Equal([FaultKind.Unknown], Faults(["acknowledged"], words, version));

    [Fact]
    public void Two_saves_on_the_same_version_are_found()
    {
        _ledger.Saves("Note", "unseen", 1);
        _ledger.Saved("unseen", 2);

        Assert.Contains(FaultKind.Overwritten, Faults(["acknowledged"], "unseen", 2));
    }

    [Fact]
    public void A_save_over_a_version_that_its_writer_had_not_seen_is_found()
    {
        _ledger.Saved("third", 4);

        Assert.Equal([FaultKind.Overwritten], Faults(["acknowledged"], "third", 4));
    }

    [Fact]
    public void A_refusal_is_found()
    {
        _ledger.Refused("unanswered", 401);

        Assert.Equal([FaultKind.Refused], Faults(["acknowledged"], "second", 2));
    }

    private IEnumerable<FaultKind> Faults(string[] additions, string words, int version) =>
        _ledger.Compare(new(additions, new Dictionary<string, (string, int)> { ["Note"] = (words, version) })).Select(fault => fault.Kind);
}
