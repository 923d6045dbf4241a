namespace Rapport.Hosting;

/// <summary>Something that a feature does at every start, when the database is ready and nobody is served yet.</summary>
public sealed record BeforeServing(Func<IServiceProvider, CancellationToken, Task> Run);
