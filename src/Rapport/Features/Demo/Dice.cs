using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Rapport.Kernel;

namespace Rapport.Features.Demo;

/// <summary>Chance that always falls the same: whatever nobody wrote down about the demo organisation follows from a key.</summary>
internal static class Dice
{
    /// <summary>A number from one to another, both included.</summary>
    public static int Roll(string key, int from, int to) =>
        from + (int)(BinaryPrimitives.ReadUInt32BigEndian(Hash(key)) % (uint)(to - from + 1));

    public static Guid Guid(string key)
    {
        Span<byte> bytes = Hash(key).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The same thing with an id that follows from the key instead of a new one.</summary>
    public static T Named<T>(this T thing, string key)
        where T : class
    {
        typeof(T).GetProperty("Id")!.SetValue(thing, new Id<T>(Guid(typeof(T).Name + "/" + key)));
        return thing;
    }

    /// <summary>A moment after one and before another, in somebody's working hours where there are any in between.</summary>
    public static DateTimeOffset Moment(string key, DateTimeOffset after, DateTimeOffset before, string zone)
    {
        var minutes = Math.Max(2, (int)Math.Min((before - after).TotalMinutes, 1_000_000));
        var moment = after;
        for (var attempt = 0; attempt < 24; attempt++)
        {
            moment = after.AddMinutes(Roll($"{key}/{attempt}", 1, minutes - 1));
            var (day, at) = WallClock.Local(moment, zone);
            if (at.Hour is >= 8 and < 18 && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                return moment;
        }

        return moment;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes("halden/" + key));
}
