namespace Rapport.Features.OneOnOnes;

/// <summary>
/// One time at which a series plans to meet, computed from its rhythm and never stored while nobody touched it.
/// Within its series <see cref="PlannedStart"/> says which slot it is. A meeting may be moved anywhere inside its
/// slot's window, which opens on the Monday of the slot's week and closes where the next slot's window opens.
/// </summary>
/// <param name="Day">The planned day as the series' zone counts it.</param>
/// <param name="WindowTo">The first instant that is no longer in the window.</param>
public sealed record Slot(DateOnly Day, DateTimeOffset PlannedStart, int Minutes, DateTimeOffset WindowFrom, DateTimeOffset WindowTo)
{
    public DateTimeOffset PlannedEnd => PlannedStart.AddMinutes(Minutes);

    public bool Holds(DateTimeOffset instant) => WindowFrom <= instant && instant < WindowTo;
}
