namespace Rapport.Kernel;

/// <summary>
/// A form that makes something carries an id made for it, so that sending it twice makes one thing. The same id with other
/// words is no second sending: somebody came back to the form and wrote something else in it, which must not be lost.
/// </summary>
public static class Resent
{
    /// <summary>Makes what a form asks for, unless this form has made it already.</summary>
    /// <param name="made">Reads the words of what stands under the form's id; null where there is nothing that the sender may see.</param>
    /// <param name="asked">The words that the form has now.</param>
    /// <param name="make">Makes and saves it; false if the id turned out to be taken while saving.</param>
    /// <exception cref="Refusal">Conflict: other words stand there.</exception>
    public static async Task Once(Func<Task<string?>> made, string asked, Func<Task<bool>> make)
    {
        if (await made() is { } before)
            RefuseUnlessMade(before, asked);
        else if (!await make())
            RefuseUnlessMade(await made(), asked);
    }

    private static void RefuseUnlessMade(string? made, string asked) =>
        Refusal.Conflict(made != asked, "Something else was saved from this form already. Send it again to add this as well.");
}
