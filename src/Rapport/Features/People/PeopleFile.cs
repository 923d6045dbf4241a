using System.Text;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// A table of people as somebody saved it from a spreadsheet: the words of each row, not yet judged. Whatever keeps the
/// file as a whole from being read is refused here; what is wrong in a row is told by <see cref="ImportPlan"/>.
/// </summary>
public sealed class PeopleFile
{
    public const int LargestInBytes = 5 * 1024 * 1024;
    private const int MostRows = 20_000;

    private const string Remedy =
        "Save it as “CSV UTF-8”: in Excel, choose File, Save as, CSV UTF-8 (comma delimited); in LibreOffice, choose Unicode (UTF-8) as the character set.";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The spelling that people see, then the others that are understood; capitals, spaces, hyphens and apostrophes do not count.
    private static readonly string[][] Columns =
    [
        ["Name", "Full name"],
        ["E-mail", "E-mail address"],
        ["Manager's e-mail", "Manager e-mail"],
        ["Team"],
        ["Title", "Job title"],
        ["Level", "Job level"],
        ["Start date"],
        ["Time zone"],
    ];

    private PeopleFile(IReadOnlyList<Row> rows) => Rows = rows;

    /// <summary>One person's row. <paramref name="Number"/> is the one that a spreadsheet shows.</summary>
    public sealed record Row(
        int Number, string Name, string Email, string ManagerEmail, string Team, string Title, string Level, string StartDate, string Zone)
    {
        /// <summary>Cells to the right of the table, which belong to no column.</summary>
        public bool HasMoreCells { get; init; }
    }

    /// <summary>The columns that a file has, as people write them.</summary>
    public static IEnumerable<string> ColumnNames => Columns.Select(names => names[0]);

    public IReadOnlyList<Row> Rows { get; }

    /// <exception cref="Refusal">The file is too large, not UTF-8, not a table, or lacks a column or has one too many.</exception>
    public static PeopleFile Read(ReadOnlySpan<byte> bytes)
    {
        Refusal.Invalid(bytes.Length > LargestInBytes, "The file is larger than 5 MB. Split it into several.");
        var text = Decoded(bytes);
        using var table = Csv.Read(text, Csv.SeparatorOf(text)).GetEnumerator();
        Refusal.Invalid(!table.MoveNext(), "The file is empty. Its first row names the columns.");

        var places = Places(table.Current.Cells);
        var rows = new List<Row>();
        while (table.MoveNext())
        {
            if (table.Current.Cells.All(string.IsNullOrWhiteSpace))
                continue;
            Refusal.Invalid(rows.Count == MostRows, "The file has more than 20,000 people. Split it into several.");
            rows.Add(Person(table.Current, places));
        }

        Refusal.Invalid(rows.Count == 0, "The file names the columns and nobody below them.");
        return new(rows);
    }

    private static Row Person(Csv.Row row, int[] places)
    {
        string Cell(int column) => places[column] < row.Cells.Count ? row.Cells[places[column]].Trim() : "";

        return new(row.Number, Cell(0), Cell(1), Cell(2), Cell(3), Cell(4), Cell(5), Cell(6), Cell(7))
        {
            HasMoreCells = row.Cells.Where((cell, at) => !places.Contains(at) && !string.IsNullOrWhiteSpace(cell)).Any(),
        };
    }

    /// <summary>Where each of our columns stands in the file.</summary>
    private static int[] Places(IReadOnlyList<string> headers)
    {
        var places = new int[Columns.Length];
        Array.Fill(places, -1);
        List<string> unknown = [], twice = [];
        for (var at = 0; at < headers.Count; at++)
        {
            var key = Key(headers[at]);
            if (key.Length == 0)
                continue;

            var column = Array.FindIndex(Columns, names => names.Any(name => Key(name) == key));
            if (column < 0)
                unknown.Add(Shown(headers[at]));
            else if (places[column] >= 0)
                twice.Add(Columns[column][0]);
            else
                places[column] = at;
        }

        var missing = ColumnNames.Where((_, column) => places[column] < 0).ToList();
        var complaints = new[]
        {
            (Words: missing, Text: "It lacks"), (Words: unknown, Text: "It has, and Rapport does not know,"), (Words: twice, Text: "It has twice"),
        };
        Refusal.Invalid(
            complaints.Any(complaint => complaint.Words.Count > 0),
            "The columns of the file are not the expected ones. " + string.Join(
                ' ', complaints.Where(complaint => complaint.Words.Count > 0).Select(complaint => $"{complaint.Text} {Listed(complaint.Words)}.")));
        return places;
    }

    private static string Listed(List<string> names) =>
        string.Join(", ", names.Take(10).Select(name => $"“{name}”")) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");

    private static string Shown(string header) => header.Trim() is { Length: > 40 } text ? string.Concat(text.EnumerateRunes().Take(40)) + "…" : header.Trim();

    private static string Key(string header) =>
        string.Concat(header.Where(character => char.IsLetterOrDigit(character))).ToUpperInvariant();

    private static string Decoded(ReadOnlySpan<byte> bytes)
    {
        Refusal.Invalid(bytes.StartsWith("PK\x03\x04"u8), $"This is a workbook, not a CSV file. {Remedy}");
        Refusal.Invalid(
            bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble),
            $"Row 1 is not UTF-8: the file is in UTF-16. {Remedy}");
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];

        var readable = ReadableBytes(bytes);
        Refusal.Invalid(readable < bytes.Length, $"Row {RowAt(bytes[..readable])} holds characters that are not UTF-8. {Remedy}");
        var zero = bytes.IndexOf((byte)0);
        Refusal.Invalid(zero >= 0, $"Row {(zero < 0 ? 0 : RowAt(bytes[..zero]))} holds a NUL character, which no text has. {Remedy}");
        return Strict.GetString(bytes);
    }

    private static int ReadableBytes(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    /// <summary>The number of the row that the next byte belongs to.</summary>
    private static int RowAt(ReadOnlySpan<byte> before)
    {
        var row = 1;
        var isQuoted = false;
        for (var at = 0; at < before.Length; at++)
        {
            if (before[at] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && (before[at] == '\n' || (before[at] == '\r' && (at + 1 == before.Length || before[at + 1] != '\n'))))
                row++;
        }

        return row;
    }
}
