namespace Rapport.Hosting;

/// <summary>
/// Rapport cannot start, and the operator can do something about it. The message is one line that names the remedy;
/// it is printed without a stack trace and the program ends with a failure.
/// </summary>
public sealed class StartRefused(string message, Exception? cause = null) : Exception(message, cause);
