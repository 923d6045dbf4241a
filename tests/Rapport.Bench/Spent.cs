using System.Globalization;

namespace Rapport.Bench;

/// <summary>
/// Processor time in milliseconds. It says what a page costs also where the machine is shared, which the time that passed
/// does not.
/// </summary>
/// <param name="Database">Of the processes that the server started: its embedded PostgreSQL.</param>
public sealed record Spent(double Own, double Database)
{
    // The kernel counts in hundredths of a second.
    private const double Tick = 10;

    public static Spent By(int server)
    {
        var all = Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])).Select(Read).OfType<(int Id, int Parent, double Time)>().ToList();
        var family = new HashSet<int> { server };
        while (all.Any(process => family.Contains(process.Parent) && family.Add(process.Id)))
        {
        }

        return new(all.First(process => process.Id == server).Time, all.Where(process => process.Id != server && family.Contains(process.Id)).Sum(process => process.Time));
    }

    /// <summary>What one request cost, of so many since then.</summary>
    public Spent Since(Spent before, int requests) => new((Own - before.Own) / requests, (Database - before.Database) / requests);

    private static (int Id, int Parent, double Time)? Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path + "/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(Path.GetFileName(path)), Number(fields[1]), (Number(fields[11]) + Number(fields[12])) * Tick);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
