namespace Rapport.Hosting;

/// <summary>Something to do with an installation instead of serving it: <c>./run backup FILE</c>.</summary>
/// <param name="Argument">What the one argument is called; in brackets if it may be left out, and is empty then.</param>
/// <param name="Verb">What it does, in a sentence: "back up".</param>
public sealed record Command(string Name, string Argument, string Verb, Func<string, ServerOptions, CancellationToken, Task> Run);
