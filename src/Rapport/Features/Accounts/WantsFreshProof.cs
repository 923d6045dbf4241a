using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Rapport.Access;

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
