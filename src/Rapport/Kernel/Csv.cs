using System.Buffers;
using System.Text;

namespace Rapport.Kernel;

/// <summary>
/// Tables as text, RFC 4180. What is written holds no formula: a cell that a spreadsheet would run gets an apostrophe in
/// front, which reading takes away again, so that writing and reading return the same table.
/// </summary>
public static class Csv
{
    private const int MostCells = 500;

    private static readonly SearchValues<char> StartsFormula = SearchValues.Create("=+-@＝＋－＠");
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>One row. <paramref name="Number"/> counts as a spreadsheet does, from 1 and with the empty rows.</summary>
    public sealed record Row(int Number, IReadOnlyList<string> Cells);

    /// <summary>The separator of a file: the one that its first row holds most, outside quotation marks.</summary>
    public static char SeparatorOf(string text)
    {
        Span<int> counts = stackalloc int[Separators.Length];
        var isQuoted = false;
        foreach (var character in text)
        {
            if (character == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && character is '\n' or '\r')
                break;
            else if (!isQuoted && Array.IndexOf(Separators, character) is var found and >= 0)
                counts[found]++;
        }

        var most = 0;
        for (var at = 1; at < counts.Length; at++)
        {
            if (counts[at] > counts[most])
                most = at;
        }

        return Separators[most];
    }

    /// <summary>The rows that hold anything, read one at a time.</summary>
    /// <exception cref="Refusal">The text is no table: a quotation mark stays open, a row has hundreds of cells.</exception>
    public static IEnumerable<Row> Read(string text, char separator)
    {
        var at = 0;
        for (var number = 1; at < text.Length; number++)
        {
            var cells = new List<string>();
            do
            {
                Refusal.Invalid(cells.Count == MostCells, $"Row {number} has more than {MostCells} columns. Is this the right file?");
                cells.Add(WithoutGuard(Cell(text, separator, number, ref at)));
            }
            while (Passes(text, separator, ref at));

            SkipLineEnd(text, ref at);
            if (cells.Count > 1 || cells[0].Length > 0)
                yield return new Row(number, cells);
        }
    }

    /// <summary>A table with commas, every cell in quotation marks, and line ends that every spreadsheet knows.</summary>
    public static string Write(IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var isFirst = true;
            foreach (var cell in row)
            {
                text.Append(isFirst ? "\"" : ",\"").Append(WithGuard(cell).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                isFirst = false;
            }

            text.Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>As <see cref="Write"/>, in UTF-8 with the mark by which spreadsheets know it.</summary>
    public static byte[] File(IEnumerable<IEnumerable<string>> rows) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Write(rows))];

    private static string Cell(string text, char separator, int row, ref int at)
    {
        if (at == text.Length || text[at] != '"')
        {
            var length = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
            var end = length < 0 ? text.Length : at + length;
            var plain = text[at..end];
            at = end;
            return plain;
        }

        var cell = new StringBuilder();
        for (at++; ; at++)
        {
            var length = text.AsSpan(at).IndexOf('"');
            Refusal.Invalid(length < 0, $"Row {row} opens a quotation mark that never closes.");
            cell.Append(text, at, length);
            at += length + 1;
            if (at == text.Length || text[at] != '"')
                break;
            cell.Append('"');
        }

        Refusal.Invalid(
            at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'),
            $"Row {row} goes on after a closing quotation mark. A quotation mark inside a cell is written twice.");
        return cell.ToString();
    }

    private static bool Passes(string text, char separator, ref int at)
    {
        if (at == text.Length || text[at] != separator)
            return false;
        at++;
        return true;
    }

    private static void SkipLineEnd(string text, ref int at)
    {
        if (at < text.Length && text[at] == '\r')
            at++;
        if (at < text.Length && text[at] == '\n')
            at++;
    }

    private static string WithGuard(string cell) => IsFormula(cell) ? "'" + cell : cell;

    private static string WithoutGuard(string cell) => cell.StartsWith('\'') && IsFormula(cell[1..]) ? cell[1..] : cell;

    // An apostrophe before a formula counts as one too: a guard that was typed must survive being read.
    private static bool IsFormula(string cell)
    {
        var bare = cell.AsSpan().TrimStart('\'');
        if (bare is ['\t' or '\r' or '\n', ..])
            return true;
        foreach (var character in bare)
        {
            if (character != '\'' && !char.IsWhiteSpace(character) && !char.IsControl(character))
                return StartsFormula.Contains(character);
        }

        return false;
    }
}
