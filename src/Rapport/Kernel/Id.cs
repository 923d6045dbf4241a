using System.Diagnostics.CodeAnalysis;

namespace Rapport.Kernel;

/// <summary>
/// The identity of one <typeparamref name="T"/>: a UUID version 7, so that rows lie in the order in which they were made.
/// The browser may make one, so that a retried create is the same create.
/// </summary>
public readonly record struct Id<T>(Guid Value) : IParsable<Id<T>>, IComparable<Id<T>>
{
    public static Id<T> New() => new(Guid.CreateVersion7());

    public static Id<T> Parse(string text, IFormatProvider? provider) => new(Guid.Parse(text, provider));

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out Id<T> id)
    {
        var parsed = Guid.TryParse(text, provider, out var value);
        id = new(value);
        return parsed;
    }

    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    public static bool operator <(Id<T> left, Id<T> right) => left.CompareTo(right) < 0;

    public static bool operator >(Id<T> left, Id<T> right) => left.CompareTo(right) > 0;

    public static bool operator <=(Id<T> left, Id<T> right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Id<T> left, Id<T> right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value.ToString();
}
