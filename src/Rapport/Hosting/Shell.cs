using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Rapport.Hosting;

/// <summary>The few things that Linux offers and .NET does not: signals, owners, and running a small program to its end.</summary>
internal static class Shell
{
    public const int Interrupt = 2;
    public const int Quit = 3;

    /// <summary>Runs a program and returns what it wrote.</summary>
    /// <exception cref="StartRefused">The program is missing or failed.</exception>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new StartRefused($"{program} failed: {OneLine(errors.Result)}");

        return output.Trim();
    }

    /// <exception cref="StartRefused">The program is missing.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new StartRefused(
                start.FileName is "setsid" or "setpriv"
                    ? $"The program {start.FileName} is missing. Install it: apt-get install util-linux"
                    : $"{start.FileName} cannot be run ({missing.Message}).",
                missing);
        }
    }

    public static void Signal(int process, int signal) => _ = kill(process, signal);

    /// <summary>The path of something that exists, with every symbolic link on the way resolved.</summary>
    public static string RealPath(string path)
    {
        var resolved = new byte[4096];
        return realpath(path, resolved) == 0
            ? path
            : Encoding.UTF8.GetString(resolved, 0, Array.IndexOf(resolved, (byte)0));
    }

    public static string OneLine(string text) =>
        string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint realpath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, byte[] resolved);
}
