using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;

namespace Rapport.Features.Administration;

/// <summary>The way to everything that administrators keep in order.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class AdministrationModel : PageModel;
