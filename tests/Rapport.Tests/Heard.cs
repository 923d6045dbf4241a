using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rapport.Tests;

/// <summary>Everything that a server logs, with what it says of exceptions, as an operator could read it.</summary>
internal sealed class Heard : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new One(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class One(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
