using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Rapport.Access;

/// <summary>
/// Puts a <see cref="Viewer"/> to every request that needs one, and shows strangers the door: pages lead to the sign-in
/// page, everything else answers that nobody is signed in.
/// </summary>
public sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, SessionCookie cookie, Sessions sessions, CurrentViewer current)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // What is open to everybody does not ask who it is: no statement for a style sheet.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return AuthenticateResult.NoResult();

        if (cookie.Read(Request) is not { } session || await sessions.Find(session, Context.RequestAborted) is not { } viewer)
            return AuthenticateResult.NoResult();

        current.Viewer = viewer;
        return AuthenticateResult.Success(new AuthenticationTicket(Principal(viewer), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Context.GetEndpoint() is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
        else if (IsVisit())
            Response.Redirect(SignInPath(Request));
        else
            Response.StatusCode = StatusCodes.Status401Unauthorized;

        return Task.CompletedTask;
    }

    // What one may not do by one's position does not exist.
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string SignInPath(HttpRequest request) =>
        request.Path == "/" && !request.QueryString.HasValue
            ? "/sign-in"
            : "/sign-in" + QueryString.Create("returnUrl", request.Path + request.QueryString.Value);

    private bool IsVisit() =>
        HttpMethods.IsGet(Request.Method)
        && (!Request.Headers.TryGetValue("Sec-Fetch-Mode", out var mode) || mode == "navigate")
        && (Request.Headers.Accept.Count == 0 || Request.Headers.Accept.ToString() is var accept
            && (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept == "*/*"));

    // The forms' tokens are bound to "sub", so that a form outlives a new session of the same person.
    private static ClaimsPrincipal Principal(Viewer viewer)
    {
        var identity = new ClaimsIdentity(
            [new("sub", viewer.AccountId.ToString()), new("name", viewer.Name), new("person", viewer.PersonId.ToString())],
            Name, "name", null);
        if (viewer.IsAdministrator)
            identity.AddClaim(new("admin", "true"));
        if (viewer.IsAmongLeaders)
            identity.AddClaim(new("leads", "true"));

        return new(identity);
    }
}

/// <summary>Holds the viewer of one request, or of one call on a live connection.</summary>
public sealed class CurrentViewer
{
    public Viewer? Viewer { get; set; }
}
