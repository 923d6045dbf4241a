using Rapport.Features.Shared;

namespace Rapport.BrowserTests.Gallery;

/// <summary>What the gallery shows: one Thursday in March, seen by one manager.</summary>
public static class GalleryData
{
    public static readonly DateOnly Today = new(2026, 3, 19);
    public static readonly DateTime Now = new(2026, 3, 19, 9, 35, 0, DateTimeKind.Unspecified);

    public static readonly IReadOnlyList<CadenceDot> HalfAYear = Row("hhhmhhhhhhhhheehxmhhhhhmhun", 7);
    public static readonly IReadOnlyList<CadenceDot> FirstWeeks = Row("nlllllllllll", 7, new DateOnly(2026, 3, 23));

    public static readonly IReadOnlyList<(string Name, IReadOnlyList<CadenceDot> Dots)> Eight =
    [
        ("Teo Adeyemi", Row("hhhhhmhn", 7)),
        ("Priya Raghunathan", Row("hhhhhhhn", 7)),
        ("Jonas Weidemann", Row("hhehhhhl", 7)),
        ("Милена Ђорђевић", Row("hmhhheel", 7)),
        ("Nguyễn Thảo", Row("hhhhhxhl", 7)),
        ("Callum Reid", Row("hhmn", 14)),
    ];

    public static readonly IReadOnlyList<PartTime> Parts =
    [
        new("People", new TimeSpan(0, 7, 50), TimeSpan.FromMinutes(10), Left: TimeSpan.FromMinutes(20)),
        new("Product", new TimeSpan(0, 4, 50), TimeSpan.FromMinutes(10)),
        new("Process", TimeSpan.Zero, TimeSpan.FromMinutes(10)),
    ];

    public static readonly IReadOnlyList<PartTime> Spent =
    [
        new("People", new TimeSpan(0, 13, 58), TimeSpan.FromMinutes(10)),
        new("Product", new TimeSpan(0, 9, 10), TimeSpan.FromMinutes(10)),
        new("Process", new TimeSpan(0, 5, 50), TimeSpan.FromMinutes(10)),
    ];

    public const string Long = "Maria-Theresia Anneliese Freifrau von Hohenstein-Wolkenburg zu Oberunterhausen-Niederdorf auf Steg";

    private static CadenceDot[] Row(string states, int days, DateOnly? first = null) =>
        states.Select((state, index) => new CadenceDot(
            (first ?? Today.AddDays(-days * (states.Length - 1))).AddDays(days * index),
            state switch
            {
                'h' => CadenceState.Held,
                'm' => CadenceState.Moved,
                'x' => CadenceState.Missed,
                'e' => CadenceState.Excused,
                'u' => CadenceState.Unfinished,
                'n' => CadenceState.Next,
                _ => CadenceState.Later,
            })).ToArray();
}
