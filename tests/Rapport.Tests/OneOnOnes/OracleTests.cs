using System.Diagnostics;
using System.Globalization;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.OneOnOnes;

/// <summary>
/// Compares every slot and window with those that oracle.py works out by other means: 30 zones, four cadences, 2024 to
/// 2036. The short form runs always; the long form of a million occurrences runs with RAPPORT_PROVE=1 and adds its
/// figures to the file that RAPPORT_PROOF names. RAPPORT_ZONEINFO points the oracle at other zone data than the machine's.
/// </summary>
public class OracleTests
{
    private const int ShortSets = 2;

    // Some 31,000 occurrences a set.
    private const int LongSets = 34;

    private static readonly Lazy<string[]> ShortForm = new(() => [.. Ask(ShortSets)]);

    [Fact]
    public void Every_slot_and_window_is_the_one_that_the_oracle_finds()
    {
        var verdict = new Verdict(Planned);
        verdict.Read(ShortForm.Value);

        Assert.True(verdict.Wrong == 0, string.Join('\n', verdict.Examples));
        Assert.InRange(verdict.Right, 50_000, int.MaxValue);
        Assert.InRange(verdict.Skipped, 300, int.MaxValue);
        Assert.InRange(verdict.Repeated, 300, int.MaxValue);
        Assert.InRange(verdict.LeftOut, 0, verdict.Right / 10);
    }

    [Fact]
    public void Taking_the_second_pass_of_a_repeated_hour_is_caught() => AssertCaught((rhythm, slot) =>
    {
        var later = slot.PlannedStart.AddHours(1);
        return WallClock.Local(later, rhythm.Zone) == (slot.Day, rhythm.At) ? slot with { PlannedStart = later } : slot;
    });

    [Fact]
    public void Moving_a_skipped_hour_backward_is_caught() => AssertCaught((rhythm, slot) =>
    {
        var shown = WallClock.Local(slot.PlannedStart, rhythm.Zone).At;
        return shown == rhythm.At ? slot : slot with { PlannedStart = slot.PlannedStart - (shown - rhythm.At) };
    });

    [Fact]
    public void Closing_a_window_seven_times_24_hours_after_it_opened_is_caught() => AssertCaught((rhythm, slot) =>
        rhythm.Cadence == Cadence.Weekly ? slot with { WindowTo = slot.WindowFrom.AddDays(7) } : slot);

    [Fact]
    public void A_million_occurrences_agree_with_the_oracle()
    {
        Assert.SkipUnless(Proof.IsWanted, "Runs with RAPPORT_PROVE=1.");

        var clock = Stopwatch.StartNew();
        var verdict = new Verdict(Planned);
        verdict.Read(Ask(LongSets));

        Proof.Add(verdict.Line(clock.Elapsed));
        Assert.True(verdict.Wrong == 0, string.Join('\n', verdict.Examples));
        Assert.InRange(verdict.Right, 1_000_000, int.MaxValue);
    }

    private static IEnumerable<Slot> Planned(Rhythm rhythm) =>
        new SlotPlan([rhythm], null).Slots(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private static void AssertCaught(Func<Rhythm, Slot, Slot> spoil)
    {
        var verdict = new Verdict(rhythm => Planned(rhythm).Select(slot => spoil(rhythm, slot)));
        verdict.Read(ShortForm.Value);

        Assert.InRange(verdict.Wrong, 100, verdict.Right);
    }

    private static IEnumerable<string> Ask(int sets)
    {
        var ask = new ProcessStartInfo("/usr/bin/python3") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        ask.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OneOnOnes", "oracle.py"));
        ask.ArgumentList.Add(sets.ToString(CultureInfo.InvariantCulture));
        if (Environment.GetEnvironmentVariable("RAPPORT_ZONEINFO") is { Length: > 0 } folder)
            ask.ArgumentList.Add(folder);

        using var oracle = Process.Start(ask)!;
        var trouble = oracle.StandardError.ReadToEndAsync();
        while (oracle.StandardOutput.ReadLine() is { } line)
            yield return line;

        oracle.WaitForExit();
        Assert.True(oracle.ExitCode == 0, $"The oracle needs Debian's python3-dateutil and tzdata. It said: {trouble.Result}");
    }

    /// <summary>What a reading of the oracle's lines came to.</summary>
    private sealed class Verdict(Func<Rhythm, IEnumerable<Slot>> plan)
    {
        private static readonly DateOnly LastDay = new(2036, 12, 31);

        private readonly Dictionary<string, List<(long At, int Offset)>> offsets = [];
        private readonly Dictionary<string, HashSet<long>> disputed = [];
        private string oracleData = "";
        private string zone = "";
        private string rhythmLine = "";
        private IEnumerator<Slot> ours = Enumerable.Empty<Slot>().GetEnumerator();

        public int Right { get; private set; }

        public int Wrong { get; private set; }

        public int Skipped { get; private set; }

        public int Repeated { get; private set; }

        /// <summary>Occurrences within a day of a difference between two releases of the zone data.</summary>
        public int LeftOut { get; private set; }

        public List<string> Examples { get; } = [];

        public void Read(IEnumerable<string> lines)
        {
            foreach (var line in lines)
            {
                var words = line.Split(' ');
                switch (words[0])
                {
                    case "data":
                        oracleData = words[1];
                        break;
                    case "zone":
                        zone = words[1];
                        offsets[zone] = [];
                        break;
                    case "offset":
                        offsets[zone].Add((Whole(words[1]), (int)Whole(words[2])));
                        break;
                    case "rhythm":
                        EndRhythm();
                        Begin(words, line);
                        break;
                    default:
                        Compare(words, line);
                        break;
                }
            }

            EndRhythm();
        }

        public string Line(TimeSpan took) => string.Create(
            CultureInfo.InvariantCulture,
            $"cadence: {Right + Wrong:N0} occurrences, {Wrong:N0} wrong, {took.TotalSeconds:0} s, zone data {WallClock.ZoneData} against the oracle's {oracleData}; "
            + $"{Skipped:N0} in skipped and {Repeated:N0} in repeated hours, {LeftOut:N0} left out where the two releases differ");

        private void Begin(string[] words, string line)
        {
            rhythmLine = line;
            zone = words[1];
            var rhythm = new Rhythm(
                Enum.Parse<Cadence>(words[2]),
                Enum.Parse<DayOfWeek>(words[3]),
                TimeOnly.ParseExact(words[4], "HH:mm", CultureInfo.InvariantCulture),
                zone,
                30,
                Day(words[5]));
            ours = plan(rhythm).GetEnumerator();
        }

        private void Compare(string[] words, string line)
        {
            var slot = ours.MoveNext() ? ours.Current : null;
            var instants = words[2..5].Select(Whole).ToArray();
            if (slot?.Day == Day(words[1]) && instants.Any(IsDisputed))
            {
                LeftOut++;
                return;
            }

            Skipped += words[5] == "skipped" ? 1 : 0;
            Repeated += words[5] == "repeated" ? 1 : 0;
            var agrees = slot is not null
                && slot.Day == Day(words[1])
                && slot.PlannedStart.ToUnixTimeSeconds() == instants[0]
                && slot.WindowFrom.ToUnixTimeSeconds() == instants[1]
                && slot.WindowTo.ToUnixTimeSeconds() == instants[2];
            Count(agrees, line);
        }

        private void EndRhythm()
        {
            if (rhythmLine.Length == 0)
                return;

            if (ours.MoveNext() && ours.Current.Day <= LastDay)
                Count(agrees: false, "no such slot");
            ours.Dispose();
            rhythmLine = "";
        }

        private void Count(bool agrees, string line)
        {
            if (agrees)
            {
                Right++;
                return;
            }

            Wrong++;
            if (Examples.Count < 5)
                Examples.Add($"{rhythmLine}: the oracle has {line}, we have {ours.Current}");
        }

        private bool IsDisputed(long instant)
        {
            if (oracleData == WallClock.ZoneData)
                return false;

            if (!disputed.TryGetValue(zone, out var days))
                disputed[zone] = days = DisputedDays();
            var day = instant / 86_400;
            return days.Contains(day - 1) || days.Contains(day) || days.Contains(day + 1);
        }

        private HashSet<long> DisputedDays()
        {
            var days = new HashSet<long>();
            var from = new DateTimeOffset(2023, 12, 25, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 86_400;
            var until = new DateTimeOffset(2037, 7, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 86_400;
            for (var day = from; day < until; day++)
            {
                var changes = Ours(day * 86_400) != Ours((day + 1) * 86_400) || Theirs(day * 86_400) != Theirs((day + 1) * 86_400);
                var instants = Enumerable.Range(0, changes ? 96 : 1).Select(quarter => (day * 86_400) + (900 * quarter));
                if (instants.Any(instant => Ours(instant) != Theirs(instant)))
                    days.Add(day);
            }

            return days;
        }

        private int Ours(long instant)
        {
            var utc = DateTimeOffset.FromUnixTimeSeconds(instant);
            var (day, at) = WallClock.Local(utc, zone);
            return (int)(day.ToDateTime(at) - utc.UtcDateTime).TotalSeconds;
        }

        private int Theirs(long instant) => offsets[zone].FindLast(change => change.At <= instant).Offset;

        private static long Whole(string word) => long.Parse(word, CultureInfo.InvariantCulture);

        private static DateOnly Day(string word) => DateOnly.ParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
