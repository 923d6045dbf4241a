using Rapport.Features.Shared;

namespace Rapport.Tests.Shared;

public sealed class CadenceDotsTests
{
    [Fact]
    public void The_picture_is_also_a_sentence() =>
        Assert.Equal("2 held, 1 moved, 1 left unfinished, 1 missed, 2 on leave.", CadenceDots.Totals(Dots(
            CadenceState.Held, CadenceState.Moved, CadenceState.Held, CadenceState.Missed, CadenceState.Excused,
            CadenceState.Excused, CadenceState.Unfinished, CadenceState.Next, CadenceState.Later)));

    [Fact]
    public void What_did_not_happen_is_not_counted_out() =>
        Assert.Equal("3 held.", CadenceDots.Totals(Dots(CadenceState.Held, CadenceState.Held, CadenceState.Held)));

    [Fact]
    public void A_series_that_has_not_begun_says_so() =>
        Assert.Equal("None yet.", CadenceDots.Totals(Dots(CadenceState.Next, CadenceState.Later)));

    private static CadenceDot[] Dots(params CadenceState[] states) =>
        [.. states.Select((state, week) => new CadenceDot(new DateOnly(2026, 1, 1).AddDays(7 * week), state))];
}
