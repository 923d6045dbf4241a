using Microsoft.AspNetCore.Mvc.Rendering;

namespace Rapport.Features.Agendas;

/// <summary>What the fields of a point offer to choose from.</summary>
public static class PointChoices
{
    public static IEnumerable<SelectListItem> Kinds() => Enum.GetValues<PointKind>().Select(kind => new SelectListItem(kind.Word(), kind.ToString()));

    public static IEnumerable<SelectListItem> SubKinds() =>
        Enum.GetValues<PointSubKind>().Select(kind => new SelectListItem(kind.ToString(), kind.ToString())).Prepend(new("None", ""));

    public static IEnumerable<SelectListItem> Parts() => Enum.GetValues<Part>().Select(part => new SelectListItem(part.ToString(), part.ToString()));

    /// <summary>The parts for a new point, whose kind may decide.</summary>
    public static IEnumerable<SelectListItem> PartsOfNew() => Parts().Prepend(new("As usual for this kind", ""));
}
