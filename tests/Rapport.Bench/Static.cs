using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rapport.Bench;

/// <summary>A server that answers with as many bytes as it is asked for, and knows nothing else: what the machine can do at best.</summary>
public static class Static
{
    public static async Task Serve(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:" + port);
        var app = builder.Build();
        byte[] page = [.. Enumerable.Repeat((byte)'x', 4 * 1024 * 1024)];
        app.Run(async context =>
        {
            var length = int.Parse(context.Request.Path.Value.AsSpan(1), CultureInfo.InvariantCulture);
            context.Response.ContentLength = length;
            await context.Response.BodyWriter.WriteAsync(page.AsMemory(0, length));
        });
        await app.RunAsync();
    }
}
