namespace Rapport.Kernel;

/// <summary>
/// A form that makes something carries an id made for it, so that sending it twice makes one thing. The same id with other
/// words is no second sending: somebody came back to the form and wrote something else in it, which must not be lost.
/// </summary>
public static class Resent
{
    /// <summary>Whether this form has made its thing already.</summary>
    /// <param name="made">The words of what stands under the form's id; null where there is nothing.</param>
    /// <exception cref="Refusal">Conflict: other words stand there.</exception>
    public static bool IsMade(string? made, string asked)
    {
        if (made is not null)
            RefuseUnlessMade(made, asked);
        return made is not null;
    }

    /// <summary>For when the id turned out to be taken while saving.</summary>
    /// <exception cref="Refusal">Conflict: by something else.</exception>
    public static void RefuseUnlessMade(string? made, string asked) =>
        Refusal.Conflict(made != asked, "Something else was saved from this form already. Send it again to add this as well.");
}
