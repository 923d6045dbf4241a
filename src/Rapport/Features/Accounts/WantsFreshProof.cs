using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Rapport.Access;
using Rapport.Hosting;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>A page that changes what protects an account: whoever opens it shows their password or passkey first, unless they just did.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WantsFreshProofAttribute : Attribute, IAsyncResourceFilter
{
    public Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        if (services.GetRequiredService<Viewer>().HasJustProved(services.GetRequiredService<TimeProvider>().GetUtcNow()))
            return next();

        context.Result = new LocalRedirectResult("/sign-in/again" + QueryString.Create("returnUrl", context.HttpContext.Request.Path));
        return Task.CompletedTask;
    }
}

/// <summary>
/// The same for a route that hands out a file: <c>/people.csv</c>, <c>/meetings/….md</c>. Who has shown who they are comes back to
/// the page that offers it, whose address is the file's without its ending.
/// </summary>
public static class FreshFiles
{
    public static RouteHandlerBuilder WantFreshProof(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (call, next) =>
    {
        var (request, services) = (call.HttpContext.Request, call.HttpContext.RequestServices);
        if (services.GetRequiredService<Viewer>().HasJustProved(services.GetRequiredService<TimeProvider>().GetUtcNow()))
            return await next(call);

        Refusal.Forbidden(request.WantsJson(), "Sign in again before you do this.");
        return Results.LocalRedirect("/sign-in/again" + QueryString.Create("returnUrl", Path.ChangeExtension(request.Path.Value!, null)));
    });
}
